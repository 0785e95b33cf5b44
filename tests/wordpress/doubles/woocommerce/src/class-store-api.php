<?php

/** The routes of the Store API that the cart and checkout blocks call. */
final class Store_Api {
	public static function open(): void {
		add_action( 'rest_api_init', array( self::class, 'add_routes' ) );
	}

	public static function add_routes(): void {
		$routes = array(
			'cart'                 => array( 'GET', 'read' ),
			'cart/add-item'        => array( 'POST', 'add_item' ),
			'cart/update-item'     => array( 'POST', 'update_item' ),
			'cart/remove-item'     => array( 'POST', 'remove_item' ),
			'cart/apply-coupon'    => array( 'POST', 'apply_coupon' ),
			'cart/remove-coupon'   => array( 'POST', 'remove_coupon' ),
			'cart/update-customer' => array( 'POST', 'update_customer' ),
			'checkout'             => array( array( 'GET', 'POST' ), 'checkout' ),
		);
		foreach ( $routes as $route => list( $methods, $callback ) ) {
			register_rest_route(
				'wc/store/v1',
				$route,
				array(
					'methods'             => $methods,
					'permission_callback' => '__return_true',
					'callback'            => static function ( WP_REST_Request $request ) use ( $callback ) {
						$cart = WC()->cart;
						if ( $cart->is_empty() ) {
							$cart->calculate_totals();
						}
						$answer = call_user_func( array( self::class, $callback ), $request, $cart );
						$cart->set_cookies();
						return $answer ?? self::read( $request, $cart );
					},
				)
			);
		}
	}

	public static function read( WP_REST_Request $request, WC_Cart $cart ): array {
		$items = array();
		foreach ( $cart->get_cart() as $key => $line ) {
			$items[] = array( 'key' => $key, 'id' => $line['product_id'], 'quantity' => $line['quantity'] );
		}
		return array( 'items' => $items );
	}

	public static function add_item( WP_REST_Request $request, WC_Cart $cart ): void {
		$cart->add_to_cart( (int) $request['id'], (float) $request['quantity'] );
	}

	public static function update_item( WP_REST_Request $request, WC_Cart $cart ): void {
		$cart->set_quantity( (string) $request['key'], (float) $request['quantity'] );
		$cart->calculate_totals();
	}

	public static function remove_item( WP_REST_Request $request, WC_Cart $cart ): void {
		$cart->remove_cart_item( (string) $request['key'] );
	}

	public static function apply_coupon( WP_REST_Request $request, WC_Cart $cart ): void {
		foreach ( $cart->get_cart() as $key => $line ) {
			do_action( 'woocommerce_after_cart_item_quantity_update', $key, $line['quantity'], $line['quantity'], $cart );
		}
		$cart->calculate_totals();
		if ( $cart->apply_coupon( (string) $request['code'] ) ) {
			$cart->calculate_totals();
		}
	}

	public static function remove_coupon( WP_REST_Request $request, WC_Cart $cart ): void {
		$cart->remove_coupon( (string) $request['code'] );
		$cart->calculate_totals();
	}

	public static function update_customer( WP_REST_Request $request, WC_Cart $cart ): void {
		WC()->customer->set_billing( (array) $request['billing_address'] );
		do_action( 'woocommerce_store_api_cart_update_customer_from_request', WC()->customer, $request );
		WC()->customer->save();
		$cart->calculate_totals();
	}

	public static function checkout( WP_REST_Request $request, WC_Cart $cart ) {
		$cart->calculate_totals();
		if ( 'GET' === $request->get_method() ) {
			return array( 'status' => 'checkout-draft' );
		}
		WC()->customer->set_billing( (array) $request['billing_address'] );
		do_action( 'woocommerce_store_api_checkout_update_customer_from_request', WC()->customer, $request );
		WC()->customer->save();
		$cart->calculate_totals();
		$order = new WC_Order( (array) $request['billing_address'], array_column( $cart->get_cart(), 'product_id' ), get_current_user_id() );
		$order->save();
		do_action( 'woocommerce_store_api_checkout_order_processed', $order );
		$cart->empty_cart();
		return array( 'order_id' => $order->get_id() );
	}
}
