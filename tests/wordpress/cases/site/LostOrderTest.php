<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Delivery;

/** Orders that were placed and came to nothing, told by a process in which nobody shops. */
final class LostOrderTest extends Shop_Test_Case {
	/** @var array<string, mixed> */
	private $bought;

	protected function setUp(): void {
		parent::setUp();
		if ( self::woocommerce_is_real() ) {
			$this->markTestSkipped( 'WooCommerce itself tries the same order again, where the double makes a second one.' );
		}
		$this->shopper->add( 'pralines', 2 );
		$this->bought = $this->buy();
	}

	/**
	 * @dataProvider endings
	 */
	public function test_the_cart_is_filled_again_once( string $status ): void {
		$this->change( $this->bought['order_id'], $status );
		$report = $this->the_report_sent_here();
		$this->assertArrayNotHasKey( 'order_id', $report );
		$this->assertGreaterThan( $this->bought['occurred_at'], $report['occurred_at'] );
		foreach ( array( 'cart_token', 'items', 'total_minor', 'currency_code', 'email', 'phone', 'name' ) as $field ) {
			$this->assertSame( $this->bought[ $field ], $report[ $field ], $field );
		}

		$this->change( $this->bought['order_id'], $status );
		$this->assertSame( array(), $this->rows() );
	}

	public function endings(): array {
		return array( array( 'failed' ), array( 'cancelled' ) );
	}

	public function test_a_second_try_that_is_paid_tells_of_the_order_again_later_than_the_cart_was_filled(): void {
		$this->change( $this->bought['order_id'], 'failed' );
		$opened = $this->the_report_sent_here();
		$this->change( $this->bought['order_id'], 'processing' );
		$paid = $this->the_report_sent_here();
		$this->assertSame( array( $opened['cart_token'], $opened['items'] ), array( $paid['cart_token'], $paid['items'] ) );
		$this->assertSame( $this->bought['order_id'], $paid['order_id'] );
		$this->assertGreaterThan( $opened['occurred_at'], $paid['occurred_at'] );
	}

	public function test_an_order_that_was_paid_stays_bought_when_the_shop_cancels_it(): void {
		$this->change( $this->bought['order_id'], 'processing' );
		$this->change( $this->bought['order_id'], 'cancelled' );
		$this->assertSame( array(), $this->rows() );
	}

	public function test_an_order_that_waits_for_a_transfer_may_still_come_to_nothing(): void {
		$this->change( $this->bought['order_id'], 'on-hold' );
		$this->assertSame( array(), $this->rows() );
		$this->change( $this->bought['order_id'], 'cancelled' );
		$this->assertArrayNotHasKey( 'order_id', $this->the_report_sent_here() );
	}

	public function test_only_the_order_that_closed_the_cart_opens_it(): void {
		$second = $this->buy();
		$this->assertSame( $this->bought['cart_token'], $second['cart_token'] );
		$this->assertNotSame( $this->bought['order_id'], $second['order_id'] );
		$this->change( $this->bought['order_id'], 'cancelled' );
		$this->assertSame( array(), $this->rows() );
		$this->change( $second['order_id'], 'failed' );
		$this->assertSame( $second['cart_token'], $this->the_report_sent_here()['cart_token'] );
	}

	/** Pays elsewhere, so that the cart is not emptied yet. */
	private function buy(): array {
		$this->shopper->open_checkout();
		$this->shopper->place_order( array( 'payment_method' => 'redirect' ) );
		$reports = $this->new_reports();
		return end( $reports );
	}

	private function change( string $order_id, string $status ): void {
		wp_cache_flush();
		wc_get_order( (int) $order_id )->update_status( $status );
	}

	private function the_report_sent_here(): array {
		// A process that the shop woke may be sending at this moment, and then nobody else does.
		for ( $tries = 0; $tries < 100 && $this->rows() !== array(); $tries++ ) {
			if ( Delivery::drain( 5, 2 ) === 0 ) {
				usleep( 100000 );
			}
		}
		$this->assertSame( array(), $this->rows() );
		return $this->the_report();
	}
}
