<?php

/** A cart in the session. What fires when is as recorded; totals are counted after an article was added, at priority 20. */
class WC_Cart {
	/** @var array<string, array<string, mixed>> */
	private $lines = array();

	/** @var string[] */
	private $coupons = array();

	/** @var float */
	private $total = 0.0;

	public function load(): void {
		add_action( 'woocommerce_add_to_cart', array( $this, 'calculate_totals' ), 20, 0 );
		add_action( 'woocommerce_cart_item_removed', array( $this, 'calculate_totals' ), 20, 0 );
		add_action( 'woocommerce_add_to_cart', array( $this, 'set_cookies' ) );
		add_action( 'wp', array( $this, 'set_cookies' ), 99 );
		add_action( 'woocommerce_removed_coupon', array( $this, 'store' ) );

		$saved  = (array) WC()->session->get( 'cart', array() );
		$merge  = is_user_logged_in() && '' !== get_user_meta( get_current_user_id(), '_woocommerce_load_saved_cart_after_login', true );
		$totals = WC()->session->get( 'cart_total' );
		if ( $merge || ( is_user_logged_in() && null === WC()->session->get( 'cart' ) ) ) {
			$kept  = get_user_meta( get_current_user_id(), '_woocommerce_persistent_cart_1', true );
			$saved = array_merge( is_array( $kept ) ? $kept : array(), $saved );
			delete_user_meta( get_current_user_id(), '_woocommerce_load_saved_cart_after_login' );
			$totals = null;
		}
		foreach ( $saved as $key => $line ) {
			$this->lines[ $key ] = $line + array( 'data' => wc_get_product( $line['product_id'] ) );
		}
		$this->coupons = (array) WC()->session->get( 'applied_coupons', array() );
		$this->total   = (float) $totals;
		if ( null === $totals ) {
			$this->calculate_totals();
		}
	}

	/** @return array<string, array<string, mixed>> */
	public function get_cart(): array {
		return $this->lines;
	}

	public function is_empty(): bool {
		return array() === $this->lines;
	}

	public function get_total( string $context = 'view' ) {
		return 'edit' === $context ? $this->total : number_format( $this->total, 2 );
	}

	/** @return string[] */
	public function get_applied_coupons(): array {
		return $this->coupons;
	}

	public function add_to_cart( int $product_id, $quantity = 1 ): void {
		$key = md5( (string) $product_id );
		if ( isset( $this->lines[ $key ] ) ) {
			$old                              = $this->lines[ $key ]['quantity'];
			$this->lines[ $key ]['quantity'] += $quantity;
			do_action( 'woocommerce_after_cart_item_quantity_update', $key, $old + $quantity, $old, $this );
		} else {
			$this->lines[ $key ] = array(
				'product_id'   => $product_id,
				'variation_id' => 0,
				'quantity'     => $quantity,
				'data'         => wc_get_product( $product_id ),
			);
		}
		do_action( 'woocommerce_add_to_cart', $key, $product_id, $quantity, 0, array(), array() );
	}

	public function set_quantity( string $key, $quantity ): void {
		if ( $quantity <= 0 ) {
			$this->remove_cart_item( $key );
			return;
		}
		$old                             = $this->lines[ $key ]['quantity'];
		$this->lines[ $key ]['quantity'] = $quantity;
		do_action( 'woocommerce_after_cart_item_quantity_update', $key, $quantity, $old, $this );
	}

	public function remove_cart_item( string $key ): void {
		if ( isset( $this->lines[ $key ] ) ) {
			do_action( 'woocommerce_remove_cart_item', $key, $this );
			unset( $this->lines[ $key ] );
			do_action( 'woocommerce_cart_item_removed', $key, $this );
		}
	}

	public function apply_coupon( string $code ): bool {
		if ( 0.0 === WC_Coupon::percent( $code ) || in_array( $code, $this->coupons, true ) ) {
			return false;
		}
		$this->coupons[] = $code;
		do_action( 'woocommerce_applied_coupon', $code );
		return true;
	}

	public function remove_coupon( string $code ): void {
		$this->coupons = array_values( array_diff( $this->coupons, array( $code ) ) );
		do_action( 'woocommerce_removed_coupon', $code );
	}

	public function calculate_totals(): void {
		$this->total = 0.0;
		foreach ( $this->lines as $line ) {
			$this->total += (float) $line['data']->get_price() * $line['quantity'];
		}
		foreach ( $this->coupons as $code ) {
			$this->total *= 1 - WC_Coupon::percent( $code ) / 100;
		}
		$this->store();
	}

	public function store(): void {
		$lines = array();
		foreach ( $this->lines as $key => $line ) {
			$lines[ $key ] = array_diff_key( $line, array( 'data' => true ) );
		}
		WC()->session->set( 'cart', array() === $lines ? null : $lines );
		WC()->session->set( 'cart_total', array() === $lines ? null : $this->total );
		WC()->session->set( 'applied_coupons', array() === $this->coupons ? null : $this->coupons );
		if ( is_user_logged_in() ) {
			update_user_meta( get_current_user_id(), '_woocommerce_persistent_cart_1', $lines );
		}
		do_action( 'woocommerce_cart_updated' );
	}

	public function empty_cart( bool $clear_persistent_cart = true ): void {
		$this->lines   = array();
		$this->coupons = array();
		$this->total   = 0.0;
		if ( $clear_persistent_cart && is_user_logged_in() ) {
			delete_user_meta( get_current_user_id(), '_woocommerce_persistent_cart_1' );
		}
		foreach ( array( 'cart', 'cart_total', 'applied_coupons' ) as $key ) {
			WC()->session->set( $key, null );
		}
		do_action( 'woocommerce_cart_emptied', $clear_persistent_cart );
	}

	public function set_cookies(): void {
		if ( ! $this->is_empty() ) {
			WC()->session->set_cookie();
		}
	}
}
