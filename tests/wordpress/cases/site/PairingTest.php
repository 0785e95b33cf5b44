<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Heartbeat;
use TinyEclipse\Connector\Home;
use TinyEclipse\Connector\Installation;
use TinyEclipse\Connector\Server_Keys;
use TinyEclipse\Connector\Settings;
use TinyEclipse\Connector\Settings_Actions;
use TinyEclipse\Connector\Site_Address;

/** Connecting by a code, through the settings page. */
final class PairingTest extends Site_Test_Case {
	private const PAGE  = '/wp-admin/admin.php?page=tinyeclipse';
	private const TOKEN = 'te_site_PairedPairedPairedPairedPairedPairedPairedPai7890';

	/** @var Browser */
	private $admin;

	/** @var Server_Signer */
	private $signer;

	protected function setUp(): void {
		parent::setUp();
		update_option( Settings::SITE_TOKEN, '' );
		update_option( Settings::TENANT_ID, '' );
		$this->signer = new Server_Signer();
		$this->admin  = new Browser();
		$this->admin->log_in( 'admin', 'admin-password' );
	}

	protected function tearDown(): void {
		delete_option( Server_Keys::OPTION );
		delete_option( Home::OPTION );
	}

	public function test_a_code_connects_the_site(): void {
		$this->answer_with_token();
		$page = $this->pair( ' k7rm-2xwp ' );

		$request = Api_Double::requests()[0];
		$this->assertSame( array( '/api/sites/pair', '' ), array( $request['path'], $request['authorization'] ) );
		$this->assertSame(
			array( 'k7rm-2xwp', home_url(), Site_Address::rest_root(), Installation::fingerprint(), 'SITE_ENVIRONMENT_PRODUCTION' ),
			array( $request['body']['code'], $request['body']['home_url'], $request['body']['rest_url'], $request['body']['fingerprint'], $request['body']['environment'] )
		);
		$this->assertSame( Api_Double::TENANT_ID, get_option( Settings::TENANT_ID ) );
		$this->assertSame( self::TOKEN, get_option( Settings::SITE_TOKEN ) );
		$this->assertSame( array( 'test-key' ), array_keys( Server_Keys::valid( time() ) ) );
		$this->assertFalse( Home::is_copy() );
		$this->assert_shows( 'This site is connected.', $page );
		$this->assert_shows( 'Disconnect this site', $page );
		$this->assert_hides( self::TOKEN, $page );
		$this->assertSame( 'Bearer ' . self::TOKEN, Api_Double::requests()[1]['authorization'], 'A heartbeat follows at once.' );
	}

	/** @dataProvider refusals */
	public function test_a_refusal_is_said_in_a_sentence_and_changes_nothing( int $status, string $reason, string $english, string $dutch ): void {
		Api_Double::behave( $status, array( 'message' => 'x', 'details' => array( array( 'reason' => $reason, 'domain' => 'tinyeclipse' ) ) ) );
		$this->assert_shows( $english, $this->pair( 'K7RM-2XWP' ) );
		$this->admin->headers['X-Test-Locale'] = 'nl_be';
		$this->assert_shows( $dutch, $this->pair( 'K7RM-2XWP' ) );
		$this->assertSame( '', get_option( Settings::SITE_TOKEN ) );
	}

	public function refusals(): array {
		return array(
			array( 404, 'PAIRING_CODE_INVALID', 'This code is not known', 'Deze code bestaat niet' ),
			array( 400, 'PAIRING_CODE_USED', 'This code was used already.', 'Deze code is al gebruikt.' ),
			array( 400, 'PAIRING_ADDRESS_DIFFERS', 'meant for a site at another address', 'op een ander adres' ),
			array( 429, 'TOO_MANY_ATTEMPTS', 'Wait a quarter of an hour.', 'Wacht een kwartier.' ),
			array( 500, '', 'The server answered with an error.', 'De server antwoordde met een fout.' ),
			array( 200, '', 'The server answered with an error.', 'De server antwoordde met een fout.' ),
		);
	}

	public function test_an_answer_that_got_lost_is_asked_for_again(): void {
		Api_Double::behave( 502 );
		$this->pair( 'K7RM-2XWP' );
		$this->assertCount( 2, Api_Double::requests() );
		$this->assertSame( Api_Double::requests()[0]['body'], Api_Double::requests()[1]['body'] );

		update_option( Settings::SERVER, Api_Double::dead_url() );
		$this->assert_shows( 'The server cannot be reached. Try again', $this->pair( 'K7RM-2XWP' ) );
	}

