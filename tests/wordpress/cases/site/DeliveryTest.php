<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Delivery;
use TinyEclipse\Connector\Delivery_State;
use TinyEclipse\Connector\Outbox;
use TinyEclipse\Connector\Retry_Policy;
use TinyEclipse\Connector\Schedule;
use TinyEclipse\Connector\Settings;

final class DeliveryTest extends Site_Test_Case {
	public function test_a_report_arrives_with_the_token_and_leaves_the_outbox(): void {
		tinyeclipse_queue_report( 'abandoned-carts', array( 'cart_token' => 'a' ), 'cart:a' );
		$this->assertSame( 1, Delivery::drain( 5, 2 ) );

		$request = Api_Double::requests()[0];
		$this->assertSame( '/api/shop/' . Api_Double::TENANT_ID . '/abandoned-carts', $request['path'] );
		$this->assertSame( 'Bearer ' . Api_Double::TOKEN, $request['authorization'] );
		$this->assertSame( 'application/json', $request['content_type'] );
		$this->assertSame( 'a', $request['body']['cart_token'] );
		$this->assertSame( array(), $this->rows() );
	}

	public function test_wp_cron_is_asked_to_come_back_only_while_something_waits(): void {
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		$this->assertSame( 1, Delivery::run_in_background() );
		$this->assertFalse( wp_next_scheduled( Schedule::DELIVER ) );

		Api_Double::behave( 500 );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		$this->assertSame( 0, Delivery::run_in_background() );
		$this->assertEqualsWithDelta( time() + 60, wp_next_scheduled( Schedule::DELIVER ), 2 );
	}

	public function test_after_a_fault_of_the_server_nothing_is_sent_until_the_pause_is_over(): void {
		Api_Double::behave( 500 );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:b' );
		$this->assertSame( 0, Delivery::drain( 5, 2 ) );
		$this->assertCount( 1, Api_Double::requests(), 'The second would meet the same fault.' );
		$this->assertTrue( Delivery_State::is_paused( time() ) );
		$this->assertSame( 0, Delivery::drain( 5, 2 ) );
		$this->assertCount( 1, Api_Double::requests() );
		$this->assertSame( '1', $this->rows()[0]['attempts'] );
		$this->assertSame( 'HTTP 500', $this->rows()[0]['last_error'] );

		Api_Double::behave( 200 );
		$this->make_due();
		$this->assertSame( 2, Delivery::drain( 5, 2 ) );
		$this->assertSame( array(), $this->rows() );
		$this->assertFalse( Delivery_State::is_paused( time() ) );
	}

	public function test_the_pause_grows_with_each_failure(): void {
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		$this->connect( Api_Double::dead_url() );
		$pauses = array();
		foreach ( range( 1, 7 ) as $unused ) {
			$this->make_due_without_resuming();
			Delivery::drain( 5, 2 );
			$pauses[] = Delivery_State::paused_until() - time();
		}
		$this->assertGreaterThan( 10, $pauses[0] );
		$this->assertLessThan( 20, $pauses[0] );
		$this->assertGreaterThan( $pauses[0] * 3, $pauses[3] );
		$this->assertLessThanOrEqual( Retry_Policy::MAX_PAUSE * 1.25, max( $pauses ) );
		$this->assertCount( 1, $this->rows(), 'A server that is away never makes a report dead.' );
	}

	public function test_a_server_that_asks_for_a_pause_gets_it(): void {
		Api_Double::behave( 429, null, 0, array( 'Retry-After' => '900' ) );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		Delivery::drain( 5, 2 );
		$this->assertEqualsWithDelta( 900, Delivery_State::paused_until() - time(), 2 );
	}

	public function test_a_malformed_report_dies_after_a_few_tries_and_stops_nobody_else(): void {
		Api_Double::behave( 400, array( 'code' => 3, 'message' => 'items[0].quantity <b>is wrong</b>' ) );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:b' );
		Delivery::drain( 5, 2 );
		$this->assertCount( 2, Api_Double::requests() );
		$this->assertFalse( Delivery_State::is_paused( time() ) );
		foreach ( range( 1, Retry_Policy::MAX_REFUSALS - 1 ) as $unused ) {
			$this->make_due();
			Delivery::drain( 5, 2 );
		}
		$this->assertSame( array( 'dead', 'dead' ), array_column( $this->rows(), 'state' ) );
		$this->assertSame( 'HTTP 400 items[0].quantity is wrong', $this->rows()[0]['last_error'] );
		$this->make_due();
		Delivery::drain( 5, 2 );
		$this->assertCount( 2 * Retry_Policy::MAX_REFUSALS, Api_Double::requests() );

		Api_Double::behave( 200 );
		Delivery::start_afresh( true );
		$this->assertSame( 2, Delivery::drain( 5, 2 ), 'The operator may have it tried again.' );
	}

	/**
	 * @dataProvider waiting_statuses
	 */
	public function test_what_an_operator_can_mend_waits( int $status ): void {
		Api_Double::behave( $status );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		foreach ( range( 1, Retry_Policy::MAX_REFUSALS + 3 ) as $unused ) {
			$this->make_due();
			Delivery::drain( 5, 2 );
		}
		$this->assertSame( array( 'pending' ), array_column( $this->rows(), 'state' ) );
		$this->assertTrue( Delivery_State::is_paused( time() ) );

		Api_Double::behave( 200 );
		update_option( Settings::SITE_TOKEN, 'te_site_' . str_repeat( 'z', 49 ) );
		$this->assertSame( 1, Delivery::drain( 5, 2 ), 'A new token ends the waiting at once.' );
	}

