<?php
/**
 * The tables of this plugin.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB -- Statements come prepared.

/**
 * Runs statements on them. A fault of the database is ours to handle; it must not appear in a page.
 */
final class Own_Tables {
	/**
	 * @return int|false Rows, or false.
	 */
	public static function query( string $sql ) {
		$result = self::quietly( 'query', $sql );
		return is_int( $result ) ? $result : false;
	}

	public static function value( string $sql ): ?string {
		$value = self::quietly( 'get_var', $sql );
		return null === $value ? null : (string) $value;
	}

	/**
	 * @return array<int, array<string, string|null>>
	 */
	public static function select( string $sql ): array {
		$rows = self::quietly( 'get_results', $sql, ARRAY_A );
		return is_array( $rows ) ? $rows : array();
	}

	/** MySQL's "table doesn't exist", of the statement before. Any other fault would not be mended by making the table. */
	public static function is_missing(): bool {
		global $wpdb;
		return $wpdb->dbh instanceof \mysqli && 1146 === mysqli_errno( $wpdb->dbh );
	}

	/**
	 * @param string $method       Of wpdb.
	 * @param mixed  ...$arguments For it.
	 * @return mixed
	 */
	private static function quietly( string $method, ...$arguments ) {
		global $wpdb;

		$suppressed = $wpdb->suppress_errors();
		$result     = $wpdb->$method( ...$arguments );
		$wpdb->suppress_errors( $suppressed );
		return $result;
	}
}
