<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use Automattic\WooCommerce\Utilities\FeaturesUtil;

/** The plugin beside others. */
final class RequirementsTest extends Site_Test_Case {
	private const PLUGIN = 'tinyeclipse-wc/tinyeclipse-wc.php';

	/** @var string[] */
	private $active;

	protected function setUp(): void {
		parent::setUp();
		$this->active = get_option( 'active_plugins' );
	}

	protected function tearDown(): void {
		update_option( 'active_plugins', $this->active );
	}

	public function test_it_works_with_orders_in_their_own_tables_and_with_the_blocks(): void {
		foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
			$this->assertContains( self::PLUGIN, FeaturesUtil::get_compatible_plugins_for_feature( $feature, true )['compatible'], $feature );
		}
	}

	public function test_the_header_names_what_it_requires(): void {
		$header = get_file_data( WP_PLUGIN_DIR . '/' . self::PLUGIN, array( 'requires' => 'Requires Plugins', 'version' => 'Version', 'php' => 'Requires PHP' ) );
		$this->assertSame( array( 'requires' => 'tinyeclipse-connector, woocommerce', 'version' => '1.0.0', 'php' => '7.4' ), $header );
	}

	/**
	 * @dataProvider missing_plugins
	 */
	public function test_it_does_not_start_and_says_why( string $missing, string $english, string $dutch ): void {
		update_option( 'active_plugins', array_values( array_diff( $this->active, array( $missing ) ) ) );
		$admin = new Browser();
		$admin->log_in( 'admin', 'admin-password' );
		$this->assert_shows( $english, $admin->get( '/wp-admin/plugins.php' ) );
		$admin->headers['X-Test-Locale'] = 'nl_be';
		$this->assert_shows( $dutch, $admin->get( '/wp-admin/plugins.php' ) );
		$visitor = new Browser();
		$visitor->get( '/' );
		$this->assertSame( 200, $visitor->status );
	}

	public function test_beside_an_older_connector_no_page_breaks(): void {
		$older = WP_PLUGIN_DIR . '/older-connector.php';
		file_put_contents( $older, "<?php\n/* Plugin Name: Older connector */\ndefine( 'TINYECLIPSE_VERSION', '5.0.0' );\nfunction tinyeclipse_queue_report() {}\n" );
		try {
			update_option( 'active_plugins', array_map( static fn ( $plugin ) => 'tinyeclipse-connector/tinyeclipse-connector.php' === $plugin ? 'older-connector.php' : $plugin, $this->active ) );
			$visitor = new Browser();
			$visitor->get( '/' );
			$this->assertSame( 200, $visitor->status );
		} finally {
			unlink( $older );
		}
	}

	/**
	 * @dataProvider missing_plugins
	 */
	public function test_it_cannot_be_activated( string $missing, string $english, string $dutch ): void {
		$without = array_values( array_diff( $this->active, array( $missing, self::PLUGIN ) ) );
		update_option( 'active_plugins', $without );
		$admin = new Browser();
		$admin->log_in( 'admin', 'admin-password' );
		$admin->headers['X-Test-Locale'] = 'nl_be';
		preg_match( '/href="(plugins\.php\?action=activate[^"]*' . rawurlencode( self::PLUGIN ) . '[^"]*)"/', $admin->get( '/wp-admin/plugins.php' ), $link );
		if ( array() === $link ) {
			// WordPress 6.5 and up offers no such link: it read the header.
			$this->assertTrue( version_compare( get_bloginfo( 'version' ), '6.5', '>=' ) );
			return;
		}
		$page = $admin->get( '/wp-admin/' . html_entity_decode( $link[1] ) );
		$this->assert_shows( $dutch, $page );
		wp_cache_flush();
		$this->assertSame( $without, get_option( 'active_plugins' ) );
	}

	public function missing_plugins(): array {
		return array(
			array( 'tinyeclipse-connector/tinyeclipse-connector.php', 'TinyEclipse WC requires the TinyEclipse Connector plugin.', 'TinyEclipse WC vereist de TinyEclipse Connector plugin.' ),
			array( 'woocommerce/woocommerce.php', 'TinyEclipse WC requires WooCommerce.', 'TinyEclipse WC vereist WooCommerce.' ),
		);
	}
}
