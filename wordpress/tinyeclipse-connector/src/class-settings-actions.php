<?php
/**
 * The two buttons of the settings page.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Tests the connection and retries what was given up, for administrators only.
 */
final class Settings_Actions {
	public const TEST  = 'tinyeclipse_test_connection';
	public const RETRY = 'tinyeclipse_retry_outbox';

	public static function test_connection(): void {
		self::require_administrator( self::TEST );
		$result = Heartbeat::beat();
		if ( Heartbeat::CONNECTED === $result['state'] ) {
			Delivery::start_afresh();
			Dispatcher::expect_work();
		}
		self::back();
	}

	public static function retry(): void {
		self::require_administrator( self::RETRY );
		Delivery::start_afresh( true );
		Dispatcher::expect_work();
		self::back();
	}

	private static function require_administrator( string $action ): void {
		check_admin_referer( $action );
		if ( ! current_user_can( 'manage_options' ) ) {
			wp_die( esc_html__( 'You may not do this.', 'tinyeclipse' ), '', array( 'response' => 403 ) );
		}
	}

	private static function back(): void {
		wp_safe_redirect( Settings_Page::url() );
		exit;
	}
}
