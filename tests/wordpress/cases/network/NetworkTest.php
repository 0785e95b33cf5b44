<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use PHPUnit\Framework\TestCase;
use TinyEclipse\Connector\Lifecycle;
use TinyEclipse\Connector\Outbox_Table;
use TinyEclipse\Connector\Schedule;
use TinyEclipse\Connector\Settings;
use TinyEclipse\Shop\Cart_Owner;

/** A network of sites: each has its own connection, table and clock. */
final class NetworkTest extends TestCase {
	protected function setUp(): void {
		$this->assertTrue( is_multisite() );
		$this->each_site(
			static function (): void {
				Lifecycle::upgrade();
				update_option( Settings::TENANT_ID, Api_Double::TENANT_ID );
				update_option( Settings::SITE_TOKEN, Api_Double::TOKEN );
			}
		);
	}

	public function test_each_site_has_its_own_table(): void {
		global $wpdb;
		$this->assertSame( array( 'wp_tinyeclipse_outbox', 'wp_2_tinyeclipse_outbox' ), $this->each_site( array( Outbox_Table::class, 'name' ) ) );
		tinyeclipse_queue_report( 'journey', array( 'site' => 1 ), 'journey:1' );
		switch_to_blog( 2 );
		tinyeclipse_queue_report( 'journey', array( 'site' => 2 ), 'journey:2' );
		restore_current_blog();
		$this->assertSame( array( 'journey:1' ), $wpdb->get_col( 'SELECT coalesce_key FROM wp_tinyeclipse_outbox' ) );
		$this->assertSame( array( 'journey:2' ), $wpdb->get_col( 'SELECT coalesce_key FROM wp_2_tinyeclipse_outbox' ) );
	}

	public function test_a_site_whose_version_is_not_known_yet_gets_its_table(): void {
		switch_to_blog( 2 );
		Outbox_Table::drop();
		delete_option( Lifecycle::DB_VERSION_OPTION );
		Lifecycle::upgrade_when_needed();
		restore_current_blog();
		$this->assertContains( 'wp_2_tinyeclipse_outbox', $this->tables() );
	}

	public function test_the_cart_of_an_account_belongs_to_one_site(): void {
		Cart_Owner::take( 1, 'a' );
		switch_to_blog( 2 );
		$this->assertSame( '', Cart_Owner::token( 1 ) );
		restore_current_blog();
		$this->assertSame( 'a', Cart_Owner::token( 1 ) );
	}

	public function test_a_site_that_is_deleted_takes_its_table_along(): void {
		$site = wp_insert_site( array( 'domain' => DOMAIN_CURRENT_SITE, 'path' => '/third' . wp_rand() . '/', 'user_id' => 1, 'title' => 'Third' ) );
		switch_to_blog( $site );
		Lifecycle::upgrade();
		restore_current_blog();
		$this->assertContains( "wp_{$site}_tinyeclipse_outbox", $this->tables() );
		wp_delete_site( $site );
		$this->assertNotContains( "wp_{$site}_tinyeclipse_outbox", $this->tables() );
	}

	public function test_uninstalling_clears_every_site(): void {
		global $wpdb;
		$this->each_site( array( Schedule::class, 'ensure_heartbeat' ) );
		$this->each_site(
			static function (): void {
				update_user_option( 1, Cart_Owner::OPTION, 'a' );
			}
		);
		foreach ( array( 'tinyeclipse-wc', 'tinyeclipse-connector' ) as $plugin ) {
			passthru( escapeshellarg( PHP_BINARY ) . ' ' . escapeshellarg( dirname( __DIR__, 2 ) . '/support/uninstall.php' ) . ' ' . $plugin, $code );
			$this->assertSame( 0, $code );
		}
		$this->assertSame( array(), preg_grep( '/tinyeclipse/', $this->tables() ) );
		foreach ( array( 'wp_options', 'wp_2_options' ) as $options ) {
			$this->assertSame( array(), $wpdb->get_col( "SELECT option_name FROM $options WHERE option_name LIKE '%tinyeclipse%' OR (option_name = 'cron' AND option_value LIKE '%tinyeclipse%')" ) );
		}
		$this->assertSame( array(), $wpdb->get_col( "SELECT meta_key FROM wp_usermeta WHERE meta_key LIKE '%tinyeclipse%'" ) );
	}

	/**
	 * @return mixed[] What the callback gave at each site.
	 */
	private function each_site( callable $callback ): array {
		$results = array();
		foreach ( array( 1, 2 ) as $site ) {
			switch_to_blog( $site );
			$results[] = $callback();
			restore_current_blog();
		}
		return $results;
	}

	/** @return string[] */
	private function tables(): array {
		global $wpdb;
		return $wpdb->get_col( 'SHOW TABLES' );
	}
}
