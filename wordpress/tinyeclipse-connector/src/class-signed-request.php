<?php
/**
 * A request of the server's.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Lets a request in when the server signed it, once, and the site has granted what it is for. Nobody is logged in by it.
 */
final class Signed_Request {
	public const GRANTED = 'tinyeclipse_granted_scopes';

	/**
	 * For `permission_callback`.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @param string           $scope   What the endpoint needs, for example "site:read".
	 * @return true|\WP_Error
	 */
	public static function check( $request, string $scope ) {
		if ( ! self::is_plain( $request ) ) {
			return self::refuse( 400, 'unreadable', 'The request is not JSON, or changes its own method.' );
		}
		if ( ! Settings::is_complete() || Home::is_copy() ) {
			return self::refuse( 403, 'not_connected', 'This site is not connected.' );
		}

		$now    = time();
		$result = Request_Signature::verify( self::covered(), Server_Keys::valid( $now ), $now );
		if ( Request_Signature::VALID !== $result['verdict'] ) {
			return self::refuse( 401, $result['verdict'], 'The signature of the request is missing or wrong.' );
		}
		// Last, so that only what the server signed fills the table.
		if ( ! Nonces::take( $result['key_id'], $result['nonce'], $result['created'] + Request_Signature::WINDOW, $now ) ) {
			return self::refuse( 401, 'replayed', 'The request was seen before.' );
		}
		return in_array( $scope, self::granted(), true ) ? true : self::refuse( 403, 'scope', 'This site does not grant ' . $scope . '.' );
	}

	/**
	 * What the server may do here.
	 *
	 * @return string[]
	 */
	public static function granted(): array {
		$granted = get_option( self::GRANTED, array( 'site:read' ) );
		/**
		 * What TinyEclipse may do on this site.
		 *
		 * @param string[] $granted Scopes, for example "site:read".
		 */
		return array_map( 'strval', (array) apply_filters( 'tinyeclipse_granted_scopes', is_array( $granted ) ? $granted : array() ) );
	}

	/**
	 * What WordPress reads must be what was signed: a form in the body, or a header that names another method, would be read past the signature.
	 *
	 * @param \WP_REST_Request $request The request.
	 */
	private static function is_plain( $request ): bool {
		$type    = $request->get_content_type();
		$is_json = is_array( $type ) && 'application/json' === $type['value'];
		return self::server( 'REQUEST_METHOD' ) === $request->get_method()
			&& ( $is_json || '' === self::body() )
			&& array() === $_POST && array() === $_FILES; // phpcs:ignore WordPress.Security.NonceVerification.Missing -- Only whether there is any.
	}

	/**
	 * @return array<string, string>
	 */
	private static function covered(): array {
		$uri = self::server( 'REQUEST_URI' );
		return array(
			'method'          => self::server( 'REQUEST_METHOD' ),
			'authority'       => Site_Address::authority(),
			'path'            => Site_Address::path( $uri ),
			'query'           => Site_Address::query( $uri ),
			'body'            => self::body(),
			'content_digest'  => self::server( 'HTTP_CONTENT_DIGEST' ),
			'signature_input' => self::server( 'HTTP_SIGNATURE_INPUT' ),
			'signature'       => self::server( 'HTTP_SIGNATURE' ),
		);
	}

	private static function body(): string {
		return (string) \WP_REST_Server::get_raw_data();
	}

	/** As it came: what is signed is compared byte by byte and shown nowhere. */
	private static function server( string $name ): string {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- See above.
		return isset( $_SERVER[ $name ] ) && is_string( $_SERVER[ $name ] ) ? wp_unslash( $_SERVER[ $name ] ) : '';
	}

	private static function refuse( int $status, string $reason, string $message ): \WP_Error {
		return new \WP_Error( 'tinyeclipse_' . $reason, $message, array( 'status' => $status ) );
	}
}
