<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use PHPUnit\Framework\TestCase;
use TinyEclipse\Connector\Request_Signature;
use TinyEclipse\Connector\Structured_Fields;

/** tests/signatures/cases.json, which the server's verifier is tried on too: both must think the same. */
final class RequestSignatureTest extends TestCase {
	/**
	 * @dataProvider cases
	 *
	 * @param array<string, string> $one One of them.
	 */
	public function test_a_request_is_judged_as_it_should( array $one ): void {
		$file = self::file();
		$this->assertSame( $one['verdict'], Request_Signature::verify( $one, $file['keys'], $file['now'] )['verdict'] );
	}

	public function cases(): array {
		$cases = array();
		foreach ( self::file()['cases'] as $one ) {
			$cases[ $one['name'] ] = array( $one );
		}
		return $cases;
	}

	public function test_any_changed_added_or_missing_character_is_refused(): void {
		$file = self::file();
		$good = $file['cases'][2];
		$this->assertSame( Request_Signature::VALID, Request_Signature::verify( $good, $file['keys'], $file['now'] )['verdict'] );
		$tried = 0;
		foreach ( array( 'method', 'authority', 'path', 'query', 'body', 'content_digest', 'signature_input', 'signature' ) as $part ) {
			for ( $at = 0; $at < strlen( $good[ $part ] ); $at++ ) {
				$before = substr( $good[ $part ], 0, $at );
				$after  = substr( $good[ $part ], $at + 1 );
				foreach ( array( '', 'x', '0', '"', '=', ';', $good[ $part ][ $at ] ^ "\x01" ) as $instead ) {
					if ( $instead === $good[ $part ][ $at ] ) {
						continue;
					}
					$changed = array( $part => $before . $instead . $after ) + $good;
					$verdict = Request_Signature::verify( $changed, $file['keys'], $file['now'] )['verdict'];
					// White space between the parts of a field means nothing.
					if ( Request_Signature::VALID === $verdict && 0 === strpos( $part, 'signature' ) ) {
						$this->assertSame( Structured_Fields::serialize( Structured_Fields::parse( $good[ $part ] )['te'] ), Structured_Fields::serialize( Structured_Fields::parse( $changed[ $part ] )['te'] ) );
						continue;
					}
					$this->assertNotSame( Request_Signature::VALID, $verdict, "$part: {$changed[ $part ]}" );
					++$tried;
				}
			}
		}
		$this->assertGreaterThan( 2000, $tried );
	}

	/** @dataProvider fields */
	public function test_a_field_that_is_not_as_it_should_be_is_not_read( string $field ): void {
		$this->assertNull( Structured_Fields::parse( $field ) );
	}

	public function fields(): array {
		$fields = array( 'te=:AA==:, te=:AA==:', 'te=("a"', 'te=("a""b")', 'te=1.5', 'te=1234567890123456', 'te=:AB==:', 'te="\n"', 'te;a;a', 'Te=1', 'te=1,', '', "te=1\n", "te=\"\x00\"", "te=\"\xc3\xa9\"" );
		$fields = array_merge( $fields, array( 'te="' . str_repeat( 'a', 5000 ) . '"', 'te=(' . implode( ' ', array_fill( 0, 33, '"a"' ) ) . ')', 'a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1' ) );
		return array_map(
			static function ( string $field ): array {
				return array( $field );
			},
			$fields
		);
	}

	private static function file(): array {
		return json_decode( (string) file_get_contents( getenv( 'TINYECLIPSE_TEST_ROOT' ) . '/tests/signatures/cases.json' ), true );
	}
}
