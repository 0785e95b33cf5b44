<?php
/**
 * Plugin Name: WooCommerce (double)
 * Description: Stands in for WooCommerce in the tests: the classes and functions that tinyeclipse-wc uses, the requests a shopper makes, and the hooks in the order that was recorded on WooCommerce 10.2.
 * Version:     10.2.4
 *
 * @package TinyEclipse\Tests
 */

defined( 'ABSPATH' ) || exit;

define( 'WC_VERSION', '10.2.4' );

require_once __DIR__ . '/src/class-features-util.php';
require_once __DIR__ . '/src/class-wc-session.php';
require_once __DIR__ . '/src/class-wc-product.php';
require_once __DIR__ . '/src/class-wc-coupon.php';
require_once __DIR__ . '/src/class-wc-customer.php';
require_once __DIR__ . '/src/class-wc-order.php';
require_once __DIR__ . '/src/class-wc-cart.php';
require_once __DIR__ . '/src/class-classic-shop.php';
require_once __DIR__ . '/src/class-store-api.php';

/** The shop of this request. */
final class WooCommerce {
	/** @var WC_Session|null Null where nobody shops. */
	public $session;

	/** @var WC_Cart|null */
	public $cart;

	/** @var WC_Customer|null */
	public $customer;

	/** @var WooCommerce|null */
	private static $instance;

	public static function instance(): self {
		if ( null === self::$instance ) {
			self::$instance = new self();
		}
		return self::$instance;
	}

	public function open(): void {
		$this->session  = new WC_Session_Handler();
		$this->customer = new WC_Customer();
		$this->cart     = new WC_Cart();
		add_action( 'wp_loaded', array( $this->cart, 'load' ) );
		add_action( 'shutdown', array( $this->session, 'save_data' ), 20 );
		add_action( 'wp_logout', array( $this->session, 'destroy_session' ) );
	}
}

function WC(): WooCommerce { // phpcs:ignore -- WooCommerce's own name.
	return WooCommerce::instance();
}

function wc_get_price_decimals(): int {
	return (int) get_option( 'woocommerce_price_num_decimals', 2 );
}

function get_woocommerce_currency(): string {
	return (string) apply_filters( 'woocommerce_currency', get_option( 'woocommerce_currency', 'EUR' ) );
}

function wc_get_price_including_tax( WC_Product $product ): float {
	return (float) apply_filters( 'woocommerce_get_price_including_tax', (float) $product->get_price(), 1, $product );
}

function wc_get_product( int $id ): ?WC_Product {
	return 'product' === get_post_type( $id ) ? new WC_Product_Simple( $id ) : null;
}

function wc_get_order( $id ) {
	return get_option( "double_order_$id" );
}

function is_checkout(): bool {
	return is_page( 'checkout-classic' );
}

add_action(
	'plugins_loaded',
	static function (): void {
		do_action( 'before_woocommerce_init' );
	}
);
add_action(
	'init',
	static function (): void {
		register_post_type( 'product', array( 'public' => true ) );
		add_role( 'customer', 'Customer', array( 'read' => true ) );
		$is_rest_of_others = false !== strpos( $_SERVER['REQUEST_URI'] ?? '', '/wp-json/' ) && false === strpos( $_SERVER['REQUEST_URI'], '/wc/store/' );
		if ( ( ! is_admin() || wp_doing_ajax() ) && ! wp_doing_cron() && ! $is_rest_of_others ) {
			WC()->open();
			Classic_Shop::open();
			Store_Api::open();
		}
	},
	0
);
