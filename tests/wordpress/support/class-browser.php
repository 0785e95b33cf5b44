<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** A visitor with his cookies. */
class Browser {
	/** @var array<string, string> */
	public $cookies = array();

	/** @var array<string, string> Sent with every request. */
	public $headers = array();

	/** @var array<string, string> Of the last response, names in lower case. */
	public $response_headers = array();

	/** @var int */
	public $status = 0;

	/** @var float Seconds the last request took. */
	public $seconds = 0.0;

	public function get( string $path ): string {
		return $this->request( 'GET', $path, null, array() );
	}

	/**
	 * @param array<string, mixed> $fields A form.
	 */
	public function post( string $path, array $fields ): string {
		return $this->request( 'POST', $path, http_build_query( $fields ), array( 'Content-Type: application/x-www-form-urlencoded' ) );
	}

	/**
	 * @param array<string, mixed> $body JSON.
	 * @return array<string, mixed>
	 */
	public function json( string $method, string $path, array $body = array() ): array {
		$answer = $this->request( $method, $path, 'GET' === $method ? null : (string) json_encode( $body ), array( 'Content-Type: application/json' ) );
		return (array) json_decode( $answer, true );
	}

	public function log_in( string $login, string $password ): void {
		$this->get( '/wp-login.php' );
		$this->post( '/wp-login.php', array( 'log' => $login, 'pwd' => $password, 'wp-submit' => 'Log In', 'testcookie' => '1' ) );
	}

	/**
	 * @param string|null $body    Body.
	 * @param string[]    $headers Lines.
	 */
	private function request( string $method, string $path, ?string $body, array $headers ): string {
		foreach ( $this->headers as $name => $value ) {
			$headers[] = "$name: $value";
		}
		$this->response_headers = array();
		$request                = curl_init( 'http://127.0.0.1:' . getenv( 'TINYECLIPSE_TEST_PORT' ) . $path );
		curl_setopt_array(
			$request,
			array(
				CURLOPT_CUSTOMREQUEST  => $method,
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_HTTPHEADER     => $headers,
				CURLOPT_COOKIE         => http_build_query( $this->cookies, '', '; ', PHP_QUERY_RFC3986 ),
				CURLOPT_HEADERFUNCTION => array( $this, 'read_header' ),
				CURLOPT_TIMEOUT        => 60,
			) + ( null === $body ? array() : array( CURLOPT_POSTFIELDS => $body ) )
		);
		$answer        = curl_exec( $request );
		$this->status  = (int) curl_getinfo( $request, CURLINFO_RESPONSE_CODE );
		$this->seconds = (float) curl_getinfo( $request, CURLINFO_TOTAL_TIME );
		return (string) $answer;
	}

	/**
	 * @param \CurlHandle|resource $request The request.
	 */
	public function read_header( $request, string $line ): int {
		$parts = explode( ':', trim( $line ), 2 );
		if ( 2 === count( $parts ) ) {
			$this->response_headers[ strtolower( $parts[0] ) ] = trim( $parts[1] );
		}
		if ( 0 === stripos( $line, 'set-cookie:' ) ) {
			list( $name, $value ) = explode( '=', explode( ';', trim( substr( $line, 11 ) ), 2 )[0], 2 );
			$this->cookies[ $name ] = urldecode( $value );
			if ( '' === $value || 1 === preg_match( '/expires=\w+, \d+[ -]\w+[ -]19/i', $line ) || 1 === preg_match( '/max-age=0/i', $line ) ) {
				unset( $this->cookies[ $name ] );
			}
		}
		return strlen( $line );
	}
}
