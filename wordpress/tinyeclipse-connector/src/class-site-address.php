<?php
/**
 * Where the site answers the server.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * The address of the endpoints as the server is told, and what of an incoming request a signature covers. The host is the site's own, never what the
 * request's Host header says: a request that was signed for another site must not pass by naming that site.
 */
final class Site_Address {
	/** Ends so that the name of an endpoint can follow. */
	public static function rest_root(): string {
		global $wp_rewrite;

		$route = '/' . Endpoints::ROUTE_NAMESPACE . '/';
		if ( ! get_option( 'permalink_structure' ) ) {
			return self::home() . '/index.php?rest_route=' . $route;
		}
		$index = $wp_rewrite instanceof \WP_Rewrite && $wp_rewrite->using_index_permalinks() ? '/' . $wp_rewrite->index : '';
		return self::home() . $index . '/' . rest_get_url_prefix() . $route;
	}

	/** Host, and the port where it is not the scheme's own. */
	public static function authority(): string {
		$port     = wp_parse_url( self::home(), PHP_URL_PORT );
		$standard = 'https' === wp_parse_url( self::home(), PHP_URL_SCHEME ) ? 443 : 80;
		return strtolower( (string) wp_parse_url( self::home(), PHP_URL_HOST ) ) . ( null === $port || $standard === $port ? '' : ':' . $port );
	}

	/** The path that was asked for, byte for byte. A proxy may have cut off the folder that the site lies in. */
	public static function path( string $request_uri ): string {
		$path   = self::split( $request_uri )[0];
		$folder = (string) wp_parse_url( self::home(), PHP_URL_PATH );
		return '' === $folder || 0 === strpos( $path . '/', $folder . '/' ) ? $path : $folder . $path;
	}

	/** The query that was asked for, with its question mark; empty when there is none. */
	public static function query( string $request_uri ): string {
		return self::split( $request_uri )[1];
	}

	/** The saved address and not home_url(), which translation plugins change from page to page. */
	public static function home(): string {
		return untrailingslashit( (string) get_option( 'home', '' ) );
	}

	/**
	 * @return string[]
	 */
	private static function split( string $request_uri ): array {
		// A proxy may ask with scheme and host.
		$request_uri = (string) preg_replace( '#^https?://[^/?]*#i', '', $request_uri );
		$mark        = strpos( $request_uri, '?' );
		return false === $mark ? array( $request_uri, '' ) : array( substr( $request_uri, 0, $mark ), substr( $request_uri, $mark ) );
	}
}
