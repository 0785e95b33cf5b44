<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Schedule;

/** What a shopper notices of a server that is away: nothing. */
final class ServerAwayTest extends Shop_Test_Case {
	/** Milliseconds. Two or three on an idle machine; far less than any wait for a server, also on a busy one. */
	private const SOON = 150;

	public function test_on_a_host_that_cannot_end_a_response_another_process_sends(): void {
		$this->shopper->add( 'pralines' );
		$this->assertCount( 1, $this->new_reports() );
		$milliseconds = Request_Log::last()['milliseconds'];
		$this->assertLessThan( self::SOON, $milliseconds['dispatch'], 'Handing the work over is all that the shopper waits for.' );
	}

	/**
	 * @dataProvider servers
	 */
	public function test_a_server_that_is_away_does_not_slow_the_shop( string $kind, bool $fpm ): void {
		if ( $fpm ) {
			$this->shopper->headers['X-Test-FPM'] = '1';
		}
		$this->shopper->add( 'pralines' );
		$this->new_reports();
		Request_Log::reset();
		if ( 'refuses' === $kind ) {
			$this->connect( Api_Double::dead_url() );
		} else {
			Api_Double::behave( 'fails' === $kind ? 500 : 200, null, 'hangs' === $kind ? 6 : 0 );
		}

		foreach ( range( 1, 5 ) as $unused ) {
			$this->shopper->add( 'truffels' );
			$this->assertSame( 200, $this->shopper->status );
		}

		$waited = array();
		foreach ( Request_Log::all() as $note ) {
			$times    = $note['milliseconds'];
			$waited[] = $times['report'] + ( $times['finished'] ?? $times['dispatch'] );
		}
		sort( $waited );
		$this->assertLessThan( self::SOON, $waited[2], 'Median of what the shopper waited: ' . json_encode( $waited ) );
		$this->assertCount( 1, $this->rows(), 'One report waits: the newest.' );
	}

	public function servers(): array {
		return array(
			'nobody listens, mod_php'    => array( 'refuses', false ),
			'nobody listens, PHP-FPM'    => array( 'refuses', true ),
			'it does not answer, mod_php' => array( 'hangs', false ),
			'it does not answer, PHP-FPM' => array( 'hangs', true ),
			'it fails, mod_php'          => array( 'fails', false ),
			'it fails, PHP-FPM'          => array( 'fails', true ),
		);
	}

	public function test_where_the_response_can_end_first_the_same_process_sends_and_a_failure_is_not_repeated(): void {
		$this->shopper->headers['X-Test-FPM'] = '1';
		Api_Double::behave( 200, null, 3 );
		$this->shopper->add( 'pralines' );
		$this->assertGreaterThan( 1500, Request_Log::last()['milliseconds']['dispatch'], 'It tried, after the response, for two seconds.' );
		$this->shopper->add( 'truffels' );
		$this->assertLessThan( self::SOON, Request_Log::last()['milliseconds']['dispatch'], 'It did not try again at once.' );
		$this->assertCount( 1, Api_Double::carts() );
	}

	public function test_when_the_server_is_back_the_newest_report_arrives_once(): void {
		$this->connect( Api_Double::dead_url() );
		$this->shopper->add( 'pralines' );
		$this->shopper->add( 'truffels' );
		$this->shopper->open_checkout();
		$this->shopper->type( array( 'billing_email' => 'ann@example.com' ) );
		$this->assertCount( 1, $this->rows() );

		$this->connect( Api_Double::url() );
		$this->make_due();
		wp_clear_scheduled_hook( Schedule::DELIVER );
		wp_schedule_single_event( time() - 1, Schedule::DELIVER );
		( new Browser() )->get( '/wp-cron.php' );

		$report = $this->the_report();
		$this->assertSame( 'ann@example.com', $report['email'] );
		$this->assertCount( 2, $report['items'] );
	}

	public function test_a_stranger_cannot_make_the_site_work(): void {
		$stranger = new Browser();
		$stranger->post( '/wp-admin/admin-ajax.php', array( 'action' => 'tinyeclipse_deliver', 'key' => str_repeat( 'a', 32 ) ) );
		$this->assertSame( 403, $stranger->status );
	}
}
