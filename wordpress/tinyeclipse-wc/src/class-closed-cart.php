<?php
/**
 * The cart an order closed.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * Kept with the order, since a payment may fail in another process, long after the shopper's session. It holds nothing of a person that the order
 * does not hold: those fields are read from the order again.
 */
final class Closed_Cart {
	private const META   = '_tinyeclipse_closed_cart';
	private const PERSON = array( 'customer_id', 'email', 'phone', 'name' );

	/**
	 * @param \WC_Order            $order  The order.
	 * @param string               $token  Token of the cart.
	 * @param array<string, mixed> $report What was reported.
	 * @param int                  $time   When, in microseconds.
	 */
	public static function remember( \WC_Order $order, string $token, array $report, int $time ): void {
		$closed = array(
			'token'   => $token,
			'time'    => $time,
			'is_open' => false,
			'report'  => array_diff_key( $report, array_flip( self::PERSON ), array( 'order_id' => '' ) ),
		);
		$order->update_meta_data( self::META, $closed );
		$order->save();
	}

	/** The order failed and the cart was reported as filled again, at this time. */
	public static function mark_open( \WC_Order $order, int $time ): void {
		$closed = array( 'time' => $time, 'is_open' => true ) + (array) $order->get_meta( self::META );
		$order->update_meta_data( self::META, $closed );
		$order->save();
	}

	/**
	 * Null when the order closed no cart, or was paid since.
	 *
	 * @return array{token: string, time: int, is_open: bool, report: array<string, mixed>}|null
	 */
	public static function of( \WC_Order $order ): ?array {
		$closed = $order->get_meta( self::META );
		if ( ! is_array( $closed ) || ! isset( $closed['token'], $closed['time'], $closed['is_open'], $closed['report'] ) ) {
			return null;
		}
		$closed['report'] += Shopper::of_order( $order, 0 );
		return $closed;
	}

	public static function forget( \WC_Order $order ): void {
		$order->delete_meta_data( self::META );
		$order->save();
	}
}
