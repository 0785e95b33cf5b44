<?php
// The hooks of carts, checkouts and accounts in the order in which WooCommerce 10.2.4 on WordPress 7.1 fired them, measured with orders in posts and in
// their own tables alike. The double must fire them so, and a real WooCommerce that is given to the tests is held against them.

return array(
	'C1 a page, empty cart' => array( 'woocommerce_cart_updated', 'woocommerce_cart_updated' ),
	'C2 wc-ajax=add_to_cart' => array( 'woocommerce_cart_updated', 'woocommerce_add_to_cart', 'woocommerce_cart_updated' ),
	'C2b add-to-cart by url' => array( 'woocommerce_add_to_cart', 'woocommerce_cart_updated' ),
	'C3 a page, cart not empty' => array( 'woocommerce_cart_updated' ),
	'C4 checkout page' => array( 'woocommerce_cart_updated' ),
	'C5 wc-ajax=apply_coupon' => array( 'woocommerce_applied_coupon', 'woocommerce_cart_updated' ),
	'C6 wc-ajax=update_order_review' => array( 'woocommerce_checkout_update_order_review', 'woocommerce_cart_updated' ),
	'C7 wc-ajax=remove_coupon' => array( 'woocommerce_removed_coupon', 'woocommerce_cart_updated', 'woocommerce_cart_updated' ),
	'C8 wc-ajax=checkout, a field is missing' => array( 'woocommerce_checkout_process', 'woocommerce_cart_updated' ),
	'C9 wc-ajax=checkout, COD' => array( 'woocommerce_checkout_process', 'woocommerce_cart_updated', 'woocommerce_checkout_order_processed', 'woocommerce_cart_emptied' ),
	'C10 order-received page' => array( 'woocommerce_cart_updated', 'woocommerce_cart_emptied', 'woocommerce_thankyou' ),
	'C13 add-to-cart by url, again' => array( 'woocommerce_after_cart_item_quantity_update', 'woocommerce_add_to_cart', 'woocommerce_cart_updated' ),
	'C14 wc-ajax=checkout, BACS' => array( 'woocommerce_checkout_process', 'woocommerce_cart_updated', 'woocommerce_checkout_order_processed', 'woocommerce_cart_emptied' ),
	'S1 GET cart, empty' => array( 'woocommerce_cart_updated', 'woocommerce_cart_updated' ),
	'S2 POST cart/add-item' => array( 'woocommerce_cart_updated', 'woocommerce_add_to_cart', 'woocommerce_cart_updated' ),
	'S3 POST cart/update-item' => array( 'woocommerce_after_cart_item_quantity_update', 'woocommerce_cart_updated' ),
	'S4 POST cart/apply-coupon' => array( 'woocommerce_after_cart_item_quantity_update', 'woocommerce_cart_updated', 'woocommerce_applied_coupon', 'woocommerce_cart_updated' ),
	'S5 POST cart/remove-coupon' => array( 'woocommerce_removed_coupon', 'woocommerce_cart_updated', 'woocommerce_cart_updated' ),
	'S6 POST cart/add-item, a second product' => array( 'woocommerce_add_to_cart', 'woocommerce_cart_updated' ),
	'S6 POST cart/remove-item' => array( 'woocommerce_remove_cart_item', 'woocommerce_cart_item_removed', 'woocommerce_cart_updated' ),
	'S7 POST cart/update-customer' => array( 'woocommerce_store_api_cart_update_customer_from_request', 'woocommerce_cart_updated' ),
	'S8 GET checkout' => array( 'woocommerce_cart_updated' ),
	'S9 POST checkout, COD' => array( 'woocommerce_cart_updated', 'woocommerce_store_api_checkout_update_customer_from_request', 'woocommerce_cart_updated', 'woocommerce_store_api_checkout_order_processed', 'woocommerce_cart_emptied' ),
	'A1 POST wp-login.php' => array( 'woocommerce_cart_updated', 'wp_login' ),
	'N1 POST register' => array( 'woocommerce_cart_updated', 'user_register', 'woocommerce_created_customer' ),
);
