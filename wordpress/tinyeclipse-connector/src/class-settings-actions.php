<?php
/**
 * The buttons of the settings page.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Connects and disconnects the site, tests the connection and retries what was given up, for administrators only.
 */
final class Settings_Actions {
	public const TEST   = 'tinyeclipse_test_connection';
	public const RETRY  = 'tinyeclipse_retry_outbox';
	public const PAIR   = 'tinyeclipse_pair';
	public const UNPAIR = 'tinyeclipse_unpair';
	/** Field of the nonce, where a page holds several forms. */
	public const NONCE  = 'tinyeclipse_nonce';

	public static function pair(): void {
		self::require_administrator( self::PAIR, self::NONCE );
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- Checked above.
		$code   = isset( $_POST['tinyeclipse_code'] ) && is_string( $_POST['tinyeclipse_code'] ) ? sanitize_text_field( wp_unslash( $_POST['tinyeclipse_code'] ) ) : '';
		$result = Pairing::pair( $code );
		if ( Pairing::PAIRED === $result ) {
			Heartbeat::beat();
			Delivery::start_afresh();
			Dispatcher::expect_work();
		}
		self::back( $result );
	}

	public static function unpair(): void {
		self::require_administrator( self::UNPAIR, self::NONCE );
		Pairing::unpair();
		self::back( Pairing::UNPAIRED );
	}

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

	private static function require_administrator( string $action, string $field = '_wpnonce' ): void {
		check_admin_referer( $action, $field );
		if ( ! current_user_can( 'manage_options' ) ) {
			wp_die( esc_html__( 'You may not do this.', 'tinyeclipse' ), '', array( 'response' => 403 ) );
		}
	}

	private static function back( string $result = '' ): void {
		wp_safe_redirect( '' === $result ? Settings_Page::url() : add_query_arg( Settings_Page::RESULT, $result, Settings_Page::url() ) );
		exit;
	}
}
