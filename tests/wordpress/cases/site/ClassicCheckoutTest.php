<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** The recorded cases C1 to C14: pages, links and wc-ajax. */
final class ClassicCheckoutTest extends Shop_Test_Case {
	public function test_from_the_first_article_to_the_order(): void {
		$this->shopper->get( '/' );
		$this->assert_no_report( 'C1: an empty cart.' );

		$this->shopper->add( 'pralines', 2 );
		$first = $this->the_report();
		$this->assertMatchesRegularExpression( '/^[0-9a-f]{32}$/', $first['cart_token'] );
		$this->assertMatchesRegularExpression( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/', $first['occurred_at'] );
		$this->assertSame( 'EUR', $first['currency_code'] );
		$this->assertSame( 4500, $first['total_minor'] );
		$this->assertSame( array( array( 'product_id' => (string) Shopper::product( 'pralines' ), 'name' => 'Pralines «Gent» 250 g', 'quantity' => 2, 'price_minor' => 2250 ) ), $first['items'] );
		$this->assertSame( array( '', '', '', '' ), array( $first['customer_id'], $first['email'], $first['phone'], $first['name'] ) );
		$this->assertArrayNotHasKey( 'order_id', $first );

		$this->shopper->add_by_url( 'truffels' );
		$second = $this->the_report();
		$this->assertSame( $first['cart_token'], $second['cart_token'] );
		$this->assertGreaterThan( $first['occurred_at'], $second['occurred_at'] );
		$this->assertSame( 5700, $second['total_minor'] );
		$this->assertSame( 'Truffels & co', $second['items'][1]['name'] );

		$this->shopper->get( '/' );
		$this->shopper->open_checkout();
		$this->assert_no_report( 'C3, C4: pages change nothing.' );

		$this->shopper->apply_coupon( 'ten' );
		$this->assertSame( 5130, $this->the_report()['total_minor'], 'C5' );

		$form = array( 'billing_first_name' => 'Ann', 'billing_last_name' => 'Lee', 'billing_email' => 'Ann@Example.com', 'billing_phone' => '0470 12 34 56', 'account_password' => 'geheim' );
		$this->shopper->type( $form );
		$typed = $this->the_report();
		$this->assertSame( array( '', 'ann@example.com', '0470 12 34 56', 'Ann Lee' ), array( $typed['customer_id'], $typed['email'], $typed['phone'], $typed['name'] ), 'C6' );
		$this->shopper->type( $form );
		$this->assert_no_report( 'The same form again.' );

		$this->shopper->remove_coupon( 'ten' );
		$this->assertSame( 5700, $this->the_report()['total_minor'], 'C7' );

		$this->shopper->open_checkout();
		$this->shopper->place_order( array( 'billing_city' => '' ) );
		foreach ( $this->new_reports() as $report ) {
			$this->assertArrayNotHasKey( 'order_id', $report, 'C8: a field is missing.' );
		}

		$answer   = $this->shopper->place_order();
		$reports  = $this->new_reports();
		$order    = end( $reports );
		$order_id = (string) $answer['order_id'];
		$this->assertSame( $order_id, $order['order_id'], 'C9' );
		$this->assertSame( $first['cart_token'], $order['cart_token'] );
		$this->assertSame( 5700, $order['total_minor'] );
		$this->assertCount( 2, $order['items'], 'What was bought is in the report, although the cart is empty by now.' );
		$this->assertSame( 'ann@example.com', $order['email'] );

		$this->shopper->get( (string) parse_url( $answer['redirect'], PHP_URL_PATH ) . '?' . parse_url( $answer['redirect'], PHP_URL_QUERY ) );
		$this->shopper->get( '/' );
		$this->assert_no_report( 'C10, C11: the order emptied the cart, the shopper did not.' );

		$this->shopper->add_by_url( 'pralines' );
		$this->assertNotSame( $first['cart_token'], $this->the_report()['cart_token'], 'C12: another cart.' );
		$this->shopper->add_by_url( 'pralines' );
		$this->assertSame( 2, $this->the_report()['items'][0]['quantity'], 'C13' );
		$this->shopper->open_checkout();
		$answer = $this->shopper->place_order( array( 'payment_method' => 'bacs' ) );
		$bought = array_column( $this->new_reports(), 'order_id' );
		$this->assertSame( array( (string) $answer['order_id'] ), $bought, 'C14' );
	}

	public function test_a_cart_that_is_emptied_by_hand_is_reported_empty_once(): void {
		$this->shopper->add( 'pralines' );
		$this->shopper->add( 'truffels' );
		$reports = $this->new_reports();
		$token   = end( $reports )['cart_token'];

		$this->shopper->remove( 'pralines' );
		$this->assertCount( 1, $this->the_report()['items'] );
		$this->shopper->remove( 'truffels' );
		$empty = $this->the_report();
		$this->assertSame( $token, $empty['cart_token'] );
		$this->assertSame( array(), $empty['items'] );
		$this->assertSame( 0, $empty['total_minor'] );
		$this->assertGreaterThan( end( $reports )['occurred_at'], $empty['occurred_at'] );

		$this->shopper->get( '/' );
		$this->shopper->get( '/cart-classic/' );
		$this->assert_no_report( 'Empty stays empty.' );
		$this->shopper->add( 'pralines' );
		$this->assertNotSame( $token, $this->the_report()['cart_token'] );
	}

	public function test_a_quantity_of_nothing_empties_the_cart_too(): void {
		$this->shopper->add( 'pralines' );
		$this->new_reports();
		$this->shopper->set_quantities( 3 );
		$this->assertSame( 6750, $this->the_report()['total_minor'] );
		$this->shopper->set_quantities( 3 );
		$this->assert_no_report( 'The same quantity.' );
		$this->shopper->set_quantities( 0 );
		$this->assertSame( array(), $this->the_report()['items'] );
	}

	public function test_a_half_typed_address_changes_nothing_and_an_emptied_field_is_forgotten(): void {
		$this->shopper->add( 'pralines' );
		$this->shopper->open_checkout();
		$this->new_reports();
		$this->shopper->type( array( 'billing_email' => 'ann@exam' ) );
		$this->assert_no_report( 'Not an address yet.' );
		$this->shopper->type( array( 'billing_email' => 'ann@example.com' ) );
		$this->assertSame( 'ann@example.com', $this->the_report()['email'] );
		$this->shopper->type( array( 'billing_email' => 'ann@' ) );
		$this->assert_no_report( 'She is still typing.' );
		$this->shopper->type( array( 'billing_email' => '' ) );
		$this->assertSame( '', $this->the_report()['email'] );
	}

	public function test_the_checkout_sends_its_form_when_the_address_was_typed(): void {
		$this->shopper->add( 'pralines' );
		$this->assert_shows( "'#billing_email,#billing_phone'", $this->shopper->get( '/checkout-classic/' ) );
		$this->assert_hides( "'#billing_email,#billing_phone'", $this->shopper->get( '/' ) );
	}

	public function test_a_shop_may_keep_a_cart_to_itself(): void {
		$this->shopper->headers['X-Test-Discreet'] = '1';
		$this->shopper->add( 'pralines' );
		$this->assert_no_report( 'The filter said so.' );
	}

	public function test_a_shopper_without_a_known_cart_who_orders_is_reported_with_the_order(): void {
		update_option( 'tinyeclipse_site_token', '' );
		$this->shopper->add( 'pralines' );
		$this->assertSame( array(), $this->rows() );
		update_option( 'tinyeclipse_site_token', Api_Double::TOKEN );
		$this->shopper->open_checkout();
		$this->new_reports();
		$answer  = $this->shopper->place_order();
		$reports = $this->new_reports();
		$this->assertSame( (string) $answer['order_id'], end( $reports )['order_id'] );
	}
}
