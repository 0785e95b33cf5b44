<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Delivery_State;
use TinyEclipse\Connector\Heartbeat;
use TinyEclipse\Connector\Schedule;
use TinyEclipse\Connector\Settings;

final class HeartbeatTest extends Site_Test_Case {
	public function test_it_tells_what_the_server_asks_for(): void {
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		$this->assertSame( Heartbeat::CONNECTED, Heartbeat::beat()['state'] );

		$request = Api_Double::requests()[0];
		$this->assertSame( '/api/sites/heartbeat', $request['path'] );
		$this->assertSame( 'Bearer ' . Api_Double::TOKEN, $request['authorization'] );
		$this->assertSame( 'SITE_ENVIRONMENT_PRODUCTION', $request['body']['environment'] );
		$this->assertSame( 1, $request['body']['outbox_pending_count'] );
		$this->assertSame( array( 'wordpress', 'php', 'woocommerce', 'connector' ), array_keys( $request['body']['versions'] ) );
		$this->assertSame( '5.0.0', $request['body']['versions']['connector'] );
		$this->assertSame( PHP_VERSION, $request['body']['versions']['php'] );
	}

	public function test_wp_cron_beats_every_five_minutes_and_delivers_what_waits(): void {
		$event = wp_get_scheduled_event( Schedule::HEARTBEAT );
		$this->assertSame( 300, $event->interval );

		tinyeclipse_queue_report( 'abandoned-carts', array( 'cart_token' => 'a' ), 'cart:a' );
		wp_unschedule_event( $event->timestamp, Schedule::HEARTBEAT );
		wp_schedule_event( time() - 1, 'tinyeclipse_five_minutes', Schedule::HEARTBEAT );
		( new Browser() )->get( '/wp-cron.php' );
		$this->wait_until_sent();
		$this->assertContains( '/api/sites/heartbeat', array_column( Api_Double::requests(), 'path' ) );
		$this->assertSame( 'a', Api_Double::carts()[0]['cart_token'] );
	}

	public function test_a_heartbeat_that_arrives_ends_the_pause(): void {
		Delivery_State::pause( new \TinyEclipse\Connector\Api_Response( 0, '' ), time() );
		Heartbeat::beat();
		$this->assertFalse( Delivery_State::is_paused( time() ) );
	}

	/**
	 * @dataProvider answers
	 */
	public function test_it_says_what_is_wrong( string $expected, int $status, ?array $body ): void {
		Api_Double::behave( $status, $body );
		$this->assertSame( $expected, Heartbeat::beat()['state'] );
		$this->assertSame( $expected, Heartbeat::last()['state'] );
	}

	public function answers(): array {
		return array(
			array( Heartbeat::REFUSED, 401, array( 'message' => 'The credential is unknown.' ) ),
			array( Heartbeat::REFUSED, 403, null ),
			array( Heartbeat::FAILED, 500, null ),
			array( Heartbeat::FAILED, 404, null ),
			'a page of a proxy' => array( Heartbeat::FAILED, 200, array( 'status' => 'maintenance' ) ),
			array( Heartbeat::OTHER_TENANT, 200, array( 'tenant_id' => '0195c7a2-0000-7000-8000-00000000ffff' ) ),
			array( Heartbeat::CONNECTED, 200, array( 'tenantId' => Api_Double::TENANT_ID, 'serverTime' => gmdate( 'c' ) ) ),
		);
	}

	public function test_it_notices_nobody_there_a_wrong_clock_and_missing_settings(): void {
		Api_Double::behave( 200, array( 'tenant_id' => Api_Double::TENANT_ID, 'server_time' => gmdate( 'Y-m-d\TH:i:s.123456\Z', time() - 3600 ) ) );
		$this->assertEqualsWithDelta( 3600, Heartbeat::beat()['clock_skew'], 3 );

		$this->connect( Api_Double::dead_url() );
		$this->assertSame( Heartbeat::UNREACHABLE, Heartbeat::beat()['state'] );
		$this->assertSame( 'error', tinyeclipse_check_connection() );

		update_option( Settings::TENANT_ID, '' );
		$this->assertSame( Heartbeat::INCOMPLETE, Heartbeat::beat()['state'] );
		$this->assertSame( 'no_id', tinyeclipse_check_connection() );
	}

	public function test_a_pause_that_the_server_asked_for_lasts_as_long_as_it_said(): void {
		Delivery_State::pause( new \TinyEclipse\Connector\Api_Response( 429, '', 900 ), time() );
		$this->assertSame( Heartbeat::CONNECTED, Heartbeat::beat()['state'] );
		$this->assertEqualsWithDelta( 900, Delivery_State::paused_until() - time(), 2 );
	}
}
