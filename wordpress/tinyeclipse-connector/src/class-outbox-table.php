<?php
/**
 * The table that holds what was not delivered yet.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Makes and removes the table. In a network every site has its own.
 */
final class Outbox_Table {
	public static function name(): string {
		global $wpdb;
		return $wpdb->prefix . 'tinyeclipse_outbox';
	}

	/** Makes the table, or brings it up to date. Times are seconds since 1970, occurred_at microseconds. */
	public static function install(): void {
		global $wpdb;

		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		$table   = self::name();
		$collate = $wpdb->get_charset_collate();
		// dbDelta wants each field on a line of its own and two spaces after PRIMARY KEY.
		dbDelta(
			"CREATE TABLE {$table} (
			id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			coalesce_key varchar(128) NOT NULL,
			route varchar(64) NOT NULL,
			body longtext NOT NULL,
			occurred_at bigint(20) unsigned NOT NULL,
			version int(10) unsigned NOT NULL DEFAULT 1,
			state varchar(10) NOT NULL DEFAULT 'pending',
			attempts int(10) unsigned NOT NULL DEFAULT 0,
			next_attempt_at bigint(20) unsigned NOT NULL,
			claim varchar(32) NOT NULL DEFAULT '',
			claim_expires_at bigint(20) unsigned NOT NULL DEFAULT 0,
			queued_at bigint(20) unsigned NOT NULL,
			last_error varchar(255) NOT NULL DEFAULT '',
			PRIMARY KEY  (id),
			UNIQUE KEY coalesce_key (coalesce_key),
			KEY due (state,next_attempt_at),
			KEY claim (claim)
			) {$collate};"
		);
	}

	public static function drop(): void {
		global $wpdb;
		// phpcs:ignore WordPress.DB -- A table name cannot be a placeholder before WordPress 6.2.
		$wpdb->query( 'DROP TABLE IF EXISTS ' . self::name() );
	}
}
