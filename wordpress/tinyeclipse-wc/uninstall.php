<?php
/**
 * Removes what the plugin made: the cart token of each account. What it keeps in WooCommerce's sessions goes with them.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/src/class-cart-owner.php';

global $wpdb;

foreach ( is_multisite() ? get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) : array( 0 ) as $tinyeclipse_site_id ) {
	$tinyeclipse_prefix = $wpdb->get_blog_prefix( $tinyeclipse_site_id > 0 ? (int) $tinyeclipse_site_id : null );
	delete_metadata( 'user', 0, $tinyeclipse_prefix . TinyEclipse\Shop\Cart_Owner::OPTION, '', true );
}
