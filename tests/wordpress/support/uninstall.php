<?php
// Uninstalls a plugin in a process of its own, as WordPress does: with no plugin active.

$uninstalled_plugin = $argv[1];
$_SERVER['HTTP_HOST']   = '127.0.0.1:' . getenv( 'TINYECLIPSE_TEST_PORT' );
$_SERVER['REQUEST_URI'] = '/';
foreach ( array( 'pre_option_active_plugins', 'pre_site_option_active_sitewide_plugins' ) as $hook ) {
	$GLOBALS['wp_filter'][ $hook ][10][] = array(
		'function'      => static function (): array {
			return array();
		},
		'accepted_args' => 0,
	);
}
require getenv( 'TINYECLIPSE_TEST_DIR' ) . '/site/wp-load.php';

if ( class_exists( 'TinyEclipse\Connector\Settings', false ) ) {
	fwrite( STDERR, "The plugin is loaded: this is not how WordPress uninstalls.\n" );
	exit( 1 );
}
define( 'WP_UNINSTALL_PLUGIN', "$uninstalled_plugin/$uninstalled_plugin.php" );
require WP_PLUGIN_DIR . "/$uninstalled_plugin/uninstall.php";
