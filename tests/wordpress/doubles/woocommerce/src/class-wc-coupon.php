<?php

/** A discount in percent. */
final class WC_Coupon {
	/** @var string */
	private $code = '';

	/** @var float */
	private $amount = 0.0;

	public function set_code( string $code ): void {
		$this->code = $code;
	}

	public function set_discount_type( string $type ): void {
	}

	public function set_amount( float $amount ): void {
		$this->amount = $amount;
	}

	public function save(): void {
		update_option( 'double_coupon_' . $this->code, $this->amount, false );
	}

	public static function percent( string $code ): float {
		return (float) get_option( "double_coupon_$code", 0.0 );
	}
}
