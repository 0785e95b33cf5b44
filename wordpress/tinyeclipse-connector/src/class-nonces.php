<?php
/**
 * Requests that were seen.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB -- A table of our own, whose name cannot be a placeholder before WordPress 6.2.

/**
 * Remembers the nonce of each signed request for as long as it could come again. The primary key decides: of two at once one gets in. A transient
 * could not promise that, and an object cache may forget.
 */
final class Nonces {
	private const BITE = 200;

	public static function table(): string {
		global $wpdb;
		return $wpdb->prefix . 'tinyeclipse_nonces';
	}

	public static function install(): void {
		global $wpdb;

		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		$table   = self::table();
		$collate = $wpdb->get_charset_collate();
		dbDelta(
			"CREATE TABLE {$table} (
			nonce_hash char(64) NOT NULL,
			expires_at bigint(20) unsigned NOT NULL,
			PRIMARY KEY  (nonce_hash),
			KEY expires_at (expires_at)
			) {$collate};"
		);
	}

	public static function drop(): void {
		global $wpdb;
		$wpdb->query( 'DROP TABLE IF EXISTS ' . self::table() );
	}

	/** Whether it had not been seen before. False too when it cannot be written down: then nobody could tell. */
	public static function take( string $key_id, string $nonce, int $expires_at, int $now ): bool {
		if ( ! self::insert( $key_id, $nonce, $expires_at ) ) {
			if ( ! Own_Tables::is_missing() ) {
				return false;
			}
			// For example after the database was restored from an older copy.
			self::install();
			if ( ! self::insert( $key_id, $nonce, $expires_at ) ) {
				return false;
			}
		}
		self::forget( $now );
		return true;
	}

	private static function insert( string $key_id, string $nonce, int $expires_at ): bool {
		global $wpdb;

		$sql = 'INSERT IGNORE INTO ' . self::table() . ' (nonce_hash, expires_at) VALUES (%s, %d)';
		return 1 === Own_Tables::query( $wpdb->prepare( $sql, hash( 'sha256', $key_id . "\n" . $nonce ), $expires_at ) );
	}

	private static function forget( int $now ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DELETE FROM ' . self::table() . ' WHERE expires_at < %d LIMIT %d', $now, self::BITE ) );
	}
}
