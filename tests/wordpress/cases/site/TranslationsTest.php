<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use PHPUnit\Framework\TestCase;

/** Every text a person reads has its Dutch, and the compiled file is that of the source. */
final class TranslationsTest extends TestCase {
	/**
	 * @dataProvider plugins
	 */
	public function test_every_text_is_translated( string $plugin, string $domain ): void {
		require_once ABSPATH . WPINC . '/pomo/po.php';
		$source   = new \PO();
		$compiled = new \MO();
		$file     = WP_PLUGIN_DIR . "/$plugin/languages/$domain-nl_BE";
		$this->assertTrue( $source->import_from_file( "$file.po" ) );
		$this->assertTrue( $compiled->import_from_file( "$file.mo" ) );

		$texts = $this->texts( WP_PLUGIN_DIR . '/' . $plugin, $domain );
		$this->assertNotSame( array(), $texts );
		foreach ( $texts as $text ) {
			$this->assertArrayHasKey( $text, $source->entries, 'No translation.' );
			$this->assertNotSame( '', $source->translate( $text ) );
			$this->assertSame( $source->translate( $text ), $compiled->translate( $text ), 'Compile it again: msgfmt' );
		}
		$this->assertSameSize( $texts, $source->entries, 'A translation of nothing.' );
	}

	public function plugins(): array {
		return array(
			array( 'tinyeclipse-connector', 'tinyeclipse' ),
			array( 'tinyeclipse-wc', 'tinyeclipse-wc' ),
		);
	}

	/** @return string[] */
	private function texts( string $folder, string $domain ): array {
		$texts = array();
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $folder ) ) as $file ) {
			if ( 'php' === $file->getExtension() ) {
				preg_match_all( "/\b(?:__|esc_html__|esc_html_e)\(\s*'((?:[^'\\\\]|\\\\.)*)',\s*'([a-z-]+)'/", (string) file_get_contents( $file->getPathname() ), $calls, PREG_SET_ORDER );
				foreach ( $calls as $call ) {
					$this->assertSame( $domain, $call[2], $call[1] );
					$texts[] = stripslashes( $call[1] );
				}
			}
		}
		return array_values( array_unique( $texts ) );
	}
}
