<?php
/**
 * What a cart holds.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * Reads a cart into the fields of a report.
 */
final class Cart_Snapshot {
	private const MAX_ITEMS    = 200;
	private const MAX_QUANTITY = 100000;
	private const MAX_NAME     = 200;

	/**
	 * Null when the shop's currency has no ISO 4217 code: then there is no way to say what the cart is worth.
	 *
	 * @return array{currency_code: string, total_minor: int, items: array<int, array<string, mixed>>}|null
	 */
	public static function take( \WC_Cart $cart ): ?array {
		$currency = (string) get_woocommerce_currency();
		if ( 1 !== preg_match( '/^[A-Z]{3}$/', $currency ) ) {
			return null;
		}

		$items = array();
		foreach ( array_slice( $cart->get_cart(), 0, self::MAX_ITEMS ) as $line ) {
			if ( isset( $line['data'], $line['quantity'] ) && $line['data'] instanceof \WC_Product && $line['quantity'] > 0 ) {
				$items[] = self::item( $line, $currency );
			}
		}
		return array(
			'currency_code' => $currency,
			'total_minor'   => Money::minor( $cart->get_total( 'edit' ), $currency, wc_get_price_decimals() ),
			'items'         => $items,
		);
	}

	/**
	 * The price is the shopper's: his taxes are in it, whatever the shop shows in its catalogue. A quantity of half a kilo counts as one,
	 * since the server counts whole pieces.
	 *
	 * @param array<string, mixed> $line     Line of the cart.
	 * @param string               $currency ISO 4217.
	 * @return array<string, mixed>
	 */
	private static function item( array $line, string $currency ): array {
		$id   = (string) ( empty( $line['variation_id'] ) ? $line['product_id'] : $line['variation_id'] );
		$name = trim( html_entity_decode( wp_strip_all_tags( (string) $line['data']->get_name() ), ENT_QUOTES, 'UTF-8' ) );
		return array(
			'product_id'  => $id,
			'name'        => '' === $name ? '#' . $id : mb_substr( $name, 0, self::MAX_NAME ),
			'quantity'    => (int) min( self::MAX_QUANTITY, max( 1, ceil( (float) $line['quantity'] ) ) ),
			'price_minor' => Money::minor( wc_get_price_including_tax( $line['data'] ), $currency, wc_get_price_decimals() ),
		);
	}
}
