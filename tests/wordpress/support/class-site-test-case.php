<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use PHPUnit\Framework\TestCase;
use TinyEclipse\Connector\Delivery_State;
use TinyEclipse\Connector\Heartbeat;
use TinyEclipse\Connector\Outbox;
use TinyEclipse\Connector\Outbox_Table;
use TinyEclipse\Connector\Schedule;
use TinyEclipse\Connector\Settings;

/** A site that is connected to the double of the server, with nothing to send. */
abstract class Site_Test_Case extends TestCase {
	protected function setUp(): void {
		global $wpdb;

		// A process that the test before left waiting for a server that hangs.
		while ( ! Outbox::lock() ) {
			usleep( 20000 );
		}
		Outbox::unlock();
		wp_cache_flush();
		Api_Double::reset();
		Request_Log::reset();
		Outbox_Table::install();
		$wpdb->query( 'TRUNCATE ' . Outbox_Table::name() );
		wp_clear_scheduled_hook( Schedule::DELIVER );
		delete_option( Heartbeat::OPTION );
		$this->connect( Api_Double::url() );
	}

	protected function connect( string $server ): void {
		update_option( Settings::SERVER, $server );
		update_option( Settings::TENANT_ID, Api_Double::TENANT_ID );
		update_option( Settings::SITE_TOKEN, Api_Double::TOKEN );
		Delivery_State::reset();
	}

	/** What waits in the table, the oldest first. */
	protected function rows(): array {
		global $wpdb;
		return $wpdb->get_results( 'SELECT * FROM ' . Outbox_Table::name() . ' ORDER BY id', ARRAY_A );
	}

	/** A page is long: a failure says only what was looked for. */
	protected function assert_shows( string $text, string $page ): void {
		$this->assertTrue( false !== strpos( $page, $text ), "The page shows: $text" );
	}

	protected function assert_hides( string $text, string $page ): void {
		$this->assertNotSame( '', $page );
		$this->assertFalse( strpos( $page, $text ), "The page does not show: $text" );
	}

	/** Lets time pass for what waits. */
	protected function make_due(): void {
		global $wpdb;
		$wpdb->query( 'UPDATE ' . Outbox_Table::name() . ' SET next_attempt_at = 0' );
		wp_cache_flush();
		Delivery_State::resume();
	}

	/** Waits for another process to send what there is. */
	protected function wait_until_sent(): void {
		$end = microtime( true ) + 8;
		while ( array() !== $this->rows() && microtime( true ) < $end ) {
			usleep( 20000 );
		}
		$this->assertSame( array(), $this->rows(), 'Everything was sent.' );
		wp_cache_flush();
	}
}
