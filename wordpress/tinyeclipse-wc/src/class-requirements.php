<?php
/**
 * What the plugin cannot do without.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * Looks for the connector and WooCommerce: at activation, and on every request, since either may be switched off later.
 */
final class Requirements {
	/**
	 * What is missing, in words. Empty when the plugin can work.
	 *
	 * @return string[]
	 */
	public static function missing(): array {
		$missing = array();
		if ( ! function_exists( 'tinyeclipse_queue_report' ) ) {
			$missing[] = defined( 'TINYECLIPSE_VERSION' )
				? __( 'TinyEclipse WC requires version 5 of the TinyEclipse Connector plugin.', 'tinyeclipse-wc' )
				: __( 'TinyEclipse WC requires the TinyEclipse Connector plugin.', 'tinyeclipse-wc' );
		}
		if ( ! class_exists( 'WooCommerce' ) ) {
			$missing[] = __( 'TinyEclipse WC requires WooCommerce.', 'tinyeclipse-wc' );
		}
		return $missing;
	}

	public static function check_on_activation(): void {
		// WordPress loads the plugin that is being activated after init, so the texts are not there yet.
		Translations::load();
		$missing = self::missing();
		if ( array() === $missing ) {
			return;
		}
		deactivate_plugins( plugin_basename( TINYECLIPSE_WC_FILE ) );
		wp_die( esc_html( $missing[0] ), '', array( 'back_link' => true ) );
	}

	public static function show_notice(): void {
		if ( current_user_can( 'activate_plugins' ) ) {
			printf( '<div class="notice notice-error"><p>%s</p></div>', esc_html( implode( ' ', self::missing() ) ) );
		}
	}

	/** Orders are read through WooCommerce's own objects alone, and carts through its session, so both new ways are fine. */
	public static function declare_compatibility(): void {
		if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', TINYECLIPSE_WC_FILE, true );
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', TINYECLIPSE_WC_FILE, true );
		}
	}
}