	public function test_what_waits_for_another_tenant_never_reaches_the_new_one(): void {
		$this->connect( Api_Double::url() );
		update_option( Settings::TENANT_ID, '11111111-1111-4111-8111-111111111111' );
		tinyeclipse_queue_report( 'journey', array( 'email' => 'ann@example.com' ), 'journey:1' );
		update_option( Settings::SITE_TOKEN, '' );
		$this->answer_with_token();
		$this->pair( 'K7RM-2XWP' );
		$this->assertSame( array(), $this->rows() );
	}

	public function test_it_is_disconnected_by_a_button_at_the_server_too(): void {
		$this->answer_with_token();
		$page = $this->pair( 'K7RM-2XWP' );
		Api_Double::reset();
		$page = $this->press( $page, Settings_Actions::UNPAIR, array() );

		$this->assertSame( array( '/api/sites/unpair', 'Bearer ' . self::TOKEN ), array( Api_Double::requests()[0]['path'], Api_Double::requests()[0]['authorization'] ) );
		$this->assertSame( '', get_option( Settings::SITE_TOKEN ) );
		$this->assertFalse( get_option( Server_Keys::OPTION ) );
		$this->assert_shows( 'This site is no longer connected.', $page );
		$this->assert_shows( 'placeholder="K7RM-2XWP"', $page );
	}

	public function test_strangers_customers_and_forged_forms_connect_nothing(): void {
		$this->answer_with_token();
		foreach ( array( Settings_Actions::PAIR, Settings_Actions::UNPAIR ) as $action ) {
			$this->admin->post( '/wp-admin/admin-post.php', array( 'action' => $action, 'tinyeclipse_code' => 'K7RM-2XWP' ) );
			$this->assertSame( 403, $this->admin->status );
			$customer = new Browser();
			$customer->log_in( 'klant', 'klant-password' );
			$customer->post( '/wp-admin/admin-post.php', array( 'action' => $action, 'tinyeclipse_code' => 'K7RM-2XWP', Settings_Actions::NONCE => 'x' ) );
			$this->assertSame( 403, $customer->status );
		}
		$this->assertSame( array(), Api_Double::requests() );
	}

	public function test_every_request_says_which_installation_it_comes_from(): void {
		$this->connect( Api_Double::url() );
		Heartbeat::beat();
		$this->assertMatchesRegularExpression( '#^fingerprint="[0-9a-f]{64}", home="http://127\.0\.0\.1:\d+", environment=production$#', Api_Double::requests()[0]['installation'] );
	}

	public function test_the_fingerprint_stays_and_a_copy_has_another(): void {
		global $wpdb;
		$fingerprint = Installation::fingerprint();
		wp_cache_flush();
		$this->assertSame( $fingerprint, Installation::fingerprint() );

		$elsewhere = static function (): string {
			return 'https://staging.shop.example';
		};
		add_filter( 'pre_option_home', $elsewhere );
		$this->assertNotSame( $fingerprint, Installation::fingerprint() );
		remove_filter( 'pre_option_home', $elsewhere );
		$prefix       = $wpdb->prefix;
		$wpdb->prefix = 'copy_';
		$this->assertNotSame( $fingerprint, Installation::fingerprint() );
		$wpdb->prefix = $prefix;
	}

	private function answer_with_token(): void {
		$key = array( 'id' => 'test-key', 'public_key' => $this->signer->public_key() );
		Api_Double::behave(
			200,
			array(
				'site_id'     => '0195c7a2-0000-7000-8000-000000000001',
				'tenant_id'   => Api_Double::TENANT_ID,
				'site_token'  => self::TOKEN,
				'server_keys' => array( 'version' => 'test', 'keys' => array( $key ) ),
			)
		);
	}

	private function pair( string $code ): string {
		return $this->press( $this->admin->get( self::PAGE ), Settings_Actions::PAIR, array( 'tinyeclipse_code' => $code ) );
	}

	/**
	 * @param array<string, string> $values What is typed.
	 */
	private function press( string $page, string $action, array $values ): string {
		$pattern = '/value="' . $action . '">\s*<input type="hidden" id="tinyeclipse_nonce" name="tinyeclipse_nonce" value="(\w+)"/';
		$this->assertSame( 1, preg_match( $pattern, $page, $nonce ), 'The page has the form.' );
		$this->admin->post( '/wp-admin/admin-post.php', array( 'action' => $action, Settings_Actions::NONCE => $nonce[1] ) + $values );
		$this->assertSame( 302, $this->admin->status );
		$location = (string) $this->admin->response_headers['location'];
		wp_cache_flush();
		return $this->admin->get( (string) parse_url( $location, PHP_URL_PATH ) . '?' . parse_url( $location, PHP_URL_QUERY ) );
	}
}
