<?php
/**
 * Plugin Name:       TinyEclipse Connector
 * Description:       Connects this site to TinyEclipse: reports what happens here, reliably and without slowing the site down.
 * Version:           5.0.0
 * Requires at least: 6.0
 * Requires PHP:      7.4
 * Author:            Digital Farmers
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       tinyeclipse
 * Domain Path:       /languages
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

define( 'TINYECLIPSE_VERSION', '5.0.0' );
define( 'TINYECLIPSE_PLUGIN_DIR', plugin_dir_path( __FILE__ ) );
define( 'TINYECLIPSE_PLUGIN_URL', plugin_dir_url( __FILE__ ) );
// A site may name another server in wp-config.php, which then wins from the settings page.
defined( 'TINYECLIPSE_API_BASE' ) || define( 'TINYECLIPSE_API_BASE', 'https://api.tinyeclipse.digitalfarmers.be' );

require_once __DIR__ . '/src/class-settings.php';
require_once __DIR__ . '/src/class-home.php';
require_once __DIR__ . '/src/class-environment.php';
require_once __DIR__ . '/src/class-local-server.php';
require_once __DIR__ . '/src/class-clock.php';
require_once __DIR__ . '/src/class-api-response.php';
require_once __DIR__ . '/src/class-api-client.php';
require_once __DIR__ . '/src/class-retry-policy.php';
require_once __DIR__ . '/src/class-delivery-state.php';
require_once __DIR__ . '/src/class-entitlements.php';
require_once __DIR__ . '/src/class-own-tables.php';
require_once __DIR__ . '/src/class-outbox-table.php';
require_once __DIR__ . '/src/class-outbox.php';
require_once __DIR__ . '/src/class-outbox-person.php';
require_once __DIR__ . '/src/class-delivery.php';
require_once __DIR__ . '/src/class-loopback.php';
require_once __DIR__ . '/src/class-dispatcher.php';
require_once __DIR__ . '/src/class-structured-fields.php';
require_once __DIR__ . '/src/class-request-signature.php';
require_once __DIR__ . '/src/class-nonces.php';
require_once __DIR__ . '/src/class-site-address.php';
require_once __DIR__ . '/src/class-site-facts.php';
require_once __DIR__ . '/src/class-installation.php';
require_once __DIR__ . '/src/class-server-keys.php';
require_once __DIR__ . '/src/class-signed-request.php';
require_once __DIR__ . '/src/class-endpoints.php';
require_once __DIR__ . '/src/class-quarantine.php';
require_once __DIR__ . '/src/class-heartbeat.php';
require_once __DIR__ . '/src/class-pairing.php';
require_once __DIR__ . '/src/class-schedule.php';
require_once __DIR__ . '/src/class-journey.php';
require_once __DIR__ . '/src/class-lifecycle.php';
require_once __DIR__ . '/src/class-translations.php';
require_once __DIR__ . '/src/class-settings-page.php';
require_once __DIR__ . '/src/class-settings-actions.php';
require_once __DIR__ . '/src/class-personal-data.php';
require_once __DIR__ . '/src/class-personal-data-format.php';
require_once __DIR__ . '/src/class-privacy-policy.php';
require_once __DIR__ . '/src/functions.php';

// Every hook of the plugin is registered here, so this file says all that it does to a site.

register_activation_hook( __FILE__, array( Lifecycle::class, 'upgrade' ) );
register_deactivation_hook( __FILE__, array( Schedule::class, 'clear' ) );
// An update in place runs no activation hook: the version is looked at on each request instead, in an option that is loaded anyway.
add_action( 'plugins_loaded', array( Lifecycle::class, 'upgrade_when_needed' ), 5 );
add_action( 'admin_init', array( Schedule::class, 'ensure_heartbeat' ) );
add_filter( 'wpmu_drop_tables', array( Lifecycle::class, 'add_to_dropped_tables' ), 10, 2 );

// Sending: after the response of a request that has something to tell, and by WP-Cron.
add_action( 'shutdown', array( Dispatcher::class, 'after_response' ), PHP_INT_MAX );
add_action( 'wp_ajax_' . Loopback::ACTION, array( Loopback::class, 'receive' ) );
add_action( 'wp_ajax_nopriv_' . Loopback::ACTION, array( Loopback::class, 'receive' ) );
// phpcs:ignore WordPress.WP.CronInterval.CronSchedulesInterval
add_filter( 'cron_schedules', array( Schedule::class, 'add_intervals' ) );
add_action( Schedule::HEARTBEAT, array( Heartbeat::class, 'beat_and_deliver' ) );
add_action( Schedule::DELIVER, array( Delivery::class, 'run_in_background' ) );

// Answering the server's own, signed requests.
add_action( 'rest_api_init', array( Endpoints::class, 'register' ) );

// WordPress's tools for who asks what is known of them, or to be forgotten; and what the shop's privacy policy may say.
add_filter( 'wp_privacy_personal_data_exporters', array( Personal_Data::class, 'register_exporter' ) );
add_filter( 'wp_privacy_personal_data_erasers', array( Personal_Data::class, 'register_eraser' ) );
add_action( 'admin_init', array( Privacy_Policy::class, 'suggest' ) );

// A server on the developer's own machine.
add_filter( 'http_request_host_is_external', array( Local_Server::class, 'allow_host' ), 10, 3 );
add_filter( 'http_allowed_safe_ports', array( Local_Server::class, 'allow_port' ), 10, 3 );

// The settings page. A changed connection is worth a new try at once.
add_action( 'init', array( Translations::class, 'load' ) );
add_filter( 'load_textdomain_mofile', array( Translations::class, 'use_dutch' ), 10, 2 );
add_action( 'admin_menu', array( Settings_Page::class, 'add_menu' ) );
add_action( 'admin_init', array( Settings_Page::class, 'register_settings' ) );
add_action( 'admin_post_' . Settings_Actions::PAIR, array( Settings_Actions::class, 'pair' ) );
add_action( 'admin_post_' . Settings_Actions::UNPAIR, array( Settings_Actions::class, 'unpair' ) );
add_action( 'admin_post_' . Settings_Actions::TEST, array( Settings_Actions::class, 'test_connection' ) );
add_action( 'admin_post_' . Settings_Actions::RETRY, array( Settings_Actions::class, 'retry' ) );
add_action( 'admin_notices', array( Home::class, 'show_notice' ) );
add_action( 'add_option_' . Settings::SITE_TOKEN, array( Home::class, 'remember' ), 5, 0 );
add_action( 'update_option_' . Settings::SITE_TOKEN, array( Home::class, 'remember' ), 5, 0 );
add_action( 'update_option_' . Settings::TENANT_ID, array( Delivery::class, 'change_tenant' ), 5, 2 );
add_action( 'delete_option_' . Settings::TENANT_ID, array( Outbox::class, 'clear' ), 10, 0 );
add_action( 'delete_option_' . Settings::TENANT_ID, array( Entitlements::class, 'forget' ), 10, 0 );
add_action( 'update_option_' . Settings::SERVER, array( Delivery::class, 'start_afresh' ), 10, 0 );
add_action( 'update_option_' . Settings::TENANT_ID, array( Delivery::class, 'start_afresh' ), 10, 0 );
add_action( 'update_option_' . Settings::SITE_TOKEN, array( Delivery::class, 'start_afresh' ), 10, 0 );
