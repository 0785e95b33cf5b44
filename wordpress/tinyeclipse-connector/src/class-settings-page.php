<?php
/**
 * The settings page.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Where the administrator connects the site and sees whether reports arrive.
 */
final class Settings_Page {
	public const SLUG   = 'tinyeclipse';
	public const RESULT = 'tinyeclipse_result';

	public static function add_menu(): void {
		add_menu_page( 'TinyEclipse', 'TinyEclipse', 'manage_options', self::SLUG, array( self::class, 'render' ), 'dashicons-cloud', 30 );
	}

	public static function url(): string {
		return admin_url( 'admin.php?page=' . self::SLUG );
	}

	public static function register_settings(): void {
		$settings = array(
			Settings::SERVER     => array( Settings::class, 'sanitize_server' ),
			Settings::TENANT_ID  => array( Settings::class, 'sanitize_tenant_id' ),
			Settings::SITE_TOKEN => array( Settings::class, 'sanitize_site_token' ),
		);
		foreach ( $settings as $name => $sanitize ) {
			register_setting(
				Settings::GROUP,
				$name,
				array(
					'type'              => 'string',
					'sanitize_callback' => $sanitize,
					'show_in_rest'      => false,
				)
			);
		}
	}

	public static function render(): void {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		$connection = Heartbeat::last();
		$outbox     = Outbox::summary();
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- Chooses one of our own sentences.
		$result = isset( $_GET[ self::RESULT ] ) && is_string( $_GET[ self::RESULT ] ) ? sanitize_key( $_GET[ self::RESULT ] ) : '';
		require TINYECLIPSE_PLUGIN_DIR . 'views/settings-page.php';
	}

	/**
	 * What the last heartbeat says, in a sentence.
	 *
	 * @param array<string, mixed> $connection Heartbeat::last().
	 */
	public static function connection_text( array $connection ): string {
		if ( ! Settings::is_complete() ) {
			return __( 'Not connected: enter a code, or the tenant id and the site token.', 'tinyeclipse' );
		}

		if ( Home::is_copy() ) {
			return Home::copy_text();
		}

		$texts = array(
			Heartbeat::CONNECTED    => __( 'Connected.', 'tinyeclipse' ),
			Heartbeat::UNREACHABLE  => __( 'The server cannot be reached. Reports are kept and sent later.', 'tinyeclipse' ),
			Heartbeat::REFUSED      => __( 'The server refuses the site token. Enter a new one.', 'tinyeclipse' ),
			Heartbeat::OTHER_TENANT => __( 'The site token belongs to another tenant.', 'tinyeclipse' ),
			Heartbeat::QUARANTINED  => __( 'Another installation uses the token of this site. Reports are kept until Digital Farmers says which of the two is the site.', 'tinyeclipse' ),
			Heartbeat::FAILED       => __( 'The server answered with an error. Reports are kept and sent later.', 'tinyeclipse' ),
		);
		return isset( $texts[ $connection['state'] ] ) ? $texts[ $connection['state'] ] : __( 'Not tested yet.', 'tinyeclipse' );
	}

	/** A moment as a person says it, for example "2 minutes ago". */
	public static function ago( int $time ): string {
		/* translators: %s: a span of time, for example "2 minutes". */
		return sprintf( __( '%s ago', 'tinyeclipse' ), human_time_diff( $time ) );
	}
}
