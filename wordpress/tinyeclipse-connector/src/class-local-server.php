<?php
/**
 * A server on the developer's own machine.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * WordPress refuses requests to private addresses and unusual ports, and so do we, except to the configured server during development.
 */
final class Local_Server {
	public static function is_allowed(): bool {
		/**
		 * Whether the server may have a private address, an unusual port or plain http. Never true on a production site by itself.
		 *
		 * @param bool $allowed True where WordPress says that this is a development machine.
		 */
		return (bool) apply_filters( 'tinyeclipse_allow_local_server', in_array( wp_get_environment_type(), array( 'local', 'development' ), true ) );
	}

	/**
	 * @param bool   $external Whether others said yes already.
	 * @param string $host     Host of the request.
	 * @param string $url      The request.
	 */
	public static function allow_host( $external, $host = '', $url = '' ): bool {
		return $external || ( self::is_to_our_server( (string) $url ) && self::is_allowed() );
	}

	/**
	 * @param int[]  $ports Ports that are fine.
	 * @param string $host  Host of the request.
	 * @param string $url   The request.
	 * @return int[]
	 */
	public static function allow_port( $ports, $host = '', $url = '' ) {
		$port = wp_parse_url( Settings::server(), PHP_URL_PORT );
		if ( is_array( $ports ) && is_int( $port ) && self::is_to_our_server( (string) $url ) && self::is_allowed() ) {
			$ports[] = $port;
		}
		return $ports;
	}

	private static function is_to_our_server( string $url ): bool {
		return 0 === strpos( $url, Settings::server() . '/' );
	}
}
