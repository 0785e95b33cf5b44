<?php
/**
 * The server's public keys.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Keeps the keys by which the server signs its requests, fetched from the server over the same line as everything else.
 */
final class Server_Keys {
	public const OPTION = 'tinyeclipse_server_keys';

	private const TIMEOUT   = 10.0;
	private const MOST_KEYS = 10;

	/**
	 * What is valid at this moment, by id.
	 *
	 * @return array<string, string>
	 */
	public static function valid( int $now ): array {
		$valid = array();
		foreach ( self::read()['keys'] as $id => $key ) {
			if ( 0 === $key['expires_at'] || $now < $key['expires_at'] ) {
				$valid[ $id ] = $key['pem'];
			}
		}
		return $valid;
	}

	/** Fetches them when the server says that it has others than we know. */
	public static function refresh( string $version ): void {
		if ( '' === $version || self::read()['version'] === $version ) {
			return;
		}
		$response = Api_Client::get( '/api/sites/keys', self::TIMEOUT );
		if ( $response->is_success() ) {
			self::store( $response->json() );
		}
	}

	/**
	 * Takes what the server published. An answer without a single key is none.
	 *
	 * @param array<string, mixed> $answer Of GET /api/sites/keys.
	 */
	public static function store( array $answer ): bool {
		$keys = array();
		foreach ( isset( $answer['keys'] ) && is_array( $answer['keys'] ) ? array_slice( $answer['keys'], 0, self::MOST_KEYS ) : array() as $key ) {
			$id  = is_array( $key ) && isset( $key['id'] ) && is_string( $key['id'] ) ? $key['id'] : '';
			$pem = self::field( $key, 'public_key', 'publicKey' );
			if ( '' === $id || strlen( $id ) > 64 || ! self::is_p256( $pem ) ) {
				continue;
			}
			$expires     = strtotime( self::field( $key, 'expire_time', 'expireTime' ) );
			$keys[ $id ] = array(
				'pem'        => $pem,
				'expires_at' => false === $expires ? 0 : $expires,
			);
		}
		if ( array() === $keys ) {
			return false;
		}
		$version = isset( $answer['version'] ) && is_string( $answer['version'] ) ? $answer['version'] : '';
		update_option( self::OPTION, compact( 'version', 'keys' ), false );
		return true;
	}

	/** Whether it is a public key on the one curve that the server signs with: the key decides on the algorithm. */
	private static function is_p256( string $pem ): bool {
		// Without OpenSSL there is no key, and so nothing that the server may ask.
		$key     = '' === $pem || ! function_exists( 'openssl_pkey_get_public' ) ? false : openssl_pkey_get_public( $pem );
		$details = false === $key ? false : openssl_pkey_get_details( $key );
		return is_array( $details ) && isset( $details['ec']['curve_name'] ) && 'prime256v1' === $details['ec']['curve_name'];
	}

	/**
	 * @param mixed $key What the server sent.
	 */
	private static function field( $key, string $name, string $other_name ): string {
		$value = is_array( $key ) && isset( $key[ $name ] ) ? $key[ $name ] : ( is_array( $key ) && isset( $key[ $other_name ] ) ? $key[ $other_name ] : '' );
		return is_string( $value ) ? $value : '';
	}

	/**
	 * @return array{version: string, keys: array<string, array{pem: string, expires_at: int}>}
	 */
	private static function read(): array {
		$stored = get_option( self::OPTION, array() );
		return array(
			'version' => isset( $stored['version'] ) ? (string) $stored['version'] : '',
			'keys'    => isset( $stored['keys'] ) && is_array( $stored['keys'] ) ? $stored['keys'] : array(),
		);
	}
}
