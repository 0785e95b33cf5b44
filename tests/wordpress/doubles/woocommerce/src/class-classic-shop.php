<?php

/** Pages, links and wc-ajax calls of the classic shop. */
final class Classic_Shop {
	public static function open(): void {
		add_shortcode( 'woocommerce_checkout', array( self::class, 'checkout_page' ) );
		add_shortcode( 'woocommerce_cart', array( self::class, 'cart_page' ) );
		add_shortcode( 'woocommerce_my_account', array( self::class, 'account_page' ) );
		add_action( 'wp_loaded', array( self::class, 'follow_links' ), 20 );
		add_action( 'template_redirect', array( self::class, 'answer_ajax' ), 0 );
		add_action( 'template_redirect', array( self::class, 'show_page' ) );
		add_action( 'wp_enqueue_scripts', array( self::class, 'add_scripts' ) );
		add_action(
			'wp_login',
			static function ( $login, WP_User $user ): void {
				update_user_meta( $user->ID, '_woocommerce_load_saved_cart_after_login', 1 );
			},
			10,
			2
		);
	}

	public static function add_scripts(): void {
		wp_register_script( 'wc-checkout', includes_url( 'js/jquery/jquery.js' ), array( 'jquery' ), '10.2.4', true );
		if ( is_checkout() ) {
			wp_enqueue_script( 'wc-checkout' );
		}
	}

	public static function follow_links(): void {
		if ( isset( $_GET['add-to-cart'] ) ) {
			WC()->cart->add_to_cart( (int) $_GET['add-to-cart'] );
		}
		if ( isset( $_GET['remove_item'], $_GET['_wpnonce'] ) && wp_verify_nonce( $_GET['_wpnonce'], 'woocommerce-cart' ) ) {
			WC()->cart->remove_cart_item( sanitize_key( $_GET['remove_item'] ) );
		}
		if ( isset( $_POST['update_cart'], $_POST['woocommerce-cart-nonce'] ) && wp_verify_nonce( $_POST['woocommerce-cart-nonce'], 'woocommerce-cart' ) ) {
			foreach ( $_POST['cart'] as $key => $line ) {
				WC()->cart->set_quantity( sanitize_key( $key ), (float) $line['qty'] );
			}
			WC()->cart->calculate_totals();
		}
		if ( isset( $_GET['customer-logout'] ) && wp_verify_nonce( $_GET['_wpnonce'] ?? '', 'customer-logout' ) ) {
			wp_logout();
			wp_safe_redirect( home_url() );
			exit;
		}
		if ( isset( $_POST['register'], $_POST['woocommerce-register-nonce'] ) && wp_verify_nonce( $_POST['woocommerce-register-nonce'], 'woocommerce-register' ) ) {
			self::register( sanitize_email( $_POST['email'] ), $_POST['password'] );
		}
	}

	public static function answer_ajax(): void {
		$action = isset( $_GET['wc-ajax'] ) ? sanitize_key( $_GET['wc-ajax'] ) : '';
		if ( '' === $action ) {
			return;
		}
		$code = sanitize_text_field( $_POST['coupon_code'] ?? $_POST['coupon'] ?? '' );
		switch ( $action ) {
			case 'add_to_cart':
				WC()->cart->add_to_cart( (int) $_POST['product_id'], (float) ( $_POST['quantity'] ?? 1 ) );
				break;
			case 'apply_coupon':
				check_ajax_referer( 'apply-coupon', 'security' );
				if ( WC()->cart->apply_coupon( $code ) ) {
					WC()->cart->calculate_totals();
				}
				break;
			case 'remove_coupon':
				check_ajax_referer( 'remove-coupon', 'security' );
				WC()->cart->remove_coupon( $code );
				WC()->cart->calculate_totals();
				break;
			case 'update_order_review':
				check_ajax_referer( 'update-order-review', 'security' );
				do_action( 'woocommerce_checkout_update_order_review', wp_unslash( $_POST['post_data'] ?? '' ) );
				WC()->cart->calculate_totals();
				break;
			case 'checkout':
				check_ajax_referer( 'woocommerce-process_checkout', 'woocommerce-process-checkout-nonce' );
				self::place_order( wp_unslash( $_POST ) );
		}
		wp_send_json( array( 'result' => 'success' ) );
	}

