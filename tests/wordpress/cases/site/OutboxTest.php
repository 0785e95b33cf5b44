<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Clock;
use TinyEclipse\Connector\Outbox;
use TinyEclipse\Connector\Outbox_Table;
use TinyEclipse\Connector\Settings;

final class OutboxTest extends Site_Test_Case {
	public function test_one_row_per_key_and_the_newest_report_wins(): void {
		Outbox::put( 'abandoned-carts', array( 'n' => 1 ), 'cart:a', 1000 );
		Outbox::put( 'abandoned-carts', array( 'n' => 3 ), 'cart:a', 3000 );
		Outbox::put( 'abandoned-carts', array( 'n' => 2 ), 'cart:a', 2000 );
		Outbox::put( 'abandoned-carts', array( 'n' => 9 ), 'cart:b', 1 );

		$rows = $this->rows();
		$this->assertSame( array( 'cart:a', 'cart:b' ), array_column( $rows, 'coalesce_key' ) );
		$this->assertSame( '{"n":3}', $rows[0]['body'] );
		$this->assertSame( '3000', $rows[0]['occurred_at'] );
		$this->assertSame( '2', $rows[0]['version'], 'The report that came late changed nothing.' );
	}

	public function test_a_claimed_row_is_nobody_elses_until_its_lease_ends(): void {
		Outbox::put( 'journey', array( 'n' => 1 ), 'journey:1', 1 );
		$now = time();
		$row = Outbox::claim( $now );
		$this->assertSame( '{"n":1}', $row['body'] );
		$this->assertNull( Outbox::claim( $now ) );
		$this->assertNotNull( Outbox::claim( $now + Outbox::LEASE_SECONDS ), 'The process that took it may have died.' );
	}

	public function test_a_report_that_comes_while_its_predecessor_is_sent_is_not_lost(): void {
		Outbox::put( 'abandoned-carts', array( 'n' => 1 ), 'cart:a', 1 );
		$row = Outbox::claim( time() );
		Outbox::put( 'abandoned-carts', array( 'n' => 2 ), 'cart:a', 2 );
		$this->assertNull( Outbox::claim( time() ), 'It waits for the one that is being sent, so that they arrive in order.' );
		Outbox::remove( $row );

		$next = Outbox::claim( time() );
		$this->assertSame( '{"n":2}', $next['body'] );
		Outbox::remove( $next );
		$this->assertSame( array(), $this->rows() );
	}

	public function test_a_report_that_comes_while_its_predecessor_fails_starts_anew(): void {
		Outbox::put( 'abandoned-carts', array( 'n' => 1 ), 'cart:a', 1 );
		$row = Outbox::claim( time() );
		Outbox::put( 'abandoned-carts', array( 'n' => 2 ), 'cart:a', 2 );
		Outbox::postpone( $row, 'dead', time() + 3600, 'HTTP 400' );

		$next = Outbox::claim( time() );
		$this->assertSame( '{"n":2}', $next['body'] );
		$this->assertSame( 0, $next['attempts'] );
	}

	public function test_a_new_report_revives_a_dead_one(): void {
		Outbox::put( 'abandoned-carts', array( 'n' => 1 ), 'cart:a', 1 );
		Outbox::postpone( Outbox::claim( time() ), 'dead', time(), 'HTTP 400' );
		$this->assertNull( Outbox::claim( time() ) );
		Outbox::put( 'abandoned-carts', array( 'n' => 2 ), 'cart:a', 2 );
		$this->assertSame( '{"n":2}', Outbox::claim( time() )['body'] );
	}

