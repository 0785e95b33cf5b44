<?php

/** A line of an order. */
class WC_Order_Item_Product {
	/** @var int */
	private $product_id;

	public function __construct( int $product_id ) {
		$this->product_id = $product_id;
	}

	public function get_product_id(): int {
		return $this->product_id;
	}
}

/** An order, kept as an option: where orders live is nothing the plugin may count on. */
class WC_Order {
	/** @var int */
	private $id;

	/** @var array<string, string> */
	private $billing;

	/** @var int */
	private $customer_id;

	/** @var WC_Order_Item_Product[] */
	private $items = array();

	/**
	 * @param array<string, string> $billing Address without a prefix.
	 * @param int[]                 $products Products.
	 */
	public function __construct( array $billing, array $products, int $customer_id ) {
		$this->id          = (int) get_option( 'double_order_number', 100 ) + 1;
		$this->billing     = array_merge( array_fill_keys( array( 'email', 'phone', 'first_name', 'last_name' ), '' ), $billing );
		$this->customer_id = $customer_id;
		foreach ( $products as $product ) {
			$this->items[] = new WC_Order_Item_Product( $product );
		}
		update_option( 'double_order_number', $this->id, false );
	}

	/** @var array<string, mixed> */
	private $meta = array();

	/** @var string */
	private $status = 'pending';

	public function get_meta( string $key ) {
		return $this->meta[ $key ] ?? '';
	}

	public function update_meta_data( string $key, $value ): void {
		$this->meta[ $key ] = $value;
	}

	public function delete_meta_data( string $key ): void {
		unset( $this->meta[ $key ] );
	}

	public function is_paid(): bool {
		return in_array( $this->status, array( 'processing', 'completed' ), true );
	}

	/** Saves before it tells, as WooCommerce does. */
	public function update_status( string $status ): void {
		$this->status = $status;
		$this->save();
		do_action( "woocommerce_order_status_$status", $this->id, $this );
	}

	public function save(): void {
		update_option( 'double_order_' . $this->id, $this, false );
	}

	public function get_id(): int {
		return $this->id;
	}

	public function get_customer_id(): int {
		return $this->customer_id;
	}

	public function get_billing_email(): string {
		return $this->billing['email'];
	}

	public function get_billing_phone(): string {
		return $this->billing['phone'];
	}

	public function get_billing_first_name(): string {
		return $this->billing['first_name'];
	}

	public function get_billing_last_name(): string {
		return $this->billing['last_name'];
	}

	/** @return WC_Order_Item_Product[] */
	public function get_items(): array {
		return $this->items;
	}
}
