<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Delivery;
use TinyEclipse\Connector\Delivery_State;

/** Many processes of a site, and a server that takes its time. */
final class DeliveryProcessesTest extends Site_Test_Case {
	public function test_a_slow_server_costs_no_more_than_the_timeout(): void {
		Api_Double::behave( 200, null, 5 );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:a' );
		tinyeclipse_queue_report( 'abandoned-carts', array(), 'cart:b' );
		$start = microtime( true );
		Delivery::run_inline();
		$this->assertLessThan( 3, microtime( true ) - $start );
		$this->assertCount( 1, Api_Double::requests() );
		$this->assertTrue( Delivery_State::is_paused( time() ) );
	}

	public function test_processes_that_drain_at_once_send_each_report_once(): void {
		foreach ( range( 1, 30 ) as $n ) {
			tinyeclipse_queue_report( 'abandoned-carts', array( 'n' => $n ), "cart:$n" );
		}
		Api_Double::behave( 200, null, 0.01 );

		$this->assertNotContains( 0, $this->in_processes( 'drain', 3 ), 'Each had its share.' );
		$numbers = array_column( Api_Double::carts(), 'n' );
		sort( $numbers );
		$this->assertSame( range( 1, 30 ), $numbers );
		$this->assertSame( array(), $this->rows() );
	}

	public function test_only_one_process_at_a_time_waits_for_the_server(): void {
		foreach ( range( 1, 5 ) as $n ) {
			tinyeclipse_queue_report( 'abandoned-carts', array( 'n' => $n ), "cart:$n" );
		}
		Api_Double::behave( 200, null, 0.3 );

		$sent = $this->in_processes( 'run', 3 );
		sort( $sent );
		$this->assertSame( array( 0, 0, 5 ), $sent );
	}

	/**
	 * @return int[] How many reports each process sent.
	 */
	private function in_processes( string $how, int $number ): array {
		$go      = getenv( 'TINYECLIPSE_TEST_DIR' ) . '/go';
		$script  = escapeshellarg( PHP_BINARY ) . ' ' . escapeshellarg( dirname( __DIR__, 2 ) . '/support/deliver.php' ) . ' ' . $how;
		$workers = array();
		foreach ( range( 1, $number ) as $unused ) {
			$workers[] = proc_open( $script, array(), $pipes );
		}
		while ( count( (array) glob( "$go-*" ) ) < $number ) {
			usleep( 10000 );
		}
		touch( $go );
		$codes = array_map( 'proc_close', $workers );
		array_map( 'unlink', (array) glob( "$go*" ) );
		return $codes;
	}
}