	public function waiting_statuses(): array {
		return array( array( 401 ), array( 403 ), array( 408 ), array( 429 ) );
	}

	public function test_what_the_plan_does_not_hold_is_dropped_and_not_collected(): void {
		Api_Double::behave( 400, Api_Double::plan_required() );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		Delivery::drain( 5, 2 );
		$this->assertSame( array(), $this->rows() );
		$this->assertFalse( tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:b' ) );
		$this->assertTrue( tinyeclipse_queue_report( 'journey', array(), 'journey:1' ), 'Another route is another matter.' );
		$this->assertFalse( Delivery_State::is_unwanted( 'abandoned-carts', time() + HOUR_IN_SECONDS + 1 ), 'The plan may change.' );
	}

	public function test_the_token_does_not_follow_a_redirect(): void {
		Api_Double::behave( 307, null, 0, array( 'Location' => Api_Double::url() . '/elsewhere' ) );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		Delivery::drain( 5, 2 );
		$this->assertCount( 1, Api_Double::requests() );
		$this->assertCount( 1, $this->rows() );
	}

	public function test_a_private_address_is_refused_where_it_is_not_allowed(): void {
		add_filter( 'tinyeclipse_allow_local_server', '__return_false', 20 );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		Delivery::drain( 5, 2 );
		remove_filter( 'tinyeclipse_allow_local_server', '__return_false', 20 );
		$this->assertSame( array(), Api_Double::requests() );
		$this->assertCount( 1, $this->rows() );
	}

	private function make_due_without_resuming(): void {
		global $wpdb;
		$wpdb->query( 'UPDATE ' . $wpdb->prefix . 'tinyeclipse_outbox SET next_attempt_at = 0' );
		$state                 = get_option( Delivery_State::OPTION, array() );
		$state['paused_until'] = 0;
		update_option( Delivery_State::OPTION, $state, false );
	}

	public function test_without_a_connection_it_ends_at_once_and_wp_cron_is_not_asked(): void {
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		update_option( Settings::SITE_TOKEN, '' );
		wp_clear_scheduled_hook( Schedule::DELIVER );
		$start = microtime( true );
		$this->assertSame( 0, Delivery::run_inline() );
		$this->assertLessThan( 1, microtime( true ) - $start );
		$this->assertFalse( wp_next_scheduled( Schedule::DELIVER ) );
	}

	public function test_a_database_that_lets_nothing_be_claimed_ends_it_at_once(): void {
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		$looks  = 0;
		$refuse = static function ( string $query ) use ( &$looks ): string {
			$looks += false !== strpos( $query, 'GET_LOCK' ) ? 1 : 0;
			return 0 === strpos( $query, 'UPDATE' ) && false !== strpos( $query, 'tinyeclipse_outbox' ) ? 'SELECT 1 FROM nowhere.at_all' : $query;
		};
		add_filter( 'query', $refuse );
		$sent = Delivery::run_inline();
		remove_filter( 'query', $refuse );
		$this->assertSame( 0, $sent );
		$this->assertSame( 1, $looks );
	}

	/**
	 * @dataProvider other_tenants
	 */
	public function test_another_tenant_never_gets_what_was_collected_for_the_first( string $other ): void {
		tinyeclipse_queue_report( 'abandoned-carts', array( 'email' => 'ann@example.com' ), 'cart:a' );
		tinyeclipse_queue_report( 'journey', array(), 'journey:1' );
		Outbox::postpone( Outbox::claim( time() ), 'dead', time(), 'HTTP 400' );
		update_option( Settings::TENANT_ID, strtoupper( Api_Double::TENANT_ID ) );
		$this->assertCount( 2, $this->rows(), 'The same one, written otherwise.' );

		update_option( Settings::TENANT_ID, $other );
		$this->assertSame( array(), $this->rows() );
	}

	public function other_tenants(): array {
		return array( 'another' => array( '0195c7a2-0000-7000-8000-00000000ffff' ), 'none' => array( '' ) );
	}

	public function test_a_page_of_a_proxy_is_no_delivery(): void {
		Api_Double::behave( 200, array( 'status' => 'maintenance' ) );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		$this->assertSame( 0, Delivery::drain( 5, 2 ) );
		$this->assertSame( array( 'pending' ), array_column( $this->rows(), 'state' ) );
		$this->assertTrue( Delivery_State::is_paused( time() ) );
	}

	public function test_wp_cron_is_asked_to_come_earlier_when_something_is_due_earlier(): void {
		wp_schedule_single_event( time() + 3600, Schedule::DELIVER );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		Schedule::ensure_delivery();
		$this->assertEqualsWithDelta( time() + 60, wp_next_scheduled( Schedule::DELIVER ), 2 );
		$first = wp_next_scheduled( Schedule::DELIVER );
		Delivery_State::pause( new \TinyEclipse\Connector\Api_Response( 503, '', 600 ), time() );
		Schedule::ensure_delivery();
		$this->assertSame( $first, wp_next_scheduled( Schedule::DELIVER ), 'Never later.' );
	}
}
