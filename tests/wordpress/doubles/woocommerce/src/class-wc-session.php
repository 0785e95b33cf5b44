<?php

/** Values of a shopper's session. */
abstract class WC_Session {
	/** @var string */
	protected $customer_id = '';

	/** @var array<string, mixed> */
	protected $data = array();

	/** @var bool */
	protected $dirty = false;

	public function get( $key, $default = null ) {
		return $this->data[ $key ] ?? $default;
	}

	public function set( $key, $value ): void {
		if ( $value !== $this->get( $key ) ) {
			$this->data[ $key ] = $value;
			$this->dirty        = true;
		}
	}

	public function get_customer_id(): string {
		return $this->customer_id;
	}
}

/**
 * A session by cookie. A guest without a cookie has an id for this request only; at a login the guest's values go to the account's session.
 */
final class WC_Session_Handler extends WC_Session {
	private const COOKIE = 'wp_woocommerce_session_double';

	public function __construct() {
		$cookie            = isset( $_COOKIE[ self::COOKIE ] ) ? sanitize_text_field( $_COOKIE[ self::COOKIE ] ) : '';
		$user_id           = (string) get_current_user_id();
		$this->customer_id = '' !== $cookie ? $cookie : ( '0' === $user_id ? 't_' . bin2hex( random_bytes( 15 ) ) : $user_id );
		$this->data        = (array) get_option( 'double_session_' . $this->customer_id, array() );
		if ( '0' !== $user_id && $user_id !== $this->customer_id ) {
			delete_option( 'double_session_' . $this->customer_id );
			$this->customer_id = $user_id;
			$this->dirty       = true;
			$this->set_cookie();
		}
	}

	public function set_cookie(): void {
		if ( ! headers_sent() ) {
			setcookie( self::COOKIE, $this->customer_id, time() + DAY_IN_SECONDS, '/', '', false, true );
			$_COOKIE[ self::COOKIE ] = $this->customer_id;
		}
	}

	public function has_session(): bool {
		return isset( $_COOKIE[ self::COOKIE ] ) || is_user_logged_in();
	}

	public function save_data(): void {
		if ( $this->dirty && $this->has_session() ) {
			update_option( 'double_session_' . $this->customer_id, $this->data, false );
			$this->dirty = false;
		}
	}

	public function destroy_session(): void {
		delete_option( 'double_session_' . $this->customer_id );
		if ( ! headers_sent() ) {
			setcookie( self::COOKIE, '', time() - YEAR_IN_SECONDS, '/' );
		}
		unset( $_COOKIE[ self::COOKIE ] );
		WC()->cart->empty_cart( false );
		$this->data  = array();
		$this->dirty = false;
	}
}
