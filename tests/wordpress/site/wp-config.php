<?php
// The configuration of the sites under test. Which of the two it is, and where its database listens, comes from the environment.

$tinyeclipse_test_dir  = getenv( 'TINYECLIPSE_TEST_DIR' );
$tinyeclipse_test_port = getenv( 'TINYECLIPSE_TEST_PORT' );

define( 'DB_NAME', 'wordpress_' . getenv( 'TINYECLIPSE_TEST_SITE' ) );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', "localhost:$tinyeclipse_test_dir/mariadb.sock" );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );

define( 'WP_HOME', "http://127.0.0.1:$tinyeclipse_test_port" );
define( 'WP_SITEURL', WP_HOME );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_ACCESSIBLE_HOSTS', '127.0.0.1' );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', $tinyeclipse_test_dir . '/log/php.log' );
define( 'SAVEQUERIES', true );

foreach ( array( 'AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT' ) as $tinyeclipse_key ) {
	define( $tinyeclipse_key, hash( 'sha256', $tinyeclipse_key . $tinyeclipse_test_dir ) );
}

if ( 'network' === getenv( 'TINYECLIPSE_TEST_SITE' ) && ! defined( 'TINYECLIPSE_TEST_INSTALLING' ) ) {
	define( 'MULTISITE', true );
	define( 'SUBDOMAIN_INSTALL', false );
	define( 'DOMAIN_CURRENT_SITE', "127.0.0.1:$tinyeclipse_test_port" );
	define( 'PATH_CURRENT_SITE', '/' );
	define( 'SITE_ID_CURRENT_SITE', 1 );
	define( 'BLOG_ID_CURRENT_SITE', 1 );
}

$table_prefix = 'wp_';

defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
