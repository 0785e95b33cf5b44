<?php
/**
 * Plugin Name:          TinyEclipse WC
 * Description:          Reports what shopping carts hold to TinyEclipse, so that a cart that is left behind is noticed.
 * Version:              1.0.0
 * Requires at least:    6.0
 * Requires PHP:         7.4
 * Requires Plugins:     tinyeclipse-connector, woocommerce
 * WC requires at least: 7.0
 * WC tested up to:      10.2
 * Author:               Digital Farmers
 * License:              GPL-2.0-or-later
 * License URI:          https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:          tinyeclipse-wc
 * Domain Path:          /languages
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

define( 'TINYECLIPSE_WC_VERSION', '1.0.0' );
define( 'TINYECLIPSE_WC_FILE', __FILE__ );

require_once __DIR__ . '/src/class-translations.php';
require_once __DIR__ . '/src/class-requirements.php';
require_once __DIR__ . '/src/class-money.php';
require_once __DIR__ . '/src/class-cart-memory.php';
require_once __DIR__ . '/src/class-cart-snapshot.php';
require_once __DIR__ . '/src/class-cart-owner.php';
require_once __DIR__ . '/src/class-personal-data.php';
require_once __DIR__ . '/src/class-shopper.php';
require_once __DIR__ . '/src/class-closed-cart.php';
require_once __DIR__ . '/src/class-cart-report.php';
require_once __DIR__ . '/src/class-cart-watcher.php';
require_once __DIR__ . '/src/class-checkout-script.php';

// Every hook of the plugin is registered here, so this file says all that it does to a site.

register_activation_hook( __FILE__, array( Requirements::class, 'check_on_activation' ) );
add_action( 'init', array( Translations::class, 'load' ) );
add_filter( 'load_textdomain_mofile', array( Translations::class, 'use_dutch' ), 10, 2 );
// Whatever else is missing or switched off: what is kept is exported and erased.
add_filter( 'wp_privacy_personal_data_exporters', array( Personal_Data::class, 'register_exporter' ) );
add_filter( 'wp_privacy_personal_data_erasers', array( Personal_Data::class, 'register_eraser' ) );
add_action( 'before_woocommerce_init', array( Requirements::class, 'declare_compatibility' ) );

add_action(
	'plugins_loaded',
	static function (): void {
		if ( array() !== Requirements::missing() ) {
			add_action( 'admin_notices', array( Requirements::class, 'show_notice' ) );
			return;
		}
		// What the plan lacks is not collected: nothing is watched, and nothing is added to a page. An older connector cannot say; the server then refuses.
		if ( function_exists( 'tinyeclipse_has_feature' ) && ! tinyeclipse_has_feature( 'shop' ) ) {
			return;
		}

		$watcher = new Cart_Watcher();

		// The cart changed, or may have: looked at once, when the request is over. Totals are right only after WooCommerce's own priority 20.
		add_action( 'woocommerce_cart_updated', array( $watcher, 'touch' ), 99, 0 );
		add_action( 'woocommerce_add_to_cart', array( $watcher, 'touch' ), 99, 0 );
		add_action( 'woocommerce_after_cart_item_quantity_update', array( $watcher, 'touch' ), 99, 0 );
		add_action( 'woocommerce_applied_coupon', array( $watcher, 'touch' ), 99, 0 );
		add_action( 'woocommerce_removed_coupon', array( $watcher, 'touch' ), 99, 0 );
		add_action( 'woocommerce_cart_item_removed', array( $watcher, 'note_removal' ), 99, 0 );
		add_action( 'woocommerce_cart_emptied', array( $watcher, 'note_removal' ), 99, 0 );

		// The shopper became known.
		add_action( 'wp_login', array( $watcher, 'note_login' ), 10, 2 );
		add_action( 'user_register', array( $watcher, 'note_registration' ), 10, 1 );
		add_action( 'woocommerce_created_customer', array( $watcher, 'note_registration' ), 10, 1 );
		add_action( 'woocommerce_checkout_update_order_review', array( $watcher, 'note_classic_form' ), 10, 1 );
		add_action( 'woocommerce_store_api_cart_update_customer_from_request', array( $watcher, 'note_block_form' ), 10, 0 );
		add_action( 'wp_enqueue_scripts', array( Checkout_Script::class, 'add' ), 20 );

		// The cart was bought: classic and block checkout.
		add_action( 'woocommerce_checkout_order_processed', array( $watcher, 'note_classic_order' ), 99, 3 );
		add_action( 'woocommerce_store_api_checkout_order_processed', array( $watcher, 'note_block_order' ), 99, 1 );

		// Nothing was bought after all: a declined payment, an order that was never paid. Also where nobody shops, in cron and in the admin.
		add_action( 'woocommerce_order_status_failed', array( $watcher, 'note_lost_order' ), 99, 1 );
		add_action( 'woocommerce_order_status_cancelled', array( $watcher, 'note_lost_order' ), 99, 1 );
		add_action( 'woocommerce_order_status_on-hold', array( $watcher, 'note_kept_order' ), 99, 1 );
		add_action( 'woocommerce_order_status_processing', array( $watcher, 'note_kept_order' ), 99, 1 );
		add_action( 'woocommerce_order_status_completed', array( $watcher, 'note_kept_order' ), 99, 1 );

		// Before WooCommerce saves its session at 20, since what was reported is remembered in it.
		add_action( 'shutdown', array( $watcher, 'report_changes' ), 10, 0 );
	},
	20
);
