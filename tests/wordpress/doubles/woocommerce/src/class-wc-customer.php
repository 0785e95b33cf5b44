<?php

/** The shopper's address, kept in the session; an account brings its e-mail address. */
class WC_Customer {
	private const FIELDS = array( 'email', 'phone', 'first_name', 'last_name' );

	/** @var array<string, string> */
	private $billing;

	public function __construct() {
		$this->billing = array_merge( array_fill_keys( self::FIELDS, '' ), (array) WC()->session->get( 'customer', array() ) );
		if ( '' === $this->billing['email'] && is_user_logged_in() ) {
			$this->billing['email'] = wp_get_current_user()->user_email;
		}
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

	/**
	 * @param array<string, mixed> $address Fields without a prefix.
	 */
	public function set_billing( array $address ): void {
		$this->billing = array_merge( $this->billing, array_map( 'sanitize_text_field', array_intersect_key( $address, $this->billing ) ) );
	}

	public function save(): void {
		WC()->session->set( 'customer', $this->billing );
	}
}
