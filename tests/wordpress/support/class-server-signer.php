<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Server_Keys;

/** Signs requests as the server does, by a key that the site has been told of. */
final class Server_Signer {
	/** @var resource|\OpenSSLAsymmetricKey */
	private $key;

	/** @var string */
	public $key_id = 'test-key';

	/** @var array<string, string> Other values for a component or a parameter. */
	public $instead = array();

	public function __construct() {
		$this->key = openssl_pkey_new( array( 'private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1' ) );
	}

	public function public_key(): string {
		return openssl_pkey_get_details( $this->key )['key'];
	}

	/** Makes the site know the key. */
	public function publish( string $expire_time = '' ): void {
		$key = array( 'id' => $this->key_id, 'public_key' => $this->public_key() ) + ( '' === $expire_time ? array() : array( 'expire_time' => $expire_time ) );
		Server_Keys::store( array( 'version' => 'test', 'keys' => array( $key ) ) );
	}

	/**
	 * The headers of a request, by name.
	 *
	 * @return array<string, string>
	 */
	public function headers( string $method, string $uri, string $body ): array {
		$mark   = strpos( $uri, '?' );
		$values = $this->instead + array(
			'@method'        => $method,
			'@authority'     => '127.0.0.1:' . getenv( 'TINYECLIPSE_TEST_PORT' ),
			'@path'          => false === $mark ? $uri : substr( $uri, 0, $mark ),
			'@query'         => false === $mark ? '?' : substr( $uri, $mark ),
			'content-digest' => 'sha-256=:' . base64_encode( hash( 'sha256', $body, true ) ) . ':',
			'created'        => (string) time(),
			'nonce'          => bin2hex( random_bytes( 16 ) ),
		);
		$input  = '("@method" "@authority" "@path" "@query" "content-digest");created=' . $values['created'] . ';nonce="' . $values['nonce'] . '";keyid="' . $this->key_id . '";tag="tinyeclipse-site"';
		$base   = '';
		foreach ( array( '@method', '@authority', '@path', '@query', 'content-digest' ) as $name ) {
			$base .= "\"$name\": {$values[ $name ]}\n";
		}
		openssl_sign( $base . '"@signature-params": ' . $input, $der, $this->key, OPENSSL_ALGO_SHA256 );
		return array(
			'Content-Digest'  => $values['content-digest'],
			'Signature-Input' => 'te=' . $input,
			'Signature'       => 'te=:' . base64_encode( self::raw( $der ) ) . ':',
		);
	}

	/** The two numbers of a DER signature, each in 32 bytes. */
	private static function raw( string $der ): string {
		$raw = '';
		for ( $at = 2; $at < strlen( $der ); $at += 2 + $length ) {
			$length = ord( $der[ $at + 1 ] );
			$raw   .= str_pad( ltrim( substr( $der, $at + 2, $length ), "\x00" ), 32, "\x00", STR_PAD_LEFT );
		}
		return $raw;
	}
}
