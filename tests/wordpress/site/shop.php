<?php
// What the shop sells. Written against WooCommerce's own functions, so that it fills the real one and its double alike.

update_option( 'woocommerce_currency', 'EUR' );
update_option( 'woocommerce_price_num_decimals', '2' );
update_option( 'woocommerce_default_country', 'BE' );
update_option( 'woocommerce_coming_soon', 'no' );
update_option( 'woocommerce_enable_guest_checkout', 'yes' );
update_option( 'woocommerce_enable_myaccount_registration', 'yes' );
update_option( 'woocommerce_registration_generate_password', 'no' );
update_option( 'woocommerce_registration_generate_username', 'yes' );
update_option( 'woocommerce_enable_checkout_login_reminder', 'no' );
update_option( 'woocommerce_task_list_hidden', 'yes' );
update_option( 'woocommerce_cod_settings', array( 'enabled' => 'yes', 'title' => 'Rembours' ) );
update_option( 'woocommerce_bacs_settings', array( 'enabled' => 'yes', 'title' => 'Overschrijving' ) );

$products = array();
foreach ( array( 'pralines' => array( 'Pralines «Gent» 250 g', '22.50' ), 'truffels' => array( 'Truffels & co', '12.00' ) ) as $key => list( $name, $price ) ) {
	$product = new WC_Product_Simple();
	$product->set_name( $name );
	$product->set_regular_price( $price );
	$product->set_virtual( true );
	$products[ $key ] = $product->save();
}

$coupon = new WC_Coupon();
$coupon->set_code( 'ten' );
$coupon->set_discount_type( 'percent' );
$coupon->set_amount( 10 );
$coupon->save();

foreach ( array( 'checkout' => 'woocommerce_checkout', 'cart' => 'woocommerce_cart', 'my-account' => 'woocommerce_my_account' ) as $slug => $shortcode ) {
	$page = wp_insert_post(
		array(
			'post_type'    => 'page',
			'post_status'  => 'publish',
			'post_title'   => $slug,
			'post_name'    => $slug . '-classic',
			'post_content' => "[$shortcode]",
		)
	);
	update_option( 'woocommerce_' . str_replace( '-', '', $slug ) . '_page_id', $page );
}

wp_insert_user(
	array(
		'user_login' => 'klant',
		'user_pass'  => 'klant-password',
		'user_email' => 'Klant@Example.com',
		'first_name' => 'Marie',
		'last_name'  => 'Peeters',
		'role'       => 'customer',
	)
);

if ( '' !== (string) getenv( 'WOOCOMMERCE_HPOS' ) ) {
	update_option( 'woocommerce_custom_orders_table_enabled', getenv( 'WOOCOMMERCE_HPOS' ) );
}
flush_rewrite_rules();
file_put_contents( getenv( 'TINYECLIPSE_TEST_DIR' ) . '/products.json', json_encode( $products ) );
