<?php
// Installs the site under test. Plugins are activated one by one, each in a process of its own, as an administrator would.

$step = $argv[1] ?? '';
$site = getenv( 'TINYECLIPSE_TEST_SITE' );
$dir  = getenv( 'TINYECLIPSE_TEST_DIR' );

function run_step( string $step ): void {
	passthru( escapeshellarg( PHP_BINARY ) . ' ' . escapeshellarg( __FILE__ ) . ' ' . escapeshellarg( $step ), $code );
	if ( 0 !== $code ) {
		fwrite( STDERR, "The step $step failed.\n" );
		exit( 1 );
	}
}

function load_wordpress( string $dir ): void {
	$_SERVER['HTTP_HOST']      = '127.0.0.1:' . getenv( 'TINYECLIPSE_TEST_PORT' );
	$_SERVER['REQUEST_METHOD'] = 'GET';
	$_SERVER['REQUEST_URI']    = '/';
	require $dir . '/site/wp-load.php';
}

switch ( $step ) {
	case '':
		$database = new mysqli( 'localhost', 'root', '', '', 0, $dir . '/mariadb.sock' );
		$database->query( "CREATE DATABASE wordpress_$site CHARACTER SET utf8mb4" );
		run_step( 'wordpress' );
		if ( 'network' === $site ) {
			run_step( 'network' );
			run_step( 'second-site' );
		}
		foreach ( array( 'tinyeclipse-connector/tinyeclipse-connector.php', 'woocommerce/woocommerce.php', 'tinyeclipse-wc/tinyeclipse-wc.php' ) as $plugin ) {
			run_step( "activate:$plugin" );
		}
		if ( 'site' === $site ) {
			run_step( 'shop' );
		}
		break;

	case 'wordpress':
		define( 'WP_INSTALLING', true );
		define( 'TINYECLIPSE_TEST_INSTALLING', true );
		load_wordpress( $dir );
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		wp_install( 'Chocotale', 'admin', 'admin@example.com', true, '', 'admin-password' );
		update_option( 'permalink_structure', '/%postname%/' );
		break;

	case 'network':
		define( 'WP_INSTALLING', true );
		define( 'TINYECLIPSE_TEST_INSTALLING', true );
		load_wordpress( $dir );
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		foreach ( $wpdb->tables( 'ms_global' ) as $table => $name ) {
			$wpdb->$table = $name;
		}
		install_network();
		$result = populate_network( 1, $_SERVER['HTTP_HOST'], 'admin@example.com', 'Network', '/', false );
		exit( true === $result || is_wp_error( $result ) && 'no_wildcard_dns' === $result->get_error_code() ? 0 : 1 );

	case 'second-site':
		load_wordpress( $dir );
		exit( is_int( wp_insert_site( array( 'domain' => $_SERVER['HTTP_HOST'], 'path' => '/second/', 'user_id' => 1, 'title' => 'Second' ) ) ) ? 0 : 1 );

	case 'shop':
		load_wordpress( $dir );
		require __DIR__ . '/shop.php';
		break;

	default:
		load_wordpress( $dir );
		require_once ABSPATH . 'wp-admin/includes/plugin.php';
		wp_set_current_user( 1 );
		$result = activate_plugin( substr( $step, strlen( 'activate:' ) ), '', is_multisite() );
		if ( is_wp_error( $result ) ) {
			fwrite( STDERR, $result->get_error_message() . "\n" );
			exit( 1 );
		}
}
