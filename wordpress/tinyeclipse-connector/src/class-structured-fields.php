<?php
/**
 * Structured fields of HTTP (RFC 9651).
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Reads the dictionaries that signatures are made of. Stricter than the RFC where leniency serves only who attacks: a name that comes twice,
 * dates and decimals, and anything long are refused. A bare item is array( type, value ).
 */
final class Structured_Fields {
	private const LONGEST      = 4096;
	private const MOST_MEMBERS = 8;
	private const MOST_ITEMS   = 32;

	private const KEY   = '/\G[a-z*][a-z0-9_.*-]*/';
	private const ITEMS = array(
		'string'  => '/\G"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\\\["\\\\])*)"/',
		'integer' => '/\G(-?[0-9]{1,15})(?![0-9.])/',
		'bytes'   => '/\G:([A-Za-z0-9+\/=]*):/',
		'boolean' => '/\G\?([01])/',
		'token'   => '/\G([A-Za-z*][A-Za-z0-9!#$%&\'*+.^_`|~:\/-]*)/',
	);

	/** @var string */
	private $text;

	/** @var int */
	private $at = 0;

	private function __construct( string $text ) {
		$this->text = $text;
	}

	/**
	 * Members by name: whether it is a list, its items and its parameters. Null when the field is not a dictionary as it should be.
	 *
	 * @return array<string, array{list: bool, items: array<int, array<string, mixed>>, parameters: array<string, array<int, mixed>>}>|null
	 */
	public static function parse( string $field ): ?array {
		if ( '' === $field || strlen( $field ) > self::LONGEST ) {
			return null;
		}
		try {
			return ( new self( trim( $field, ' ' ) ) )->read_all();
		} catch ( \UnexpectedValueException $failure ) {
			return null;
		}
	}

	/**
	 * A member as the RFC writes it, whatever white space it came with.
	 *
	 * @param array<string, mixed> $member What parse() gave.
	 */
	public static function serialize( array $member ): string {
		$items = array();
		foreach ( $member['items'] as $item ) {
			$items[] = self::write( $item['item'] ) . self::write_parameters( $item['parameters'] );
		}
		return ( $member['list'] ? '(' . implode( ' ', $items ) . ')' : $items[0] ) . self::write_parameters( $member['parameters'] );
	}

	private function read_all(): array {
		$members = array();
		do {
			$this->take( '/\G[ \t]*/' );
			$key = $this->demand_match( self::KEY );
			$this->demand( ! isset( $members[ $key ] ) && count( $members ) < self::MOST_MEMBERS );
			$members[ $key ] = $this->read_member();
			$this->take( '/\G[ \t]*/' );
		} while ( null !== $this->take( '/\G,/' ) );
		$this->demand( strlen( $this->text ) === $this->at );
		return $members;
	}

	private function read_member(): array {
		$has_value = null !== $this->take( '/\G=/' );
		$is_list   = $has_value && null !== $this->take( '/\G\(/' );
		if ( $is_list ) {
			$items = $this->read_list();
		} else {
			$items = array( array( 'item' => $has_value ? $this->read_item() : array( 'boolean', true ), 'parameters' => array() ) );
		}
		return array(
			'list'       => $is_list,
			'items'      => $items,
			'parameters' => $this->read_parameters(),
		);
	}

	private function read_list(): array {
		$items = array();
		while ( true ) {
			$this->take( '/\G +/' );
			if ( null !== $this->take( '/\G\)/' ) ) {
				return $items;
			}
			$item    = $this->read_item();
			$items[] = array( 'item' => $item, 'parameters' => $this->read_parameters() );
			$this->demand( count( $items ) <= self::MOST_ITEMS && 1 === preg_match( '/\G[ )]/', $this->text, $unused, 0, $this->at ) );
		}
	}

	private function read_parameters(): array {
		$parameters = array();
		while ( null !== $this->take( '/\G; */' ) ) {
			$key = $this->demand_match( self::KEY );
			$this->demand( ! isset( $parameters[ $key ] ) && count( $parameters ) < self::MOST_ITEMS );
			$parameters[ $key ] = null === $this->take( '/\G=/' ) ? array( 'boolean', true ) : $this->read_item();
		}
		return $parameters;
	}

	private function read_item(): array {
		foreach ( self::ITEMS as $type => $pattern ) {
			$text = $this->take( $pattern );
			if ( null !== $text ) {
				return array( $type, $this->value( $type, $text ) );
			}
		}
		throw new \UnexpectedValueException();
	}

	/**
	 * @return mixed
	 */
	private function value( string $type, string $text ) {
		switch ( $type ) {
			case 'string':
				return stripslashes( $text );
			case 'integer':
				return (int) $text;
			case 'boolean':
				return '1' === $text;
			case 'bytes':
				$bytes = base64_decode( $text, true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- That is how the RFC writes bytes.
				// Bits that decoding would ignore.
				$this->demand( is_string( $bytes ) && base64_encode( $bytes ) === $text ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions
				return $bytes;
			default:
				return $text;
		}
	}

	/** What matches here, or its first group; null when nothing does. */
	private function take( string $pattern ): ?string {
		if ( 1 !== preg_match( $pattern, $this->text, $match, 0, $this->at ) ) {
			return null;
		}
		$this->at += strlen( $match[0] );
		return isset( $match[1] ) ? $match[1] : $match[0];
	}

	private function demand_match( string $pattern ): string {
		$text = $this->take( $pattern );
		$this->demand( null !== $text );
		return (string) $text;
	}

	private function demand( bool $holds ): void {
		if ( ! $holds ) {
			throw new \UnexpectedValueException();
		}
	}

	private static function write_parameters( array $parameters ): string {
		$text = '';
		foreach ( $parameters as $key => $item ) {
			$text .= ';' . $key . ( array( 'boolean', true ) === $item ? '' : '=' . self::write( $item ) );
		}
		return $text;
	}

	private static function write( array $item ): string {
		list( $type, $value ) = $item;
		switch ( $type ) {
			case 'string':
				return '"' . addcslashes( $value, '"\\' ) . '"';
			case 'bytes':
				return ':' . base64_encode( $value ) . ':'; // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions
			case 'boolean':
				return $value ? '?1' : '?0';
			default:
				return (string) $value;
		}
	}
}
