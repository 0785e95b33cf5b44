<?php
/**
 * Arrival, update and departure.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Makes what the plugin needs at a site, and removes all of it. What version 4 stored stays untouched until the plugin is removed.
 */
final class Lifecycle {
	public const DB_VERSION_OPTION = 'tinyeclipse_db_version';

	private const DB_VERSION = '3';

	/** Every option this plugin has written in any version since 4. */
	private const OPTIONS = array(
		Settings::SERVER,
		Settings::TENANT_ID,
		Settings::SITE_TOKEN,
		Home::OPTION,
		Delivery_State::OPTION,
		Entitlements::OPTION,
		Heartbeat::OPTION,
		Server_Keys::OPTION,
		Signed_Request::GRANTED,
		Installation::OPTION,
		self::DB_VERSION_OPTION,
		'tinyeclipse_enabled',
		'tinyeclipse_color',
		'tinyeclipse_name',
		'tinyeclipse_lang',
		'tinyeclipse_position',
		'tinyeclipse_exclude_pages',
		'tinyeclipse_exclude_roles',
		'tinyeclipse_last_sync',
	);

	public static function upgrade_when_needed(): void {
		if ( self::DB_VERSION !== get_option( self::DB_VERSION_OPTION ) ) {
			self::upgrade();
		}
	}

	public static function upgrade(): void {
		Outbox_Table::install();
		Nonces::install();
		// Made before its first use so that it is not loaded on every page; adding never overwrites.
		add_option( Settings::SITE_TOKEN, '', '', 'no' );
		// Every page asks for it, and one that is missing would be looked for on each.
		add_option( Entitlements::OPTION, '' );
		update_option( self::DB_VERSION_OPTION, self::DB_VERSION, true );
		Schedule::ensure_heartbeat();
	}

	/**
	 * A site that is deleted from a network takes its tables along.
	 *
	 * @param string[] $tables  Tables that go.
	 * @param int      $site_id The site; it is the current one at that moment.
	 * @return string[]
	 */
	public static function add_to_dropped_tables( $tables, $site_id = 0 ) {
		global $wpdb;
		$prefix = $wpdb->get_blog_prefix( (int) $site_id );
		return array_merge( $tables, array( $prefix . 'tinyeclipse_outbox', $prefix . 'tinyeclipse_nonces' ) );
	}

	/** Removes everything, from every site of a network. */
	public static function uninstall(): void {
		if ( ! is_multisite() ) {
			self::uninstall_site();
			return;
		}
		foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site_id ) {
			switch_to_blog( (int) $site_id );
			self::uninstall_site();
			restore_current_blog();
		}
	}

	private static function uninstall_site(): void {
		Schedule::clear();
		Outbox_Table::drop();
		Nonces::drop();
		array_map( 'delete_option', self::OPTIONS );
	}
}
