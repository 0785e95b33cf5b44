<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** A visitor who shops: in the classic way, by pages and wc-ajax, and through the Store API, as the blocks do. */
final class Shopper extends Browser {
	/** @var string */
	private $checkout_page = '';

	public static function product( string $name ): int {
		return json_decode( (string) file_get_contents( getenv( 'TINYECLIPSE_TEST_DIR' ) . '/products.json' ), true )[ $name ];
	}

	public function add( string $product, int $quantity = 1 ): void {
		$this->post( '/?wc-ajax=add_to_cart', array( 'product_id' => self::product( $product ), 'quantity' => $quantity ) );
	}

	public function add_by_url( string $product ): void {
		$this->get( '/?add-to-cart=' . self::product( $product ) );
	}

	public function open_checkout(): void {
		$this->checkout_page = $this->get( '/checkout-classic/' );
	}

	public function apply_coupon( string $code ): void {
		$this->post( '/?wc-ajax=apply_coupon', array( 'coupon_code' => $code, 'security' => $this->parameter( 'apply_coupon_nonce' ) ) );
	}

	public function remove_coupon( string $code ): void {
		$this->post( '/?wc-ajax=remove_coupon', array( 'coupon' => $code, 'security' => $this->parameter( 'remove_coupon_nonce' ) ) );
	}

	/**
	 * @param array<string, string> $form What was typed so far.
	 */
	public function type( array $form ): void {
		$this->post( '/?wc-ajax=update_order_review', array( 'post_data' => http_build_query( $form ), 'country' => 'BE', 'security' => $this->parameter( 'update_order_review_nonce' ) ) );
	}

	/**
	 * @param array<string, string> $form Fields to set or override.
	 * @return array<string, mixed>
	 */
	public function place_order( array $form = array() ): array {
		1 === preg_match( '/name="woocommerce-process-checkout-nonce" value="(\w+)"/', $this->checkout_page, $nonce );
		$answer = $this->post(
			'/?wc-ajax=checkout',
			$form + self::address( 'billing_' ) + array(
				'payment_method'                     => 'cod',
				'woocommerce-process-checkout-nonce' => $nonce[1] ?? '',
			)
		);
		return (array) json_decode( $answer, true );
	}

	/** Takes a line out, as the link in the cart does. */
	public function remove( string $product ): void {
		$page = $this->get( '/cart-classic/' );
		preg_match_all( '/href="([^"]*remove_item=[^"]*)"[^>]*data-product_id="(\d+)"/s', $page, $links, PREG_SET_ORDER );
		foreach ( $links as $link ) {
			if ( (int) $link[2] === self::product( $product ) ) {
				$url = html_entity_decode( $link[1] );
				$this->get( (string) parse_url( $url, PHP_URL_PATH ) . '?' . (string) parse_url( $url, PHP_URL_QUERY ) );
			}
		}
	}

	/** Sets every quantity in the cart, as its form does. */
	public function set_quantities( int $quantity ): void {
		$page = $this->get( '/cart-classic/' );
		preg_match( '/name="woocommerce-cart-nonce" value="(\w+)"/', $page, $nonce );
		preg_match_all( '/name="cart\[(\w+)\]\[qty\]"/', $page, $keys );
		$lines = array_fill_keys( $keys[1], array( 'qty' => $quantity ) );
		$this->post( '/cart-classic/', array( 'cart' => $lines, 'update_cart' => 'Update cart', 'woocommerce-cart-nonce' => $nonce[1] ?? '' ) );
	}

	public function log_out(): void {
		$page = $this->get( '/my-account-classic/' );
		preg_match( '/href="([^"]*customer-logout[^"]*)"/', $page, $link );
		$url = html_entity_decode( $link[1] ?? '' );
		$this->get( (string) parse_url( $url, PHP_URL_PATH ) . '?' . (string) parse_url( $url, PHP_URL_QUERY ) );
	}

	public function register( string $email ): void {
		$page = $this->get( '/my-account-classic/' );
		preg_match( '/name="woocommerce-register-nonce" value="(\w+)"/', $page, $nonce );
		$this->post( '/my-account-classic/', array( 'email' => $email, 'password' => 'Zeer-Geheim-123', 'register' => 'Register', 'woocommerce-register-nonce' => $nonce[1] ?? '' ) );
	}

	/**
	 * A call of the Store API.
	 *
	 * @param array<string, mixed> $body JSON.
	 * @return array<string, mixed>
	 */
	public function store( string $method, string $route, array $body = array() ): array {
		$answer = $this->json( $method, "/wp-json/wc/store/v1/$route", $body );
		if ( isset( $this->response_headers['nonce'] ) ) {
			$this->headers['Nonce'] = $this->response_headers['nonce'];
		}
		return $answer;
	}

	/**
	 * @return array<string, string>
	 */
	public static function address( string $prefix ): array {
		$address = array(
			'first_name' => 'Ann',
			'last_name'  => 'Lee',
			'country'    => 'BE',
			'address_1'  => 'Veldstraat 1',
			'postcode'   => '9000',
			'city'       => 'Gent',
			'email'      => 'ann@example.com',
			'phone'      => '0470 12 34 56',
		);
		return array_combine(
			array_map(
				static function ( string $field ) use ( $prefix ): string {
					return $prefix . $field;
				},
				array_keys( $address )
			),
			$address
		);
	}

	private function parameter( string $name ): string {
		preg_match( '/"' . $name . '":"(\w+)"/', $this->checkout_page, $value );
		return $value[1] ?? '';
	}
}