	/**
	 * @param array<string, mixed> $form The checkout's.
	 */
	private static function place_order( array $form ): void {
		do_action( 'woocommerce_checkout_process' );
		WC()->cart->calculate_totals();
		if ( '' === ( $form['billing_city'] ?? '' ) ) {
			wp_send_json( array( 'result' => 'failure' ) );
		}
		if ( ! empty( $form['createaccount'] ) ) {
			self::create_customer( sanitize_email( $form['billing_email'] ), $form['account_password'] );
		}

		$billing = array();
		foreach ( $form as $field => $value ) {
			if ( 0 === strpos( $field, 'billing_' ) ) {
				$billing[ substr( $field, 8 ) ] = sanitize_text_field( $value );
			}
		}
		WC()->customer->set_billing( $billing );
		WC()->customer->save();
		$order = new WC_Order( $billing, array_column( WC()->cart->get_cart(), 'product_id' ), get_current_user_id() );
		$order->save();
		do_action( 'woocommerce_checkout_order_processed', $order->get_id(), $form, $order );
		if ( 'redirect' !== $form['payment_method'] ) {
			WC()->cart->empty_cart();
		}
		wp_send_json( array( 'result' => 'success', 'order_id' => $order->get_id(), 'redirect' => home_url( '/checkout-classic/?order-received=' . $order->get_id() ) ) );
	}

	private static function register( string $email, string $password ): void {
		wp_set_auth_cookie( self::create_customer( $email, $password ) );
		wp_safe_redirect( home_url( '/my-account-classic/' ) );
		exit;
	}

	private static function create_customer( string $email, string $password ): int {
		$account = array(
			'user_login' => strstr( $email, '@', true ),
			'user_pass'  => $password,
			'user_email' => $email,
			'role'       => 'customer',
		);
		$user_id = wp_insert_user( $account );
		do_action( 'woocommerce_created_customer', $user_id, $account, false );
		wp_set_current_user( $user_id );
		return $user_id;
	}

	/** A page counts again, an empty cart twice; the page that thanks empties the cart once more. */
	public static function show_page(): void {
		if ( isset( $_GET['order-received'] ) ) {
			WC()->cart->calculate_totals();
			WC()->cart->empty_cart();
			do_action( 'woocommerce_thankyou', (int) $_GET['order-received'] );
		} elseif ( ! isset( $_GET['add-to-cart'] ) ) {
			WC()->cart->calculate_totals();
		}
	}

	public static function checkout_page(): string {
		$parameters = array(
			'update_order_review_nonce' => wp_create_nonce( 'update-order-review' ),
			'apply_coupon_nonce'        => wp_create_nonce( 'apply-coupon' ),
			'remove_coupon_nonce'       => wp_create_nonce( 'remove-coupon' ),
		);
		return '<script>var wc_checkout_params = ' . wp_json_encode( $parameters ) . ';</script><form class="checkout">'
			. '<input type="hidden" name="woocommerce-process-checkout-nonce" value="' . wp_create_nonce( 'woocommerce-process_checkout' ) . '"></form>';
	}

	public static function cart_page(): string {
		$page = '<form><input type="hidden" name="woocommerce-cart-nonce" value="' . wp_create_nonce( 'woocommerce-cart' ) . '">';
		foreach ( WC()->cart->get_cart() as $key => $line ) {
			$link  = wp_nonce_url( home_url( "/cart-classic/?remove_item=$key" ), 'woocommerce-cart' );
			$page .= '<a href="' . esc_url( $link ) . '" data-product_id="' . $line['product_id'] . '">×</a><input name="cart[' . $key . '][qty]">';
		}
		return $page . '</form>';
	}

	public static function account_page(): string {
		return '<a href="' . esc_url( wp_nonce_url( home_url( '/my-account-classic/?customer-logout=1' ), 'customer-logout' ) ) . '">Log out</a>'
			. '<input type="hidden" name="woocommerce-register-nonce" value="' . wp_create_nonce( 'woocommerce-register' ) . '">';
	}
}
