<?php
/**
 * Reports on their way to the server.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB -- A table of our own, whose name cannot be a placeholder before WordPress 6.2.

/**
 * Keeps reports until the server has taken them. One row per coalesce key: the newest report replaces what waits.
 */
final class Outbox {
	public const MAX_ROWS       = 10000;
	public const MAX_BODY_BYTES = 262144;
	public const LEASE_SECONDS  = 60;

	private const DEAD_SECONDS = 2592000; // Thirty days.
	private const PRUNE_EVERY  = 100;

	/**
	 * Stores a report. An older one than what waits under the same key changes nothing; one that arrives while its
	 * predecessor is being sent makes the row wait for another turn, by its version.
	 *
	 * @param string               $route        Last part of the route, for example "abandoned-carts".
	 * @param array<string, mixed> $body         The report.
	 * @param string               $coalesce_key What it is about.
	 * @param int                  $occurred_at  Microseconds since 1970.
	 */
	public static function put( string $route, array $body, string $coalesce_key, int $occurred_at ): bool {
		$json = wp_json_encode( $body );
		if ( ! is_string( $json ) || strlen( $json ) > self::MAX_BODY_BYTES ) {
			return false;
		}

		$stored = self::insert( $route, $json, self::key( $coalesce_key ), $occurred_at );
		if ( false === $stored && Own_Tables::is_missing() ) {
			// For example after the database was restored from an older copy.
			Outbox_Table::install();
			$stored = self::insert( $route, $json, self::key( $coalesce_key ), $occurred_at );
		}
		return false !== $stored;
	}

	/**
	 * Takes the report that is due first, for LEASE_SECONDS. A single statement, so that no other process takes it too.
	 *
	 * @return array{id: int, route: string, body: string, version: int, attempts: int, queued_at: int, claim: string}|null
	 */
	public static function claim( int $now ): ?array {
		global $wpdb;

		$table   = Outbox_Table::name();
		$claim   = bin2hex( random_bytes( 16 ) );
		$claimed = Own_Tables::query(
			$wpdb->prepare(
				"UPDATE {$table} SET claim = %s, claim_expires_at = %d
				WHERE state = 'pending' AND next_attempt_at <= %d AND claim_expires_at <= %d
				ORDER BY next_attempt_at, id LIMIT 1",
				$claim,
				$now + self::LEASE_SECONDS,
				$now,
				$now
			)
		);
		if ( 1 !== $claimed ) {
			return null;
		}

		$rows = Own_Tables::select( $wpdb->prepare( "SELECT id, route, body, version, attempts, queued_at, claim FROM {$table} WHERE claim = %s", $claim ) );
		if ( array() === $rows ) {
			return null;
		}
		$row = $rows[0];
		foreach ( array( 'id', 'version', 'attempts', 'queued_at' ) as $number ) {
			$row[ $number ] = (int) $row[ $number ];
		}
		return $row;
	}

	/**
	 * The server has it, or does not want it. What was replaced meanwhile stays for another turn.
	 *
	 * @param array<string, mixed> $row What claim() gave.
	 */
	public static function remove( array $row ): void {
		global $wpdb;

		$table   = Outbox_Table::name();
		$removed = Own_Tables::query( $wpdb->prepare( "DELETE FROM {$table} WHERE id = %d AND version = %d", $row['id'], $row['version'] ) );
		if ( 0 === $removed ) {
			Own_Tables::query( $wpdb->prepare( "UPDATE {$table} SET claim = '', claim_expires_at = 0 WHERE id = %d AND claim = %s", $row['id'], $row['claim'] ) );
		}
	}

	/**
	 * It did not work. What was replaced meanwhile starts anew.
	 *
	 * @param array<string, mixed> $row             What claim() gave.
	 * @param string               $state           pending or dead.
	 * @param int                  $next_attempt_at When to try again.
	 * @param string               $error           One line.
	 */
	public static function postpone( array $row, string $state, int $next_attempt_at, string $error ): void {
		global $wpdb;

		$table = Outbox_Table::name();
		Own_Tables::query(
			$wpdb->prepare(
				"UPDATE {$table} SET claim = '', claim_expires_at = 0, last_error = %s,
					attempts = IF(version = %d, %d, 0), next_attempt_at = IF(version = %d, %d, next_attempt_at), state = IF(version = %d, %s, 'pending')
				WHERE id = %d AND claim = %s",
				$error,
				$row['version'],
				$row['attempts'] + 1,
				$row['version'],
				$next_attempt_at,
				$row['version'],
				$state,
				$row['id'],
				$row['claim']
			)
		);
	}

