<?php
/**
 * What the owner of the site entered.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Reads and checks the three values a connection needs. The tenant id is public; the token alone proves who the site is.
 */
final class Settings {
	public const GROUP      = 'tinyeclipse_settings';
	public const SERVER     = 'tinyeclipse_server';
	public const TENANT_ID  = 'tinyeclipse_tenant_id';
	public const SITE_TOKEN = 'tinyeclipse_site_token';

	private const DEFAULT_SERVER = 'https://api.tinyeclipse.digitalfarmers.be';
	private const UUID_PATTERN   = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i';
	private const TOKEN_PATTERN  = '/^te_site_[0-9A-Za-z]{49}$/';

	/** Address of the server, without a trailing slash. */
	public static function server(): string {
		$saved = self::is_server_fixed() ? '' : trim( (string) get_option( self::SERVER, '' ) );
		return untrailingslashit( '' === $saved ? (string) TINYECLIPSE_API_BASE : $saved );
	}

	/** Whether wp-config.php names the server. */
	public static function is_server_fixed(): bool {
		return self::DEFAULT_SERVER !== TINYECLIPSE_API_BASE;
	}

	public static function tenant_id(): string {
		return trim( (string) get_option( self::TENANT_ID, '' ) );
	}

	public static function site_token(): string {
		return trim( (string) get_option( self::SITE_TOKEN, '' ) );
	}

	/** The end of the token, which tells two tokens apart and gives neither away. */
	public static function site_token_hint(): string {
		return substr( self::site_token(), -4 );
	}

	public static function is_tenant_id( string $value ): bool {
		return 1 === preg_match( self::UUID_PATTERN, $value );
	}

	public static function is_site_token( string $value ): bool {
		return 1 === preg_match( self::TOKEN_PATTERN, $value );
	}

	/** Whether there is anybody to report to. */
	public static function is_complete(): bool {
		return self::is_tenant_id( self::tenant_id() ) && '' !== self::site_token();
	}

	/** Whether reports may leave: not from a copy of a site, which would pass for the original. */
	public static function can_send(): bool {
		return self::is_complete() && ! Home::is_copy();
	}

	/**
	 * @param mixed $value What was posted.
	 */
	public static function sanitize_server( $value ): string {
		$value = untrailingslashit( esc_url_raw( trim( (string) $value ), array( 'https', 'http' ) ) );
		if ( '' === $value || self::DEFAULT_SERVER === $value ) {
			return '';
		}

		$is_secure = 'https' === wp_parse_url( $value, PHP_URL_SCHEME );
		if ( ( $is_secure || Local_Server::is_allowed() ) && '' !== (string) wp_parse_url( $value, PHP_URL_HOST ) ) {
			return $value;
		}

		add_settings_error( self::SERVER, 'server', __( 'The server address must begin with https://. The address was not changed.', 'tinyeclipse' ) );
		return (string) get_option( self::SERVER, '' );
	}

	/**
	 * @param mixed $value What was posted.
	 */
	public static function sanitize_tenant_id( $value ): string {
		$value = strtolower( trim( (string) $value ) );
		if ( '' === $value || self::is_tenant_id( $value ) ) {
			return $value;
		}

		add_settings_error( self::TENANT_ID, 'tenant_id', __( 'That is not a tenant id: it has 36 characters, like 123e4567-e89b-42d3-a456-426614174000. It was not changed.', 'tinyeclipse' ) );
		return (string) get_option( self::TENANT_ID, '' );
	}

	/**
	 * The page never shows the token, so an empty field means: keep it.
	 *
	 * @param mixed $value What was posted.
	 */
	public static function sanitize_site_token( $value ): string {
		$value = trim( (string) $value );
		if ( '' === $value ) {
			return self::wants_token_removed() ? '' : self::site_token();
		}
		if ( self::is_site_token( $value ) ) {
			// Here too, since entering the same token again changes no option.
			Home::remember();
			return $value;
		}

		add_settings_error( self::SITE_TOKEN, 'site_token', __( 'That is not a site token: it begins with te_site_. The token was not changed.', 'tinyeclipse' ) );
		return self::site_token();
	}

	private static function wants_token_removed(): bool {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- options.php checked the nonce before it called this.
		return isset( $_POST['tinyeclipse_remove_token'] );
	}
}
