<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** What the test's plugin noted of each web request. */
final class Request_Log {
	public static function reset(): void {
		@unlink( self::file() );
	}

	/**
	 * Requests of visitors: those the site makes to itself are left out.
	 *
	 * @return array<int, array{request: string, hooks: string[], queries: string[], milliseconds: array<string, float>}>
	 */
	public static function all(): array {
		$lines = is_file( self::file() ) ? file( self::file(), FILE_IGNORE_NEW_LINES ) : array();
		$notes = array_map(
			static function ( string $line ): array {
				return json_decode( $line, true );
			},
			$lines
		);
		return array_values(
			array_filter(
				$notes,
				static function ( array $note ): bool {
					return false === strpos( $note['request'], 'admin-ajax.php' ) && false === strpos( $note['request'], 'wp-cron.php' );
				}
			)
		);
	}

	/**
	 * @return array{request: string, hooks: string[], queries: string[], milliseconds: array<string, float>}
	 */
	public static function last(): array {
		$all = self::all();
		return end( $all );
	}

	private static function file(): string {
		return getenv( 'TINYECLIPSE_TEST_DIR' ) . '/log/requests.jsonl';
	}
}
