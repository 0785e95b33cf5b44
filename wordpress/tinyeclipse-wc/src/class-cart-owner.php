<?php
/**
 * The cart of an account.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * Remembers which cart token an account shops with, so that the cart is the same one after a logout or on another device, as it is in WooCommerce.
 */
final class Cart_Owner {
	public const OPTION = 'tinyeclipse_cart_token';

	/** The token of the account's open cart; empty when it has none. */
	public static function token( int $user_id ): string {
		return $user_id > 0 ? (string) get_user_option( self::OPTION, $user_id ) : '';
	}

	/**
	 * The account shops with this cart now.
	 *
	 * @return string The token it used before when that was another cart: WooCommerce has merged it into this one.
	 */
	public static function take( int $user_id, string $token ): string {
		$former = self::token( $user_id );
		if ( $user_id <= 0 || $former === $token ) {
			return '';
		}
		update_user_option( $user_id, self::OPTION, $token );
		return $former;
	}

	/** The cart was bought or emptied. */
	public static function release( int $user_id, string $token ): void {
		if ( '' !== $token && self::token( $user_id ) === $token ) {
			delete_user_option( $user_id, self::OPTION );
		}
	}
}
