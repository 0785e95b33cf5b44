<?php
/**
 * Staging or production.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Tells a copy for trying things out from the site that customers see.
 */
final class Environment {
	private const STAGING_TYPES    = array( 'staging', 'development', 'local' );
	private const STAGING_PREFIXES = array( 'staging.', 'dev.', 'test.' );
	private const STAGING_PARTS    = array( '.local', 'localhost' );

	public static function is_staging(): bool {
		return self::looks_like_staging( wp_get_environment_type(), (string) wp_parse_url( home_url(), PHP_URL_HOST ) );
	}

	public static function name(): string {
		return self::is_staging() ? 'staging' : 'production';
	}

	/** The rules of connector 4, to the letter: sites rely on them. */
	public static function looks_like_staging( string $type, string $host ): bool {
		if ( in_array( $type, self::STAGING_TYPES, true ) ) {
			return true;
		}

		$host = strtolower( $host );
		foreach ( self::STAGING_PREFIXES as $prefix ) {
			if ( 0 === strpos( $host, $prefix ) ) {
				return true;
			}
		}
		foreach ( self::STAGING_PARTS as $part ) {
			if ( false !== strpos( $host, $part ) ) {
				return true;
			}
		}
		return false;
	}
}
