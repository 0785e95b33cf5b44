<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Lifecycle;
use TinyEclipse\Connector\Outbox_Table;
use TinyEclipse\Connector\Schedule;
use TinyEclipse\Connector\Settings;
use TinyEclipse\Shop\Cart_Owner;

final class LifecycleTest extends Site_Test_Case {
	private const V4_OPTIONS = array(
		'tinyeclipse_tenant_id'     => Api_Double::TENANT_ID,
		'tinyeclipse_enabled'       => '1',
		'tinyeclipse_color'         => '#123456',
		'tinyeclipse_name'          => 'Chocotale AI',
		'tinyeclipse_lang'          => 'fr',
		'tinyeclipse_position'      => 'bottom-left',
		'tinyeclipse_exclude_pages' => "/kassa\n/account",
		'tinyeclipse_exclude_roles' => '',
		'tinyeclipse_last_sync'     => '2026-01-01T00:00:00+00:00',
	);

	protected function tearDown(): void {
		Lifecycle::upgrade();
	}

	public function test_an_update_from_version_4_makes_what_is_needed_on_the_next_request_and_keeps_every_option(): void {
		$this->forget_version_5();
		foreach ( self::V4_OPTIONS as $name => $value ) {
			update_option( $name, $value );
		}

		( new Browser() )->get( '/' );

		wp_cache_flush();
		$this->assertTrue( $this->has_table() );
		$this->assertNotFalse( wp_next_scheduled( Schedule::HEARTBEAT ) );
		foreach ( self::V4_OPTIONS as $name => $value ) {
			$this->assertSame( $value, get_option( $name ), $name );
		}
		$this->assertSame( Api_Double::TENANT_ID, tinyeclipse_get_tenant_id() );
	}

	public function test_the_token_is_not_loaded_on_every_page(): void {
		global $wpdb;
		$this->forget_version_5();
		( new Browser() )->get( '/' );
		wp_cache_flush();
		update_option( Settings::SITE_TOKEN, Api_Double::TOKEN );
		$autoload = $wpdb->get_var( $wpdb->prepare( "SELECT autoload FROM {$wpdb->options} WHERE option_name = %s", Settings::SITE_TOKEN ) );
		$this->assertContains( $autoload, array( 'no', 'off' ) );
	}

	public function test_the_second_request_does_nothing_more(): void {
		( new Browser() )->get( '/' );
		Request_Log::reset();
		( new Browser() )->get( '/' );
		$this->assertSame( array(), Request_Log::last()['queries'] );
	}

	public function test_deactivation_stops_the_clock_and_keeps_the_rest(): void {
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		Schedule::ensure_heartbeat();
		Schedule::ensure_delivery();
		do_action( 'deactivate_tinyeclipse-connector/tinyeclipse-connector.php' );
		$this->assertFalse( wp_next_scheduled( Schedule::HEARTBEAT ) );
		$this->assertFalse( wp_next_scheduled( Schedule::DELIVER ) );
		$this->assertCount( 1, $this->rows() );
		$this->assertSame( Api_Double::TOKEN, get_option( Settings::SITE_TOKEN ) );
	}

	public function test_uninstalling_leaves_nothing(): void {
		global $wpdb;
		foreach ( self::V4_OPTIONS as $name => $value ) {
			update_option( $name, $value );
		}
		\TinyEclipse\Connector\Heartbeat::beat();
		\TinyEclipse\Connector\Delivery_State::mark_unwanted( 'journey', time() );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		Schedule::ensure_heartbeat();
		Schedule::ensure_delivery();
		update_user_option( 1, Cart_Owner::OPTION, str_repeat( 'a', 32 ) );

		foreach ( array( 'tinyeclipse-wc', 'tinyeclipse-connector' ) as $plugin ) {
			passthru( escapeshellarg( PHP_BINARY ) . ' ' . escapeshellarg( dirname( __DIR__, 2 ) . '/support/uninstall.php' ) . ' ' . $plugin, $code );
			$this->assertSame( 0, $code );
		}

		wp_cache_flush();
		$this->assertFalse( $this->has_table() );
		$this->assertSame( array(), $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%tinyeclipse%'" ) );
		$this->assertSame( array(), $wpdb->get_col( "SELECT meta_key FROM {$wpdb->usermeta} WHERE meta_key LIKE '%tinyeclipse%'" ) );
		$this->assertStringNotContainsString( 'tinyeclipse', (string) $wpdb->get_var( "SELECT option_value FROM {$wpdb->options} WHERE option_name = 'cron'" ) );
	}

	private function forget_version_5(): void {
		Outbox_Table::drop();
		delete_option( Lifecycle::DB_VERSION_OPTION );
		delete_option( Settings::SITE_TOKEN );
		Schedule::clear();
	}

	private function has_table(): bool {
		global $wpdb;
		return null !== $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', Outbox_Table::name() ) );
	}
}
