<?php
/**
 * Time as the server wants it.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Microseconds since 1970, and their RFC 3339 form. Whole numbers: a float would lose microseconds.
 */
final class Clock {
	public static function microseconds(): int {
		list( $fraction, $seconds ) = explode( ' ', microtime() );
		return (int) $seconds * 1000000 + (int) substr( $fraction, 2, 6 );
	}

	public static function rfc3339( int $microseconds ): string {
		return gmdate( 'Y-m-d\TH:i:s', intdiv( $microseconds, 1000000 ) ) . sprintf( '.%06dZ', $microseconds % 1000000 );
	}
}
