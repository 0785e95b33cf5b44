<?php
/**
 * Reports a cart to the server.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

use TinyEclipse\Connector\Clock;

defined( 'ABSPATH' ) || exit;

/**
 * Compares a cart with its last report and queues a new one when something changed. A token names one cart from its first article until it is
 * bought or emptied; after that a new cart gets a new token, so that a closed cart never opens again.
 */
final class Cart_Report {
	private const ROUTE = 'abandoned-carts';

	/**
	 * The cart as it is now; nothing happens when it is as it was.
	 *
	 * @param \WC_Cart $cart    Not empty.
	 * @param int      $user_id The shopper's account; 0 for a guest.
	 */
	public static function changed( \WC_Cart $cart, int $user_id ): void {
		$snapshot = Cart_Snapshot::take( $cart );
		if ( null === $snapshot || array() === $snapshot['items'] ) {
			return;
		}

		$last     = Cart_Memory::last_report();
		$items    = self::items_hash( $snapshot );
		$identity = Shopper::of_session( $user_id );
		$hash     = md5( (string) wp_json_encode( array( $snapshot, $identity, $cart->get_applied_coupons() ) ) );
		if ( null !== $last && '' !== $last['order_id'] ) {
			// It was bought, and waits to be emptied, or for its payment. Only other items make a new cart.
			if ( $last['items'] === $items ) {
				return;
			}
			$last = null;
		}
		if ( null !== $last && $last['hash'] === $hash ) {
			return;
		}

		self::send( self::token( $last, $user_id ), $snapshot + $identity, $last, $user_id, $hash, $items );
	}

	/** The cart was emptied by hand. An order that empties it, or a logout, is something else. */
	public static function emptied( int $user_id ): void {
		$last = Cart_Memory::last_report();
		if ( null === $last ) {
			return;
		}
		if ( '' === $last['order_id'] ) {
			self::clear( $last['token'], self::next_time( $last ) );
			Cart_Owner::release( $user_id, $last['token'] );
		}
		Cart_Memory::forget_report();
	}

	/**
	 * The cart was bought. An order that has nothing of the cart, for example an older one that is paid now, leaves it alone.
	 *
	 * @param \WC_Cart  $cart    The cart, not emptied yet.
	 * @param \WC_Order $order   The order.
	 * @param int       $user_id The shopper's account; 0 for a guest.
	 */
	public static function bought( \WC_Cart $cart, \WC_Order $order, int $user_id ): void {
		$last     = Cart_Memory::last_report();
		$order_id = (string) $order->get_id();
		$snapshot = Cart_Snapshot::take( $cart );
		if ( null === $snapshot || ! self::has_product_in_common( $cart, $order ) || ( null !== $last && $last['order_id'] === $order_id ) ) {
			return;
		}

		$items    = self::items_hash( $snapshot );
		$identity = Shopper::of_order( $order, $user_id );
		if ( null !== $last && '' !== $last['order_id'] && $last['items'] !== $items ) {
			$last = null;
		}
		$token = self::token( $last, $user_id );
		$report = self::send( $token, $snapshot + $identity + array( 'order_id' => $order_id ), $last, (int) $identity['customer_id'], '', $items );
		if ( null !== $report && isset( $report['order_id'] ) && (string) $report['order_id'] === $order_id ) {
			self::forget_former_order( $last, $order_id );
			Closed_Cart::remember( $order, $token, $report, (int) Cart_Memory::last_report()['time'] );
		}
		Cart_Owner::release( (int) $identity['customer_id'], $token );
	}

	/**
	 * The same cart was ordered before, and again now: whatever becomes of the first order, it does not open the cart.
	 *
	 * @param array<string, mixed>|null $last The last report of the same cart.
	 */
	private static function forget_former_order( ?array $last, string $order_id ): void {
		$former = null !== $last && '' !== $last['order_id'] && $last['order_id'] !== $order_id ? wc_get_order( $last['order_id'] ) : null;
		if ( $former instanceof \WC_Order ) {
			Closed_Cart::forget( $former );
		}
	}

