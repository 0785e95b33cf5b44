<?php
/**
 * Connecting by a code.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Exchanges a code for the site's token, and gives the token up again.
 */
final class Pairing {
	public const PAIRED   = 'paired';
	public const UNPAIRED = 'unpaired';
	public const FAILED   = 'failed';

	private const TIMEOUT = 15.0;
	/** Reasons of the server that the administrator can do something about. */
	private const REASONS = array(
		'PAIRING_CODE_INVALID'    => 'code_invalid',
		'PAIRING_CODE_USED'       => 'code_used',
		'PAIRING_ADDRESS_DIFFERS' => 'address_differs',
		'TOO_MANY_ATTEMPTS'       => 'too_many_attempts',
		'RESOURCE_EXISTS'         => 'address_taken',
	);

	/**
	 * @param string $code What was typed.
	 * @return string PAIRED, or why not: a key of texts().
	 */
	public static function pair( string $code ): string {
		$body     = (string) wp_json_encode( array( 'code' => $code ) + self::facts() );
		$response = Api_Client::post_openly( '/api/sites/pair', $body, self::TIMEOUT );
		if ( 0 === $response->status() || $response->status() >= 500 ) {
			// The answer may have got lost on its way: the same installation may ask again.
			$response = Api_Client::post_openly( '/api/sites/pair', $body, self::TIMEOUT );
		}
		if ( $response->is_success() ) {
			return self::accept( $response->json() ) ? self::PAIRED : self::FAILED;
		}
		if ( 0 === $response->status() ) {
			return 'unreachable';
		}
		$reason = $response->reason();
		if ( 'FIELD_INVALID' === $reason && '' === trim( $code ) ) {
			return 'code_invalid';
		}
		return isset( self::REASONS[ $reason ] ) ? self::REASONS[ $reason ] : self::FAILED;
	}

	/** Ends the token at the server, as far as that can be reached, and forgets it. */
	public static function unpair(): void {
		Api_Client::post( '/api/sites/unpair', '{}', self::TIMEOUT );
		// Not emptied: an empty field of the settings page means that the token is kept.
		delete_option( Settings::SITE_TOKEN );
		add_option( Settings::SITE_TOKEN, '', '', 'no' );
		delete_option( Server_Keys::OPTION );
		delete_option( Heartbeat::OPTION );
		delete_option( Home::OPTION );
	}

	/**
	 * What to say of how it went, by its name.
	 *
	 * @return array<string, string>
	 */
	public static function texts(): array {
		return array(
			self::PAIRED        => __( 'This site is connected.', 'tinyeclipse' ),
			self::UNPAIRED      => __( 'This site is no longer connected.', 'tinyeclipse' ),
			self::FAILED        => __( 'The server answered with an error. Try again in a moment.', 'tinyeclipse' ),
			'unreachable'       => __( 'The server cannot be reached. Try again in a moment.', 'tinyeclipse' ),
			'code_invalid'      => __( 'This code is not known, or its 10 minutes are over. Ask for a new one.', 'tinyeclipse' ),
			'code_used'         => __( 'This code was used already. Ask for a new one.', 'tinyeclipse' ),
			'address_differs'   => __( 'This code is meant for a site at another address.', 'tinyeclipse' ),
			'address_taken'     => __( 'Another site is connected under this address.', 'tinyeclipse' ),
			'too_many_attempts' => __( 'Too many wrong codes came from here. Wait a quarter of an hour.', 'tinyeclipse' ),
		);
	}

	/**
	 * @param array<string, mixed> $answer The server's.
	 */
	private static function accept( array $answer ): bool {
		$tenant = self::field( $answer, 'tenant_id', 'tenantId' );
		$token  = self::field( $answer, 'site_token', 'siteToken' );
		if ( ! Settings::is_tenant_id( $tenant ) || ! Settings::is_site_token( $token ) ) {
			return false;
		}
		// In this order: what waits for another tenant goes before the new token could send it.
		update_option( Settings::TENANT_ID, $tenant );
		update_option( Settings::SITE_TOKEN, $token );
		Home::remember();
		$keys = isset( $answer['server_keys'] ) ? $answer['server_keys'] : ( isset( $answer['serverKeys'] ) ? $answer['serverKeys'] : array() );
		Server_Keys::store( is_array( $keys ) ? $keys : array() );
		return true;
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function facts(): array {
		return Site_Facts::all() + array(
			'rest_url'    => Site_Address::rest_root(),
			'fingerprint' => Installation::fingerprint(),
		);
	}

	/**
	 * @param array<string, mixed> $answer The server's.
	 */
	private static function field( array $answer, string $name, string $other_name ): string {
		$value = isset( $answer[ $name ] ) ? $answer[ $name ] : ( isset( $answer[ $other_name ] ) ? $answer[ $other_name ] : '' );
		return is_string( $value ) ? $value : '';
	}
}
