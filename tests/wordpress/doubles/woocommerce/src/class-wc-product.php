<?php

/** Something to buy: a post with a price. */
abstract class WC_Product {
	/** @var int */
	private $id;

	/** @var string */
	private $name = '';

	/** @var string */
	private $price = '';

	public function __construct( int $id = 0 ) {
		$this->id    = $id;
		$this->name  = $id > 0 ? (string) get_post_field( 'post_title', $id, 'raw' ) : '';
		$this->price = $id > 0 ? (string) get_post_meta( $id, '_price', true ) : '';
	}

	public function get_id(): int {
		return $this->id;
	}

	public function get_name(): string {
		return $this->name;
	}

	public function get_price(): string {
		return $this->price;
	}

	public function set_name( string $name ): void {
		$this->name = $name;
	}

	public function set_regular_price( string $price ): void {
		$this->price = $price;
	}

	public function set_virtual( bool $virtual ): void {
	}

	public function save(): int {
		$this->id = (int) wp_insert_post(
			array(
				'post_type'   => 'product',
				'post_status' => 'publish',
				'post_title'  => wp_slash( $this->name ),
			)
		);
		update_post_meta( $this->id, '_price', $this->price );
		return $this->id;
	}
}

class WC_Product_Simple extends WC_Product {
}
