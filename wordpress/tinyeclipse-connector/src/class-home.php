<?php
/**
 * The site the token was entered at.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Tells a site from its copy: a database that is copied, to staging for example, takes the token along, and the copy would report as the original.
 */
final class Home {
	public const OPTION = 'tinyeclipse_home';

	/** In place of an address: somebody said that this installation is not the site its token belongs to. */
	private const NOT_THE_SITE = '?';

	/** Whether the token was entered at another address than this. The address is stored once where version 5 had a token before it kept this. */
	public static function is_copy(): bool {
		if ( '' === Settings::site_token() ) {
			return false;
		}
		if ( '' === self::known() ) {
			self::remember();
		}
		return self::known() !== self::current();
	}

	/** The token belongs here. What a copy brought along from the original was the original's to send. */
	public static function remember(): void {
		if ( '' !== self::known() && self::known() !== self::current() ) {
			Outbox::clear();
		}
		update_option( self::OPTION, self::current(), true );
	}

	/** The token does not belong here, whatever the address says. */
	public static function disown(): void {
		update_option( self::OPTION, self::NOT_THE_SITE, true );
	}

	/** Where the token was entered; empty when nowhere yet. */
	public static function known(): string {
		return (string) get_option( self::OPTION, '' );
	}

	/** Why nothing is sent, in a sentence. */
	public static function copy_text(): string {
		if ( self::NOT_THE_SITE === self::known() ) {
			return __( 'TinyEclipse was told that this is a copy of another site: connect it with a code of its own.', 'tinyeclipse' );
		}
		/* translators: %s: address of a site, for example "shop.example.com". */
		return sprintf( __( 'This looks like a copy of %s: enter the site token again to connect this site too.', 'tinyeclipse' ), self::known() );
	}

	public static function show_notice(): void {
		if ( current_user_can( 'manage_options' ) && Settings::is_complete() && self::is_copy() ) {
			printf( '<div class="notice notice-warning"><p><strong>TinyEclipse</strong> %s</p></div>', esc_html( self::copy_text() ) );
		}
	}

	/** Host and path. The saved address and not home_url(), which translation plugins change from page to page; with or without www it is the same site. */
	public static function current(): string {
		$home = (string) get_option( 'home', '' );
		$host = strtolower( (string) wp_parse_url( $home, PHP_URL_HOST ) );
		return (string) preg_replace( '/^www\./', '', $host ) . untrailingslashit( (string) wp_parse_url( $home, PHP_URL_PATH ) );
	}
}
