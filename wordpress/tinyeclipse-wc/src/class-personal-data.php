<?php
/**
 * WordPress's tools for personal data.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * Exports and erases what this plugin itself keeps about an account: by which token its open cart is reported. All else is at the server, which the connector asks.
 */
final class Personal_Data {
	private const ID = 'tinyeclipse-wc';

	/**
	 * @param array<string, mixed> $exporters WordPress's list.
	 * @return array<string, mixed>
	 */
	public static function register_exporter( $exporters ): array {
		$exporters[ self::ID ] = array(
			'exporter_friendly_name' => 'TinyEclipse WC',
			'callback'               => array( self::class, 'export' ),
		);
		return $exporters;
	}

	/**
	 * @param array<string, mixed> $erasers WordPress's list.
	 * @return array<string, mixed>
	 */
	public static function register_eraser( $erasers ): array {
		$erasers[ self::ID ] = array(
			'eraser_friendly_name' => 'TinyEclipse WC',
			'callback'             => array( self::class, 'erase' ),
		);
		return $erasers;
	}

	/**
	 * @param string $email Whose.
	 * @return array{data: array<int, array<string, mixed>>, done: bool}
	 */
	public static function export( $email ): array {
		$user  = self::account( (string) $email );
		$token = Cart_Owner::token( $user );
		$item  = array(
			'group_id'    => 'tinyeclipse-wc-cart',
			'group_label' => __( 'TinyEclipse: the cart of the account', 'tinyeclipse-wc' ),
			'item_id'     => 'tinyeclipse-wc-cart-' . $user,
			'data'        => array(
				array(
					'name'  => __( 'Token of the cart', 'tinyeclipse-wc' ),
					'value' => $token,
				),
			),
		);
		return array(
			'data' => '' === $token ? array() : array( $item ),
			'done' => true,
		);
	}

	/**
	 * @param string $email Whose.
	 * @return array{items_removed: bool, items_retained: bool, messages: string[], done: bool}
	 */
	public static function erase( $email ): array {
		$user  = self::account( (string) $email );
		$token = Cart_Owner::token( $user );
		Cart_Owner::release( $user, $token );
		return array(
			'items_removed'  => '' !== $token,
			'items_retained' => false,
			'messages'       => array(),
			'done'           => true,
		);
	}

	/** Nobody's number is 0. */
	private static function account( string $email ): int {
		$user = get_user_by( 'email', trim( $email ) );
		return $user instanceof \WP_User ? $user->ID : 0;
	}
}
