<?php
// Loads the site under test into a PHP process of the command line.

declare( strict_types=1 );

$_SERVER['HTTP_HOST']       = '127.0.0.1:' . getenv( 'TINYECLIPSE_TEST_PORT' );
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';
$_SERVER['SERVER_NAME']     = '127.0.0.1';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

// WordPress expects to be loaded from the global scope.
global $wpdb, $wp, $wp_query, $wp_rewrite, $wp_the_query, $wp_version, $table_prefix, $current_site, $current_blog, $blog_id;
require getenv( 'TINYECLIPSE_TEST_DIR' ) . '/site/wp-load.php';