	public function test_it_stays_within_bounds(): void {
		foreach ( range( 1, 6 ) as $n ) {
			Outbox::put( 'journey', array( 'n' => $n ), "journey:$n", $n );
		}
		Outbox::postpone( $this->claim( 6 ), 'dead', time(), 'HTTP 400' );
		Outbox::prune( time(), 4 );
		$this->assertSame( array( 'journey:2', 'journey:3', 'journey:4', 'journey:5' ), array_column( $this->rows(), 'coalesce_key' ), 'The dead go first, then the oldest.' );

		$this->assertFalse( Outbox::put( 'journey', array( 'much' => str_repeat( 'x', Outbox::MAX_BODY_BYTES ) ), 'journey:7', 7 ) );
	}

	public function test_what_is_dead_goes_after_a_month(): void {
		Outbox::put( 'journey', array(), 'journey:1', 1 );
		Outbox::postpone( Outbox::claim( time() ), 'dead', time(), 'HTTP 400' );
		Outbox::prune( time() + 29 * DAY_IN_SECONDS );
		$this->assertCount( 1, $this->rows() );
		Outbox::prune( time() + 31 * DAY_IN_SECONDS );
		$this->assertCount( 0, $this->rows() );
	}

	public function test_a_table_that_is_gone_is_made_again(): void {
		Outbox_Table::drop();
		$this->assertTrue( tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' ) );
		$this->assertCount( 1, $this->rows() );
	}

	public function test_a_key_that_does_not_fit_is_still_a_key(): void {
		$long = str_repeat( 'Ω', 500 );
		Outbox::put( 'journey', array( 'n' => 1 ), $long, 1 );
		Outbox::put( 'journey', array( 'n' => 2 ), $long, 2 );
		Outbox::put( 'journey', array( 'n' => 3 ), $long . 'x', 3 );
		$this->assertSame( array( '{"n":2}', '{"n":3}' ), array_column( $this->rows(), 'body' ) );
	}

	public function test_the_function_stores_with_a_time_in_microseconds(): void {
		$this->assertTrue( tinyeclipse_queue_report( 'abandoned-carts', array( 'cart_token' => 'a' ), 'cart:a', 1700000000000042 ) );
		$this->assertSame( '{"cart_token":"a","occurred_at":"2023-11-14T22:13:20.000042Z"}', $this->rows()[0]['body'] );
		$this->assertMatchesRegularExpression( '/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/', Clock::rfc3339( Clock::microseconds() ) );
	}

	public function test_the_function_stores_nothing_for_a_site_that_is_not_connected(): void {
		update_option( Settings::SITE_TOKEN, '' );
		$this->assertFalse( tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' ) );
		$this->assertSame( array(), $this->rows() );
	}

	public function test_the_function_refuses_a_route_that_is_none(): void {
		$this->assertFalse( tinyeclipse_queue_report( '../../admin/sites', array(), 'cart:a' ) );
	}

	private function claim( int $number ): array {
		do {
			$row = Outbox::claim( time() );
		} while ( null !== $row && "{\"n\":$number}" !== $row['body'] );
		return $row;
	}

	public function test_a_fault_of_the_database_appears_in_no_page_and_makes_no_table(): void {
		global $wpdb;
		$shown  = $wpdb->show_errors();
		$made   = 0;
		$spoil  = static function ( string $query ) use ( &$made ): string {
			$made += 1 === preg_match( '/CREATE TABLE|DESCRIBE/i', $query ) ? 1 : 0;
			return false !== strpos( $query, 'tinyeclipse_outbox' ) ? 'SELECT FROM' : $query;
		};
		add_filter( 'query', $spoil );
		ob_start();
		$stored  = Outbox::put( 'journey', array(), 'journey:1', 1 );
		$summary = Outbox::summary();
		$due     = Outbox::next_due();
		$claimed = Outbox::claim( time() );
		Outbox::prune( time() );
		$page = (string) ob_get_clean();
		remove_filter( 'query', $spoil );
		$wpdb->show_errors( $shown );

		$this->assertSame( '', $page );
		$this->assertSame( array( false, 0, null, null ), array( $stored, $summary['pending'], $due, $claimed ) );
		$this->assertSame( 0, $made );
	}
}
