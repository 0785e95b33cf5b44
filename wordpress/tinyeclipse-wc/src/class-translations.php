<?php
/**
 * The words of the plugin in the language of the reader.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * Loads the texts, in the admin only: visitors see none. The Dutch of Belgium serves everybody who reads Dutch.
 */
final class Translations {
	private const DOMAIN = 'tinyeclipse-wc';

	public static function load(): void {
		if ( is_admin() ) {
			load_plugin_textdomain( self::DOMAIN, false, 'tinyeclipse-wc/languages' );
		}
	}

	/**
	 * @param string $file   Translation file WordPress is about to read.
	 * @param string $domain Whose it is.
	 */
	public static function use_dutch( $file, $domain = '' ): string {
		$file = (string) $file;
		if ( self::DOMAIN !== $domain || is_readable( $file ) || 1 !== preg_match( '/-nl(_[A-Za-z_]+)?\.mo$/', $file ) ) {
			return $file;
		}
		return plugin_dir_path( TINYECLIPSE_WC_FILE ) . 'languages/tinyeclipse-wc-nl_BE.mo';
	}
}