	/** Makes everything due now: the waiting, and the dead too when asked for. */
	public static function retry_all( int $now, bool $with_dead ): void {
		global $wpdb;

		$table = Outbox_Table::name();
		$where = $with_dead ? "state IN ('pending', 'dead')" : "state = 'pending'";
		Own_Tables::query( $wpdb->prepare( "UPDATE {$table} SET state = 'pending', attempts = 0, next_attempt_at = %d, queued_at = %d WHERE {$where}", $now, $now ) );
	}

	/** Forgets everything, the dead too. */
	public static function clear(): void {
		Own_Tables::query( 'DELETE FROM ' . Outbox_Table::name() );
	}

	/** Whether this process may send; false while another one of the site does. It ends with the process, whatever happens to it. */
	public static function lock(): bool {
		global $wpdb;
		return '0' !== Own_Tables::value( $wpdb->prepare( 'SELECT GET_LOCK(%s, 0)', self::lock_name() ) );
	}

	public static function unlock(): void {
		global $wpdb;
		Own_Tables::value( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', self::lock_name() ) );
	}

	/** When the next report is due; null when none waits. */
	public static function next_due(): ?int {
		$due = Own_Tables::value( 'SELECT MIN(GREATEST(next_attempt_at, claim_expires_at)) FROM ' . Outbox_Table::name() . " WHERE state = 'pending'" );
		return null === $due ? null : (int) $due;
	}

	/**
	 * @return array{pending: int, dead: int, last_error: string}
	 */
	public static function summary(): array {
		$table   = Outbox_Table::name();
		$counts  = array_column( Own_Tables::select( "SELECT state, COUNT(*) AS number FROM {$table} GROUP BY state" ), 'number', 'state' );
		$message = Own_Tables::value( "SELECT last_error FROM {$table} WHERE last_error <> '' ORDER BY id DESC LIMIT 1" );
		return array(
			'pending'    => isset( $counts['pending'] ) ? (int) $counts['pending'] : 0,
			'dead'       => isset( $counts['dead'] ) ? (int) $counts['dead'] : 0,
			'last_error' => (string) $message,
		);
	}

	/** Keeps the table bounded: the dead go after a month, and beyond MAX_ROWS the dead and then the oldest. */
	public static function prune( int $now, int $limit = self::MAX_ROWS ): void {
		global $wpdb;

		$table = Outbox_Table::name();
		Own_Tables::query( $wpdb->prepare( "DELETE FROM {$table} WHERE state = 'dead' AND queued_at < %d", $now - self::DEAD_SECONDS ) );
		$excess = (int) Own_Tables::value( "SELECT COUNT(*) FROM {$table}" ) - $limit;
		if ( $excess > 0 ) {
			Own_Tables::query( $wpdb->prepare( "DELETE FROM {$table} ORDER BY (state = 'dead') DESC, id LIMIT %d", $excess ) );
		}
	}

	/**
	 * The order of the assignments counts: each sees the occurred_at of before until the last one.
	 *
	 * @return int|false
	 */
	private static function insert( string $route, string $json, string $key, int $occurred_at ) {
		global $wpdb;

		$table  = Outbox_Table::name();
		$now    = time();
		$stored = Own_Tables::query(
			$wpdb->prepare(
				"INSERT INTO {$table} (coalesce_key, route, body, occurred_at, next_attempt_at, queued_at) VALUES (%s, %s, %s, %d, %d, %d)
				ON DUPLICATE KEY UPDATE
					route = IF(VALUES(occurred_at) >= occurred_at, VALUES(route), route),
					body = IF(VALUES(occurred_at) >= occurred_at, VALUES(body), body),
					state = IF(VALUES(occurred_at) >= occurred_at, 'pending', state),
					attempts = IF(VALUES(occurred_at) >= occurred_at, 0, attempts),
					next_attempt_at = IF(VALUES(occurred_at) >= occurred_at, VALUES(next_attempt_at), next_attempt_at),
					queued_at = IF(VALUES(occurred_at) >= occurred_at, VALUES(queued_at), queued_at),
					version = version + IF(VALUES(occurred_at) >= occurred_at, 1, 0),
					occurred_at = GREATEST(occurred_at, VALUES(occurred_at))",
				$key,
				$route,
				$json,
				$occurred_at,
				$now,
				$now
			)
		);
		if ( 1 === $stored && 0 === $wpdb->insert_id % self::PRUNE_EVERY ) {
			self::prune( $now );
		}
		return $stored;
	}

	/** Locks belong to the whole database server, so the name must tell sites apart. */
	private static function lock_name(): string {
		return 'tinyeclipse:' . md5( DB_NAME . '/' . Outbox_Table::name() );
	}

	private static function key( string $coalesce_key ): string {
		return strlen( $coalesce_key ) <= 128 && 1 === preg_match( '/^[a-z0-9:._-]+$/', $coalesce_key ) ? $coalesce_key : hash( 'sha256', $coalesce_key );
	}
}
