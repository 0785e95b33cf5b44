<?php
/**
 * This installation.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Tells this installation from a copy of it that has the same token. The fingerprint is made of a random secret of the site, its address, and the name
 * and table prefix of its database: a copy differs in one of them. The folder is not in it, which many hosts change with every deployment and wp-cli
 * sees differently, nor are salts, which security plugins renew.
 */
final class Installation {
	public const OPTION = 'tinyeclipse_install_secret';

	/** 64 hexadecimal digits. */
	public static function fingerprint(): string {
		global $wpdb;
		return hash( 'sha256', implode( "\n", array( self::secret(), Home::current(), DB_NAME, $wpdb->prefix ) ) );
	}

	/** What goes along with every request to the server. */
	public static function header(): string {
		$home = Site_Address::home();
		// What is not plain text has no place in a header; the fingerprint tells enough.
		$home = 1 === preg_match( '/^[\x21\x23-\x5b\x5d-\x7e]+$/', $home ) ? ', home="' . $home . '"' : '';
		return 'fingerprint="' . self::fingerprint() . '"' . $home . ', environment=' . Environment::name();
	}

	private static function secret(): string {
		$secret = (string) get_option( self::OPTION, '' );
		if ( '' === $secret ) {
			// Of two processes at once the first one's stays.
			add_option( self::OPTION, bin2hex( random_bytes( 16 ) ), '', 'no' );
			wp_cache_delete( self::OPTION, 'options' );
			wp_cache_delete( 'notoptions', 'options' );
			$secret = (string) get_option( self::OPTION, '' );
		}
		return $secret;
	}
}
