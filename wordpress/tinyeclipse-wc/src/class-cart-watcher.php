<?php
/**
 * Watches the shopper's cart during a request.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * Notes what WooCommerce tells, and looks at the cart once, at the end. Never throws: a shop must sell, whatever happens here.
 */
final class Cart_Watcher {
	/** @var bool Whether there is anything to look at. */
	private $touched = false;

	/** @var bool Whether something was taken out of the cart, as opposed to a cart that was lost. */
	private $removed = false;

	/** @var int Who logged in or registered during this request; WordPress itself knows from the next one on. */
	private $user_id = 0;

	public function touch(): void {
		$this->touched = true;
	}

	public function note_removal(): void {
		$this->touched = true;
		$this->removed = true;
	}

	/**
	 * @param string   $login Name of the account.
	 * @param \WP_User $user  The account.
	 */
	public function note_login( $login, $user = null ): void {
		if ( $user instanceof \WP_User ) {
			$this->touched = true;
			$this->user_id = $user->ID;
		}
	}

	/**
	 * Takes only the number of the account: what WordPress hands along holds a password. Somebody who is logged in and makes
	 * an account makes it for another person.
	 *
	 * @param int $user_id The account.
	 */
	public function note_registration( $user_id ): void {
		if ( ! is_user_logged_in() || get_current_user_id() === (int) $user_id ) {
			$this->touched = true;
			$this->user_id = (int) $user_id;
		}
	}

	/**
	 * @param string $form What the classic checkout form holds, urlencoded.
	 */
	public function note_classic_form( $form ): void {
		$this->guarded(
			function ( \WC_Cart $cart ) use ( $form ): void {
				if ( is_string( $form ) && ! $cart->is_empty() ) {
					Cart_Memory::remember_typed( Shopper::typed_in( $form, Cart_Memory::typed() ) );
					$this->touched = true;
				}
			}
		);
	}

	/** WooCommerce keeps what the block checkout sends; what was typed into the classic one before is out of date. */
	public function note_block_form(): void {
		$this->guarded(
			function ( \WC_Cart $cart ): void {
				if ( ! $cart->is_empty() ) {
					Cart_Memory::remember_typed( array() );
					$this->touched = true;
				}
			}
		);
	}

	/**
	 * @param int       $order_id Number of the order.
	 * @param array     $posted   The form.
	 * @param \WC_Order $order    The order.
	 */
	public function note_classic_order( $order_id, $posted = array(), $order = null ): void {
		$this->note_block_order( $order instanceof \WC_Order ? $order : wc_get_order( $order_id ) );
	}

	/**
	 * At once, since the cart is emptied later in the same request.
	 *
	 * @param \WC_Order|mixed $order The order.
	 */
	public function note_block_order( $order ): void {
		$this->guarded(
			function ( \WC_Cart $cart ) use ( $order ): void {
				if ( $order instanceof \WC_Order && ! $cart->is_empty() ) {
					Cart_Report::bought( $cart, $order, $this->user_id() );
				}
			}
		);
	}

	/**
	 * @param int $order_id Number of the order.
	 */
	public function note_lost_order( $order_id ): void {
		$this->with_order( $order_id, array( Cart_Report::class, 'reopened' ) );
	}

	/**
	 * @param int $order_id Number of the order.
	 */
	public function note_kept_order( $order_id ): void {
		$this->with_order( $order_id, array( Cart_Report::class, 'settled' ) );
	}

	public function report_changes(): void {
		if ( ! $this->touched ) {
			return;
		}
		$this->touched = false;
		$this->guarded(
			function ( \WC_Cart $cart ): void {
				if ( ! $cart->is_empty() ) {
					Cart_Report::changed( $cart, $this->user_id() );
				} elseif ( $this->removed ) {
					Cart_Report::emptied( $this->user_id() );
				}
			}
		);
	}

	private function user_id(): int {
		return $this->user_id > 0 ? $this->user_id : get_current_user_id();
	}

	/**
	 * Runs where there is a cart.
	 *
	 * @param callable $run Gets the cart.
	 */
	private function guarded( callable $run ): void {
		$this->quietly(
			static function () use ( $run ): void {
				$cart = Cart_Memory::cart();
				if ( null !== $cart ) {
					$run( $cart );
				}
			}
		);
	}

	/**
	 * Reads the order again: saving the object that is changing its status just now would run its hooks once more.
	 *
	 * @param int      $order_id Number of the order.
	 * @param callable $run      Gets the order.
	 */
	private function with_order( $order_id, callable $run ): void {
		$this->quietly(
			static function () use ( $order_id, $run ): void {
				$order = wc_get_order( $order_id );
				if ( $order instanceof \WC_Order ) {
					$run( $order );
				}
			}
		);
	}

	/** Swallows what goes wrong. */
	private function quietly( callable $run ): void {
		try {
			$run();
		} catch ( \Throwable $failure ) {
			if ( defined( 'WP_DEBUG' ) && WP_DEBUG ) {
				// phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log -- Only while debugging.
				error_log( 'TinyEclipse WC: ' . $failure->getMessage() );
			}
		}
	}
}
