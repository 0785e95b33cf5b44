<?php
/**
 * Removes what the plugin made.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/src/class-settings.php';
require_once __DIR__ . '/src/class-home.php';
require_once __DIR__ . '/src/class-delivery-state.php';
require_once __DIR__ . '/src/class-entitlements.php';
require_once __DIR__ . '/src/class-outbox-table.php';
require_once __DIR__ . '/src/class-nonces.php';
require_once __DIR__ . '/src/class-server-keys.php';
require_once __DIR__ . '/src/class-signed-request.php';
require_once __DIR__ . '/src/class-installation.php';
require_once __DIR__ . '/src/class-heartbeat.php';
require_once __DIR__ . '/src/class-schedule.php';
require_once __DIR__ . '/src/class-lifecycle.php';

TinyEclipse\Connector\Lifecycle::uninstall();
