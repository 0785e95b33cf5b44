<?php
/**
 * A line of script for the classic checkout.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * The classic checkout sends its form while the shopper types, but not when the e-mail address is what was typed, and that field comes last.
 * This makes it one of the fields that count. The same line for everybody, so it may be cached.
 */
final class Checkout_Script {
	public static function add(): void {
		if ( function_exists( 'is_checkout' ) && is_checkout() ) {
			wp_add_inline_script(
				'wc-checkout',
				"jQuery(function($){\$('form.checkout').on('change','#billing_email,#billing_phone',function(){\$(document.body).trigger('update_checkout');});});"
			);
		}
	}
}
