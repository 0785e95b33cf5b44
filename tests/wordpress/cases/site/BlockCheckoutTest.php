<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** The recorded cases S1 to S11: the Store API, as the cart and checkout blocks use it. */
final class BlockCheckoutTest extends Shop_Test_Case {
	public function test_from_the_first_article_to_the_order(): void {
		$this->shopper->store( 'GET', 'cart' );
		$this->assert_no_report( 'S1: an empty cart.' );

		$this->shopper->store( 'POST', 'cart/add-item', array( 'id' => Shopper::product( 'pralines' ), 'quantity' => 1 ) );
		$first = $this->the_report();
		$this->assertSame( 2250, $first['total_minor'], 'S2' );

		$this->shopper->store( 'POST', 'cart/update-item', array( 'key' => $this->key( 'pralines' ), 'quantity' => 3 ) );
		$this->assertSame( 6750, $this->the_report()['total_minor'], 'S3' );

		$this->shopper->store( 'POST', 'cart/apply-coupon', array( 'code' => 'ten' ) );
		$this->assertSame( 6075, $this->the_report()['total_minor'], 'S4' );
		$this->shopper->store( 'POST', 'cart/remove-coupon', array( 'code' => 'ten' ) );
		$this->assertSame( 6750, $this->the_report()['total_minor'], 'S5' );

		$this->shopper->store( 'POST', 'cart/add-item', array( 'id' => Shopper::product( 'truffels' ), 'quantity' => 1 ) );
		$this->assertCount( 2, $this->the_report()['items'], 'S6' );
		$this->shopper->store( 'POST', 'cart/remove-item', array( 'key' => $this->key( 'pralines' ) ) );
		$this->assertSame( array( 'Truffels & co' ), array_column( $this->the_report()['items'], 'name' ), 'S6' );

		$this->shopper->store( 'POST', 'cart/update-customer', array( 'billing_address' => Shopper::address( '' ) ) );
		$known = $this->the_report();
		$this->assertSame( array( 'ann@example.com', '0470 12 34 56', 'Ann Lee' ), array( $known['email'], $known['phone'], $known['name'] ), 'S7' );
		$this->assertSame( $first['cart_token'], $known['cart_token'] );
		$this->shopper->store( 'POST', 'cart/update-customer', array( 'billing_address' => Shopper::address( '' ) ) );
		$this->assert_no_report( 'The same address again.' );

		$this->shopper->store( 'GET', 'checkout' );
		$this->assert_no_report( 'S8: a draft is no order.' );

		$answer  = $this->shopper->store( 'POST', 'checkout', array( 'billing_address' => Shopper::address( '' ), 'payment_method' => 'cod' ) );
		$reports = $this->new_reports();
		$order   = end( $reports );
		$this->assertSame( (string) $answer['order_id'], $order['order_id'], 'S9' );
		$this->assertSame( $first['cart_token'], $order['cart_token'] );
		$this->assertSame( 1200, $order['total_minor'] );
		$this->assertCount( 1, $order['items'] );

		$this->shopper->store( 'GET', 'cart' );
		$this->assert_no_report( 'S10: the order emptied the cart, the shopper did not.' );

		$this->shopper->store( 'POST', 'cart/add-item', array( 'id' => Shopper::product( 'pralines' ), 'quantity' => 1 ) );
		$next = $this->the_report();
		$this->assertNotSame( $first['cart_token'], $next['cart_token'], 'S11: another cart.' );
		$answer = $this->shopper->store( 'POST', 'checkout', array( 'billing_address' => Shopper::address( '' ), 'payment_method' => 'bacs' ) );
		$bought = array_column( $this->new_reports(), 'order_id', 'cart_token' );
		$this->assertSame( array( $next['cart_token'] => (string) $answer['order_id'] ), $bought );
	}

	public function test_a_cart_that_is_emptied_by_hand_is_reported_empty_once(): void {
		$this->shopper->store( 'GET', 'cart' );
		$this->shopper->store( 'POST', 'cart/add-item', array( 'id' => Shopper::product( 'pralines' ), 'quantity' => 1 ) );
		$this->new_reports();
		$this->shopper->store( 'POST', 'cart/remove-item', array( 'key' => $this->key( 'pralines' ) ) );
		$this->assertSame( array(), $this->the_report()['items'] );
		$this->shopper->store( 'GET', 'cart' );
		$this->assert_no_report( 'Empty stays empty.' );
	}

	private function key( string $product ): string {
		foreach ( $this->shopper->store( 'GET', 'cart' )['items'] as $item ) {
			if ( $item['id'] === Shopper::product( $product ) ) {
				return $item['key'];
			}
		}
		$this->fail( 'It is not in the cart.' );
	}
}