	/** The order came to nothing: what it held lies in the cart again, later than it was bought. */
	public static function reopened( \WC_Order $order ): void {
		$closed = Closed_Cart::of( $order );
		if ( null === $closed || $closed['is_open'] ) {
			return;
		}
		$time = self::next_time( $closed );
		if ( self::queue( $closed['token'], $closed['report'], $time ) ) {
			Closed_Cart::mark_open( $order, $time );
		}
	}

	/** The order was paid, perhaps at the second try: what a failure put back in the cart is bought again, later than it was put there. */
	public static function settled( \WC_Order $order ): void {
		$closed = Closed_Cart::of( $order );
		if ( null === $closed || ( ! $closed['is_open'] && ! $order->is_paid() ) ) {
			return;
		}
		if ( $closed['is_open'] ) {
			self::queue( $closed['token'], $closed['report'] + array( 'order_id' => (string) $order->get_id() ), self::next_time( $closed ) );
		}
		Closed_Cart::forget( $order );
	}

	/**
	 * @param string                    $token   Token of the cart.
	 * @param array<string, mixed>      $report  Its fields.
	 * @param array<string, mixed>|null $last    The last report of the same cart.
	 * @param int                       $user_id Account.
	 * @param string                    $hash    Hash of all of it.
	 * @param string                    $items   Hash of the items.
	 * @return array<string, mixed>|null What was queued.
	 */
	private static function send( string $token, array $report, ?array $last, int $user_id, string $hash, string $items ): ?array {
		/**
		 * A cart report before it is queued. Returning an empty array keeps it from being sent.
		 *
		 * @param array<string, mixed> $report Fields of the report, without the token and the time.
		 */
		$report = apply_filters( 'tinyeclipse_wc_cart_report', $report );
		$time   = self::next_time( $last );
		if ( ! is_array( $report ) || array() === $report || ! self::queue( $token, $report, $time ) ) {
			return null;
		}

		Cart_Memory::remember_report(
			array(
				'token'    => $token,
				'hash'     => $hash,
				'items'    => $items,
				'time'     => $time,
				'order_id' => isset( $report['order_id'] ) ? (string) $report['order_id'] : '',
			)
		);
		$former = Cart_Owner::take( $user_id, $token );
		if ( '' !== $former ) {
			self::clear( $former, $time );
		}
		return $report;
	}

	private static function clear( string $token, int $time ): void {
		$nothing = array(
			'currency_code' => (string) get_woocommerce_currency(),
			'total_minor'   => 0,
			'items'         => array(),
		);
		self::queue( $token, $nothing, $time );
	}

	/**
	 * @param array<string, mixed> $report Fields.
	 */
	private static function queue( string $token, array $report, int $time ): bool {
		return tinyeclipse_queue_report( self::ROUTE, array( 'cart_token' => $token ) + $report, 'cart:' . $token, $time );
	}

	/**
	 * @param array<string, mixed>|null $last The last report of the same cart.
	 */
	private static function token( ?array $last, int $user_id ): string {
		if ( null !== $last ) {
			return $last['token'];
		}
		$token = Cart_Owner::token( $user_id );
		return '' === $token ? bin2hex( random_bytes( 16 ) ) : $token;
	}

	/**
	 * Now, but always later than the last report of the cart: the server ignores what is not newer.
	 *
	 * @param array<string, mixed>|null $last The last report of the same cart.
	 */
	private static function next_time( ?array $last ): int {
		$now = Clock::microseconds();
		return null === $last ? $now : max( $now, (int) $last['time'] + 1 );
	}

	/**
	 * @param array<string, mixed> $snapshot Cart.
	 */
	private static function items_hash( array $snapshot ): string {
		$items = array();
		foreach ( $snapshot['items'] as $item ) {
			$items[] = $item['product_id'] . '×' . $item['quantity'];
		}
		return md5( implode( ',', $items ) );
	}

	private static function has_product_in_common( \WC_Cart $cart, \WC_Order $order ): bool {
		$in_cart = array_map( 'intval', array_column( $cart->get_cart(), 'product_id' ) );
		foreach ( $order->get_items() as $item ) {
			if ( $item instanceof \WC_Order_Item_Product && in_array( $item->get_product_id(), $in_cart, true ) ) {
				return true;
			}
		}
		return false;
	}
}
