<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use PHPUnit\Framework\TestCase;

/** The plugins run on PHP 7.4, whatever PHP the tests run on. */
final class CompatibilityTest extends TestCase {
	/** Newer syntax, as it looks in code without comments and texts. */
	private const NEWER_SYNTAX = array(
		'a nullsafe operator'          => '/\?->/',
		'an attribute'                 => '/^\s*#\[/m',
		'match'                        => '/\bmatch\s*\(/',
		'enum'                         => '/^\s*enum\s+\w+/m',
		'readonly'                     => '/\breadonly\b/',
		'a union or intersection type' => '/[(,]\s*\??[\w\\\\]+\s*[|&]\s*[\w\\\\]+\s+\$|\)\s*:\s*\??[\w\\\\]+\s*[|&]/',
		'a newer return type'          => '/\)\s*:\s*\??(mixed|static|never|null|false|true)\s*\{/',
		'a mixed parameter'            => '/[(,]\s*mixed\s+\$/',
		'a promoted parameter'         => '/[(,]\s*(public|protected|private)\s+[^;(){}]*\$/',
		'a catch without a variable'   => '/\bcatch\s*\(\s*[\w\\\\|\s]+\)/',
		'throw as an expression'       => '/(\?\?|\?|:|=>|&&|\|\||\band\b|\bor\b)\s*throw\b/',
		'a named argument'             => '/[(,]\s*[a-z_]\w*\s*:\s*(?!:)[^?]/',
		'the class of an object'       => '/\$\w+::class/',
		'a first-class callable'       => '/\(\s*\.\.\.\s*\)/',
		'new in an initializer'        => '/function\s*\w*\s*\([^)]*=\s*new\b/',
		'a newer function'             => '/(?<![\w>:\\\\])(str_contains|str_starts_with|str_ends_with|get_debug_type|fdiv|array_is_list|array_find|array_any|array_all|json_validate|mb_str_pad|mb_trim)\s*\(/',
	);

	/**
	 * @dataProvider files
	 */
	public function test_a_file_uses_nothing_newer( string $file ): void {
		$code = $this->without_comments_and_texts( (string) file_get_contents( $file ) );
		foreach ( self::NEWER_SYNTAX as $what => $pattern ) {
			$this->assertSame( 0, preg_match( $pattern, $code, $found ), $what . ': ' . ( $found[0] ?? '' ) );
		}
	}

	/**
	 * @dataProvider newer_code
	 */
	public function test_what_is_newer_is_recognised( string $what, string $newer ): void {
		$this->assertMatchesRegularExpression( self::NEWER_SYNTAX[ $what ], $this->without_comments_and_texts( "<?php\n" . $newer ) );
	}

	public function files(): array {
		$files = array();
		$root  = getenv( 'TINYECLIPSE_TEST_ROOT' ) . '/wordpress';
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $root ) ) as $file ) {
			if ( 'php' === $file->getExtension() ) {
				$files[ substr( $file->getPathname(), strlen( $root ) + 1 ) ] = array( $file->getPathname() );
			}
		}
		return $files;
	}

	public function newer_code(): array {
		return array(
			array( 'a nullsafe operator', '$a?->b();' ),
			array( 'an attribute', '#[Pure] function f() {}' ),
			array( 'match', '$a = match ( $b ) { default => 1 };' ),
			array( 'enum', 'enum A: string {}' ),
			array( 'readonly', 'final readonly class A {}' ),
			array( 'a union or intersection type', 'function f( int|string $a ) {}' ),
			array( 'a union or intersection type', 'function f(): int|string {}' ),
			array( 'a newer return type', 'function f(): ?static {}' ),
			array( 'a mixed parameter', 'function f( $a, mixed $b ) {}' ),
			array( 'a promoted parameter', 'function __construct( private string $a ) {}' ),
			array( 'a catch without a variable', 'try { f(); } catch ( \Throwable ) {}' ),
			array( 'throw as an expression', '$a = $b ?? throw new E();' ),
			array( 'a named argument', 'f( a: 1, b: $c );' ),
			array( 'the class of an object', '$a::class;' ),
			array( 'a first-class callable', '$f = strlen(...);' ),
			array( 'new in an initializer', 'function f( $a = new A() ) {}' ),
			array( 'a newer function', 'if ( str_contains( $a, $b ) ) {}' ),
		);
	}

	private function without_comments_and_texts( string $source ): string {
		$code = '';
		foreach ( token_get_all( $source ) as $token ) {
			if ( ! is_array( $token ) ) {
				$code .= $token;
			} elseif ( in_array( $token[0], array( T_CONSTANT_ENCAPSED_STRING, T_ENCAPSED_AND_WHITESPACE, T_INLINE_HTML ), true ) ) {
				$code .= "''";
			} elseif ( ! in_array( $token[0], array( T_COMMENT, T_DOC_COMMENT ), true ) ) {
				$code .= $token[1];
			}
		}
		return $code;
	}
}
