<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** An order whose payment happens at another site: WooCommerce keeps the cart until the money is there, or the shopper comes back without. */
final class UnpaidOrderTest extends Shop_Test_Case {
	/** @var string */
	private $token;

	/** @var string */
	private $order_id;

	protected function setUp(): void {
		parent::setUp();
		$this->shopper->add( 'pralines' );
		$this->token = $this->the_report()['cart_token'];
		$this->shopper->open_checkout();
		$answer         = $this->shopper->place_order( array( 'payment_method' => 'redirect' ) );
		$reports        = $this->new_reports();
		$this->order_id = (string) $answer['order_id'];
		$this->assertSame( $this->order_id, end( $reports )['order_id'] );
		$this->assertSame( $this->token, end( $reports )['cart_token'] );
	}

	public function test_coming_back_with_the_same_cart_is_no_new_cart(): void {
		$this->shopper->get( '/' );
		$this->shopper->open_checkout();
		$this->assert_no_report( 'It is the cart that was ordered.' );
	}

	public function test_trying_again_with_the_same_cart_is_the_same_order(): void {
		$this->shopper->open_checkout();
		$again   = $this->shopper->place_order( array( 'payment_method' => 'redirect' ) );
		$reports = $this->new_reports();
		foreach ( $reports as $report ) {
			$this->assertSame( $this->token, $report['cart_token'] );
			$this->assertSame( (string) $again['order_id'], $report['order_id'] );
		}
	}

	public function test_other_articles_make_another_cart(): void {
		$this->shopper->add( 'truffels' );
		$reports = $this->new_reports();
		$this->assertNotSame( $this->token, end( $reports )['cart_token'] );
		$this->assertArrayNotHasKey( 'order_id', end( $reports ) );
	}

	public function test_paying_an_older_order_is_not_buying_what_is_in_the_cart(): void {
		$other = new Shopper();
		$other->add( 'truffels' );
		$this->new_reports();
		$other->headers['X-Test-Pays'] = $this->order_id;
		$other->get( '/' );
		$this->assert_no_report( 'The cart holds something else.' );
	}

	public function test_emptying_it_by_hand_does_not_undo_the_order(): void {
		$this->shopper->remove( 'pralines' );
		$this->shopper->get( '/' );
		$this->assert_no_report( 'The order stands.' );
	}
}
