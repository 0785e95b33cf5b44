<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Delivery;
use TinyEclipse\Connector\Heartbeat;
use TinyEclipse\Connector\Home;
use TinyEclipse\Connector\Outbox;
use TinyEclipse\Connector\Settings;

/** A database that was copied to another address, token and all. */
final class CopyTest extends Site_Test_Case {
	protected function setUp(): void {
		parent::setUp();
		tinyeclipse_queue_report( 'abandoned-carts', array( 'email' => 'ann@example.com' ), 'cart:a' );
		update_option( Home::OPTION, 'chocotale.example/winkel' );
	}

	protected function tearDown(): void {
		delete_option( Home::OPTION );
	}

	public function test_it_neither_beats_nor_collects_nor_sends(): void {
		$this->assertSame( Heartbeat::COPY, Heartbeat::beat()['state'] );
		Heartbeat::beat_and_deliver();
		$this->assertSame( 0, Delivery::run_in_background() );
		$this->assertFalse( tinyeclipse_queue_report( 'journey', array(), 'journey:1' ) );
		$this->assertSame( array(), Api_Double::requests() );
	}

	public function test_the_admin_reads_why_and_the_same_token_connects_it_without_what_it_brought_along(): void {
		$admin = new Browser();
		$admin->log_in( 'admin', 'admin-password' );
		$this->assert_shows( 'This looks like a copy of chocotale.example/winkel: enter the site token again', $admin->get( '/wp-admin/index.php' ) );
		$admin->headers['X-Test-Locale'] = 'nl_be';
		$this->assert_shows( 'Dit lijkt een kopie van chocotale.example/winkel', $admin->get( '/wp-admin/admin.php?page=tinyeclipse' ) );
		unset( $admin->headers['X-Test-Locale'] );

		$form = $admin->get( '/wp-admin/admin.php?page=tinyeclipse' );
		preg_match( '/name="_wpnonce" value="(\w+)"/', $form, $nonce );
		$values = array( Settings::SERVER => Api_Double::url(), Settings::TENANT_ID => Api_Double::TENANT_ID );
		$common = array( 'option_page' => Settings::GROUP, 'action' => 'update', '_wpnonce' => $nonce[1] );
		$admin->post( '/wp-admin/options.php', $values + $common + array( Settings::SITE_TOKEN => '' ) );
		wp_cache_flush();
		$this->assertTrue( Home::is_copy(), 'An empty field keeps things as they are.' );

		$admin->post( '/wp-admin/options.php', $values + $common + array( Settings::SITE_TOKEN => Api_Double::TOKEN ) );
		wp_cache_flush();
		$this->assertFalse( Home::is_copy() );
		$this->assertSame( array(), $this->rows() );
		$this->assertSame( Heartbeat::CONNECTED, Heartbeat::beat()['state'] );
	}

	public function test_a_site_that_had_a_token_before_is_at_home_where_it_is(): void {
		delete_option( Home::OPTION );
		$this->assertSame( 1, Delivery::drain( 5, 2 ) );
		$this->assertSame( '127.0.0.1', get_option( Home::OPTION ) );
	}
}
