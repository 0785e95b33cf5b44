<?php
/**
 * The signature of a request of the server's.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * HTTP Message Signatures (RFC 9421) with ecdsa-p256-sha256, and nothing else: what is covered, the parameters and the algorithm are fixed, so that
 * nothing depends on what the sender chose. Pure: the keys and the clock come in as values; that a nonce comes once is for the caller to see to.
 */
final class Request_Signature {
	public const VALID           = 'valid';
	public const MALFORMED       = 'malformed';
	public const OUTSIDE_WINDOW  = 'outside_window';
	public const UNKNOWN_KEY     = 'unknown_key';
	public const WRONG_DIGEST    = 'wrong_digest';
	public const WRONG_SIGNATURE = 'wrong_signature';

	/** Seconds by which the clocks may differ, and so how long a request is good for. */
	public const WINDOW = 300;

	private const LABEL      = 'te';
	private const TAG        = 'tinyeclipse-site';
	private const ALGORITHM  = 'ecdsa-p256-sha256';
	private const COMPONENTS = array( '@method', '@authority', '@path', '@query', 'content-digest' );

	/**
	 * @param array<string, string> $request method, authority, path, query, body, content_digest, signature_input, signature.
	 * @param array<string, string> $keys    Public keys in PEM, by their id.
	 * @return array{verdict: string, created: int, nonce: string, key_id: string}
	 */
	public static function verify( array $request, array $keys, int $now ): array {
		$input = self::only_member( $request['signature_input'] );
		$claim = null === $input ? null : self::claim( $input );
		$bytes = self::signature( $request['signature'] );
		if ( null === $claim || null === $bytes ) {
			return array( 'verdict' => self::MALFORMED, 'created' => 0, 'nonce' => '', 'key_id' => '' );
		}
		return array( 'verdict' => self::judge( $request, $keys, $now, $input, $claim, $bytes ) ) + $claim;
	}

	private static function judge( array $request, array $keys, int $now, array $input, array $claim, string $bytes ): string {
		if ( abs( $now - $claim['created'] ) > self::WINDOW ) {
			return self::OUTSIDE_WINDOW;
		}
		if ( ! isset( $keys[ $claim['key_id'] ] ) ) {
			return self::UNKNOWN_KEY;
		}
		if ( ! self::digest_matches( $request['content_digest'], $request['body'] ) ) {
			return self::WRONG_DIGEST;
		}
		$result = openssl_verify( self::base( $request, $input ), self::der( $bytes ), $keys[ $claim['key_id'] ], OPENSSL_ALGO_SHA256 );
		// -1 and false mean that OpenSSL could not even try.
		return 1 === $result ? self::VALID : self::WRONG_SIGNATURE;
	}

	/** The text that was signed (RFC 9421, 2.5). */
	private static function base( array $request, array $input ): string {
		$values = array(
			'@method'        => $request['method'],
			'@authority'     => strtolower( $request['authority'] ),
			'@path'          => '' === $request['path'] ? '/' : $request['path'],
			// Without a query the value is a lone question mark.
			'@query'         => '' === $request['query'] ? '?' : $request['query'],
			'content-digest' => $request['content_digest'],
		);
		$text   = '';
		foreach ( self::COMPONENTS as $name ) {
			$text .= '"' . $name . '": ' . $values[ $name ] . "\n";
		}
		return $text . '"@signature-params": ' . Structured_Fields::serialize( $input );
	}

	/** One signature by our label and nothing beside it, which leaves no doubt about what was signed. */
	private static function only_member( string $field ): ?array {
		$members = Structured_Fields::parse( $field );
		return null !== $members && array( self::LABEL ) === array_keys( $members ) ? $members[ self::LABEL ] : null;
	}

	/**
	 * Null when it is not a signature as the server makes: other components, a parameter too few or too many, another algorithm.
	 *
	 * @return array{created: int, nonce: string, key_id: string}|null
	 */
	private static function claim( array $member ): ?array {
		$components = array();
		foreach ( $member['items'] as $item ) {
			$components[] = array() === $item['parameters'] && 'string' === $item['item'][0] ? $item['item'][1] : null;
		}
		$parameters = $member['parameters'];
		// The key decides on the algorithm; a request may only repeat it.
		$algorithm = isset( $parameters['alg'] ) ? $parameters['alg'] : array( 'string', self::ALGORITHM );
		unset( $parameters['alg'] );
		ksort( $parameters );
		if ( ! $member['list'] || self::COMPONENTS !== $components || array( 'string', self::ALGORITHM ) !== $algorithm
			|| array( 'created', 'keyid', 'nonce', 'tag' ) !== array_keys( $parameters ) || array( 'string', self::TAG ) !== $parameters['tag'] ) {
			return null;
		}

		$is_sane = 'integer' === $parameters['created'][0] && $parameters['created'][1] >= 0
			&& self::is_name( $parameters['nonce'], 16 ) && self::is_name( $parameters['keyid'], 1 );
		return $is_sane ? array( 'created' => $parameters['created'][1], 'nonce' => $parameters['nonce'][1], 'key_id' => $parameters['keyid'][1] ) : null;
	}

	private static function is_name( array $item, int $least ): bool {
		return 'string' === $item[0] && strlen( $item[1] ) >= $least && strlen( $item[1] ) <= 64;
	}

	/** The 64 bytes of a signature; null when it is anything else. */
	private static function signature( string $field ): ?string {
		$member = self::only_member( $field );
		$item   = null !== $member && ! $member['list'] && array() === $member['parameters'] ? $member['items'][0]['item'] : array( '', '' );
		return 'bytes' === $item[0] && 64 === strlen( $item[1] ) ? $item[1] : null;
	}

	/** Content-Digest (RFC 9530). */
	private static function digest_matches( string $field, string $body ): bool {
		$digests = Structured_Fields::parse( $field );
		if ( null === $digests || ! isset( $digests['sha-256'] ) || $digests['sha-256']['list'] ) {
			return false;
		}
		$item = $digests['sha-256']['items'][0]['item'];
		return 'bytes' === $item[0] && hash_equals( hash( 'sha256', $body, true ), $item[1] );
	}

	/** The two numbers of a signature as OpenSSL wants them: a DER sequence of two integers. */
	private static function der( string $bytes ): string {
		$integers = self::der_integer( substr( $bytes, 0, 32 ) ) . self::der_integer( substr( $bytes, 32 ) );
		return "\x30" . chr( strlen( $integers ) ) . $integers;
	}

	private static function der_integer( string $bytes ): string {
		$bytes = ltrim( $bytes, "\x00" );
		// A first bit that is set would make it negative.
		if ( '' === $bytes || ord( $bytes[0] ) > 0x7f ) {
			$bytes = "\x00" . $bytes;
		}
		return "\x02" . chr( strlen( $bytes ) ) . $bytes;
	}
}
