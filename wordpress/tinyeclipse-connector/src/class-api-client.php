<?php
/**
 * Talks to the server.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Posts JSON with the site's token. Never throws: the site outlives the server.
 */
final class Api_Client {
	private const MAX_RESPONSE_BYTES = 1048576; // An answer repeats its report, which may be MAX_BODY_BYTES of the outbox.

	/**
	 * @param string $path    Path at the server, with a leading slash.
	 * @param string $json    Body.
	 * @param float  $timeout Seconds for connection and answer. A name look-up is in it only where cURL can end one.
	 */
	public static function post( string $path, string $json, float $timeout ): Api_Response {
		try {
			return Api_Response::from_http( wp_remote_post( Settings::server() . $path, self::arguments( $json, $timeout ) ) );
		} catch ( \Throwable $failure ) {
			return new Api_Response( 0, $failure->getMessage() );
		}
	}

	/**
	 * Posts without the token, which there is not yet.
	 *
	 * @param string $path    Path at the server, with a leading slash.
	 * @param string $json    Body.
	 * @param float  $timeout Seconds.
	 */
	public static function post_openly( string $path, string $json, float $timeout ): Api_Response {
		try {
			$arguments = self::arguments( $json, $timeout );
			unset( $arguments['headers']['Authorization'] );
			return Api_Response::from_http( wp_remote_post( Settings::server() . $path, $arguments ) );
		} catch ( \Throwable $failure ) {
			return new Api_Response( 0, $failure->getMessage() );
		}
	}

	/**
	 * Asks for something public: no token goes along.
	 *
	 * @param string $path    Path at the server, with a leading slash.
	 * @param float  $timeout Seconds.
	 */
	public static function get( string $path, float $timeout ): Api_Response {
		try {
			$arguments = self::arguments( '', $timeout );
			unset( $arguments['headers']['Authorization'], $arguments['headers']['Content-Type'], $arguments['body'] );
			return Api_Response::from_http( wp_remote_get( Settings::server() . $path, $arguments ) );
		} catch ( \Throwable $failure ) {
			return new Api_Response( 0, $failure->getMessage() );
		}
	}

	/** The path of a tenant's report. */
	public static function report_path( string $route ): string {
		return '/api/shop/' . rawurlencode( Settings::tenant_id() ) . '/' . $route;
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function arguments( string $json, float $timeout ): array {
		return array(
			'timeout'             => $timeout,
			'headers'             => array(
				'Authorization'            => 'Bearer ' . Settings::site_token(),
				'Content-Type'             => 'application/json',
				'Accept'                   => 'application/json',
				'TinyEclipse-Installation' => Installation::header(),
			),
			'body'                => $json,
			'user-agent'          => 'TinyEclipse-Connector/' . TINYECLIPSE_VERSION . '; ' . home_url(),
			'reject_unsafe_urls'  => true,
			// A redirect would carry the token to somewhere else.
			'redirection'         => 0,
			'limit_response_size' => self::MAX_RESPONSE_BYTES,
		);
	}
}
