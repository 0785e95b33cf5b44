<?php
/**
 * What was reported of the shopper's cart.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * Kept in the WooCommerce session, where it survives a login; its token is ours, since WooCommerce gives the session another id then.
 * Written only for a shopper who has a cart: visitors without one must stay without a session, or page caches would be of no use.
 */
final class Cart_Memory {
	private const CART    = 'tinyeclipse_cart';
	private const SHOPPER = 'tinyeclipse_shopper';

	/** WooCommerce's cart, with its session; null in the admin, in wc/v3 and in cron. */
	public static function cart(): ?\WC_Cart {
		$shop = did_action( 'wp_loaded' ) && function_exists( 'WC' ) ? WC() : null;
		return null !== $shop && $shop->cart instanceof \WC_Cart && $shop->session instanceof \WC_Session ? $shop->cart : null;
	}

	/**
	 * The last report: token of the cart, hash of all of it, hash of its items, its time, and the order if it was bought. Null when none was sent.
	 *
	 * @return array{token: string, hash: string, items: string, time: int, order_id: string}|null
	 */
	public static function last_report(): ?array {
		$report = WC()->session->get( self::CART );
		return is_array( $report ) && isset( $report['token'], $report['hash'], $report['items'], $report['time'], $report['order_id'] ) ? $report : null;
	}

	/**
	 * @param array{token: string, hash: string, items: string, time: int, order_id: string} $report What was sent.
	 */
	public static function remember_report( array $report ): void {
		WC()->session->set( self::CART, $report );
	}

	public static function forget_report(): void {
		WC()->session->set( self::CART, null );
	}

	/**
	 * What the shopper typed into the checkout form so far.
	 *
	 * @return array<string, string>
	 */
	public static function typed(): array {
		$typed = WC()->session->get( self::SHOPPER );
		return is_array( $typed ) ? array_map( 'strval', $typed ) : array();
	}

	/**
	 * @param array<string, string> $typed Fields by name; empty forgets.
	 */
	public static function remember_typed( array $typed ): void {
		WC()->session->set( self::SHOPPER, array() === $typed ? null : $typed );
	}
}
