<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** The other side of doubles/api/server.php. */
final class Api_Double {
	public const TENANT_ID = 'e71307b8-a263-4a0f-bdb5-64060fcd84d1';
	public const TOKEN     = 'te_site_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789aBcDeFg2DOByi';

	public static function url(): string {
		return 'http://127.0.0.1:' . getenv( 'TINYECLIPSE_TEST_API_PORT' );
	}

	/** An address where nobody listens. */
	public static function dead_url(): string {
		$socket = stream_socket_server( 'tcp://127.0.0.1:0' );
		$name   = stream_socket_get_name( $socket, false );
		fclose( $socket );
		return 'http://' . $name;
	}

	public static function reset(): void {
		self::behave( 200 );
		@unlink( self::file( 'requests.jsonl' ) );
	}

	/**
	 * @param array<string, mixed>|null $body    Answer; a friendly one when null.
	 * @param array<string, string>     $headers Headers.
	 */
	public static function behave( int $status, ?array $body = null, float $delay = 0.0, array $headers = array() ): void {
		file_put_contents( self::file( 'behaviour.json' ), json_encode( compact( 'status', 'body', 'delay', 'headers' ) ) );
	}

	/** The error of the server for a plan that does not hold the feature. */
	public static function plan_required(): array {
		return array(
			'code'    => 9,
			'message' => 'The plan has no carts.',
			'details' => array( array( '@type' => 'type.googleapis.com/google.rpc.ErrorInfo', 'reason' => 'PLAN_REQUIRED', 'domain' => 'tinyeclipse' ) ),
		);
	}

	/**
	 * What arrived, the oldest first.
	 *
	 * @return array<int, array<string, mixed>>
	 */
	public static function requests(): array {
		$file  = self::file( 'requests.jsonl' );
		$lines = is_file( $file ) ? file( $file, FILE_IGNORE_NEW_LINES ) : array();
		return array_map(
			static function ( string $line ): array {
				return json_decode( $line, true );
			},
			$lines
		);
	}

	/**
	 * The bodies of the cart reports that arrived.
	 *
	 * @return array<int, array<string, mixed>>
	 */
	public static function carts(): array {
		$carts = array_filter(
			self::requests(),
			static function ( array $request ): bool {
				return '/api/shop/' . self::TENANT_ID . '/abandoned-carts' === $request['path'];
			}
		);
		return array_column( $carts, 'body' );
	}

	private static function file( string $name ): string {
		return getenv( 'TINYECLIPSE_TEST_DIR' ) . '/api/' . $name;
	}
}
