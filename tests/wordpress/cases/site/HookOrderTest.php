<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** Whether the shop under test, double or real, fires its hooks as recorded: what the other tests say counts only then. */
final class HookOrderTest extends Shop_Test_Case {
	/** @var array<string, string[]> */
	private $recorded;

	protected function setUp(): void {
		parent::setUp();
		$this->recorded = require dirname( __DIR__, 2 ) . '/recorded/hooks.php';
	}

	public function test_the_classic_checkout(): void {
		$this->shopper->get( '/' );
		$this->assert_as_recorded( 'C1 a page, empty cart' );
		$this->shopper->add( 'pralines', 2 );
		$this->assert_as_recorded( 'C2 wc-ajax=add_to_cart' );
		$this->shopper->add_by_url( 'truffels' );
		$this->assert_as_recorded( 'C2b add-to-cart by url' );
		$this->shopper->get( '/' );
		$this->assertSame( array(), array_diff( Request_Log::last()['hooks'], $this->recorded['C3 a page, cart not empty'] ), 'C3: how often depends on the page.' );
		$this->shopper->open_checkout();
		$this->assert_as_recorded( 'C4 checkout page' );
		$this->shopper->apply_coupon( 'ten' );
		$this->assert_as_recorded( 'C5 wc-ajax=apply_coupon' );
		$this->shopper->type( array( 'billing_email' => 'ann@example.com' ) );
		$this->assert_as_recorded( 'C6 wc-ajax=update_order_review' );
		$this->shopper->remove_coupon( 'ten' );
		$this->assert_as_recorded( 'C7 wc-ajax=remove_coupon' );
		$this->shopper->open_checkout();
		$this->shopper->place_order( array( 'billing_city' => '' ) );
		$this->assert_as_recorded( 'C8 wc-ajax=checkout, a field is missing' );
		$answer = $this->shopper->place_order();
		$this->assert_as_recorded( 'C9 wc-ajax=checkout, COD' );
		$this->shopper->get( (string) parse_url( $answer['redirect'], PHP_URL_PATH ) . '?' . parse_url( $answer['redirect'], PHP_URL_QUERY ) );
		$this->assert_as_recorded( 'C10 order-received page' );
		$this->shopper->add_by_url( 'pralines' );
		$this->shopper->add_by_url( 'pralines' );
		$this->assert_as_recorded( 'C13 add-to-cart by url, again' );
		$this->shopper->open_checkout();
		$this->shopper->place_order( array( 'payment_method' => 'bacs' ) );
		$this->assert_as_recorded( 'C14 wc-ajax=checkout, BACS' );
	}

	public function test_the_store_api(): void {
		$this->shopper->store( 'GET', 'cart' );
		$this->assert_as_recorded( 'S1 GET cart, empty' );
		$cart = $this->shopper->store( 'POST', 'cart/add-item', array( 'id' => Shopper::product( 'pralines' ), 'quantity' => 1 ) );
		$this->assert_as_recorded( 'S2 POST cart/add-item' );
		$key = $cart['items'][0]['key'];
		$this->shopper->store( 'POST', 'cart/update-item', array( 'key' => $key, 'quantity' => 3 ) );
		$this->assert_as_recorded( 'S3 POST cart/update-item' );
		$this->shopper->store( 'POST', 'cart/apply-coupon', array( 'code' => 'ten' ) );
		$this->assert_as_recorded( 'S4 POST cart/apply-coupon' );
		$this->shopper->store( 'POST', 'cart/remove-coupon', array( 'code' => 'ten' ) );
		$this->assert_as_recorded( 'S5 POST cart/remove-coupon' );
		$this->shopper->store( 'POST', 'cart/add-item', array( 'id' => Shopper::product( 'truffels' ), 'quantity' => 1 ) );
		$this->assert_as_recorded( 'S6 POST cart/add-item, a second product' );
		$this->shopper->store( 'POST', 'cart/remove-item', array( 'key' => $key ) );
		$this->assert_as_recorded( 'S6 POST cart/remove-item' );
		$this->shopper->store( 'POST', 'cart/update-customer', array( 'billing_address' => Shopper::address( '' ) ) );
		$this->assert_as_recorded( 'S7 POST cart/update-customer' );
		$this->shopper->store( 'GET', 'checkout' );
		$this->assert_as_recorded( 'S8 GET checkout' );
		$this->shopper->store( 'POST', 'checkout', array( 'billing_address' => Shopper::address( '' ), 'payment_method' => 'cod' ) );
		$this->assert_as_recorded( 'S9 POST checkout, COD' );
	}

	public function test_accounts(): void {
		$this->shopper->log_in( 'klant', 'klant-password' );
		$this->assert_as_recorded( 'A1 POST wp-login.php' );
		( $other = new Shopper() )->register( 'nog-een' . wp_rand() . '@example.com' );
		$this->assert_as_recorded( 'N1 POST register' );
	}

	/** How often in a row a shop says that the cart may have changed depends on its theme and widgets, and means nothing. */
	private function assert_as_recorded( string $recorded_case ): void {
		$this->assertSame( $this->without_repetition( $this->recorded[ $recorded_case ] ), $this->without_repetition( Request_Log::last()['hooks'] ), $recorded_case );
	}

	/**
	 * @param string[] $hooks In order.
	 * @return string[]
	 */
	private function without_repetition( array $hooks ): array {
		$kept = array();
		foreach ( $hooks as $hook ) {
			if ( 'woocommerce_cart_updated' !== $hook || end( $kept ) !== $hook ) {
				$kept[] = $hook;
			}
		}
		return $kept;
	}
}
