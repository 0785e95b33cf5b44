<?php
/**
 * Who is shopping.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * Gathers what is known of the shopper. Only these four things ever leave the shop: never a password, an address or a whole form.
 */
final class Shopper {
	private const MAX_EMAIL = 254;
	private const MAX_PHONE = 40;
	private const MAX_NAME  = 200;

	/**
	 * What was typed in the checkout counts first, then what WooCommerce keeps for the session, then the account.
	 *
	 * @param int $user_id The shopper's account; 0 for a guest.
	 * @return array{customer_id: string, email: string, phone: string, name: string}
	 */
	public static function of_session( int $user_id ): array {
		$typed    = Cart_Memory::typed();
		$customer = WC()->customer instanceof \WC_Customer ? WC()->customer : null;
		$user     = $user_id > 0 ? get_userdata( $user_id ) : false;
		return self::identity(
			$user_id,
			array(
				isset( $typed['email'] ) ? $typed['email'] : '',
				null === $customer ? '' : $customer->get_billing_email(),
				false === $user ? '' : $user->user_email,
			),
			array( isset( $typed['phone'] ) ? $typed['phone'] : '', null === $customer ? '' : $customer->get_billing_phone() ),
			array(
				isset( $typed['name'] ) ? $typed['name'] : '',
				null === $customer ? '' : $customer->get_billing_first_name() . ' ' . $customer->get_billing_last_name(),
				false === $user ? '' : $user->first_name . ' ' . $user->last_name,
			)
		);
	}

	/**
	 * @return array{customer_id: string, email: string, phone: string, name: string}
	 */
	public static function of_order( \WC_Order $order, int $user_id ): array {
		return self::identity(
			$order->get_customer_id() > 0 ? $order->get_customer_id() : $user_id,
			array( $order->get_billing_email() ),
			array( $order->get_billing_phone() ),
			array( $order->get_billing_first_name() . ' ' . $order->get_billing_last_name() )
		);
	}

	/**
	 * What the form of the classic checkout holds so far. A field that is not in the form, or a half-typed address, changes nothing;
	 * a field that was emptied is forgotten.
	 *
	 * @param string                $form  Urlencoded.
	 * @param array<string, string> $typed What was typed before.
	 * @return array<string, string>
	 */
	public static function typed_in( string $form, array $typed ): array {
		parse_str( $form, $fields );
		$field = static function ( string $name ) use ( $fields ): string {
			return isset( $fields[ $name ] ) && is_string( $fields[ $name ] ) ? sanitize_text_field( $fields[ $name ] ) : '';
		};

		$email = $field( 'billing_email' );
		if ( isset( $fields['billing_email'] ) && ( '' === $email || is_email( $email ) ) ) {
			$typed['email'] = $email;
		}
		if ( isset( $fields['billing_phone'] ) ) {
			$typed['phone'] = $field( 'billing_phone' );
		}
		if ( isset( $fields['billing_first_name'] ) || isset( $fields['billing_last_name'] ) ) {
			$typed['name'] = trim( $field( 'billing_first_name' ) . ' ' . $field( 'billing_last_name' ) );
		}
		return array_filter( $typed, 'strlen' );
	}

	/**
	 * The first of each that is of use.
	 *
	 * @param int      $user_id Account.
	 * @param string[] $emails  Addresses.
	 * @param string[] $phones  Numbers.
	 * @param string[] $names   Names.
	 * @return array{customer_id: string, email: string, phone: string, name: string}
	 */
	private static function identity( int $user_id, array $emails, array $phones, array $names ): array {
		$emails = array_filter(
			array_map( 'strtolower', array_map( 'trim', array_map( 'strval', $emails ) ) ),
			static function ( string $email ): bool {
				return strlen( $email ) <= self::MAX_EMAIL && false !== is_email( $email );
			}
		);
		return array(
			'customer_id' => $user_id > 0 ? (string) $user_id : '',
			'email'       => (string) reset( $emails ),
			'phone'       => mb_substr( self::first( $phones ), 0, self::MAX_PHONE ),
			'name'        => mb_substr( self::first( $names ), 0, self::MAX_NAME ),
		);
	}

	/**
	 * @param string[] $values Candidates.
	 */
	private static function first( array $values ): string {
		$values = array_filter( array_map( 'trim', array_map( 'sanitize_text_field', $values ) ), 'strlen' );
		return (string) reset( $values );
	}
}
