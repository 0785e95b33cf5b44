<?php
/**
 * Personal data as WordPress shows it.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Turns what is held about somebody into groups of names and values.
 */
final class Personal_Data_Format {
	/**
	 * @param array<int, mixed> $items What the server answered.
	 * @param int               $page  Which page it is: numbers of things go on over pages.
	 * @return array<int, array<string, mixed>>
	 */
	public static function held( array $items, int $page ): array {
		$groups = array();
		foreach ( array_values( $items ) as $place => $item ) {
			$kind   = isset( $item['kind'] ) && is_string( $item['kind'] ) ? $item['kind'] : '';
			$fields = isset( $item['fields'] ) && is_array( $item['fields'] ) ? $item['fields'] : array();
			if ( '' !== $kind ) {
				$groups[] = self::group( $kind, self::label( $kind ), $kind . '-' . $page . '-' . $place, $fields );
			}
		}
		return $groups;
	}

	/**
	 * @param array<int, array{id: int, route: string, body: array<string, mixed>}> $reports What waits in the outbox.
	 * @return array<int, array<string, mixed>>
	 */
	public static function waiting( array $reports ): array {
		$groups = array();
		foreach ( $reports as $report ) {
			$groups[] = self::group( 'outbox', __( 'TinyEclipse: reports that were not sent yet', 'tinyeclipse' ), 'outbox-' . $report['id'], $report['body'] );
		}
		return $groups;
	}

	/**
	 * @param array<string, mixed> $fields Names and values.
	 * @return array<string, mixed>
	 */
	private static function group( string $kind, string $label, string $id, array $fields ): array {
		$data = array();
		foreach ( $fields as $name => $value ) {
			if ( null !== $value && '' !== $value && array() !== $value ) {
				$data[] = array(
					'name'  => ucfirst( str_replace( '_', ' ', (string) $name ) ),
					'value' => self::text( $value ),
				);
			}
		}
		return array(
			'group_id'    => 'tinyeclipse-' . $kind,
			'group_label' => $label,
			'item_id'     => 'tinyeclipse-' . $id,
			'data'        => $data,
		);
	}

	/**
	 * @param mixed $value Of a field.
	 */
	private static function text( $value ): string {
		if ( is_bool( $value ) ) {
			return $value ? '1' : '0';
		}
		return esc_html( is_scalar( $value ) ? (string) $value : (string) wp_json_encode( $value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) );
	}

	private static function label( string $kind ): string {
		$labels = array(
			'contacts'         => __( 'TinyEclipse: the customer', 'tinyeclipse' ),
			'customer_numbers' => __( 'TinyEclipse: customer numbers', 'tinyeclipse' ),
			'journey_entries'  => __( 'TinyEclipse: what happened', 'tinyeclipse' ),
			'abandoned_carts'  => __( 'TinyEclipse: shopping carts', 'tinyeclipse' ),
			'notifications'    => __( 'TinyEclipse: what the shop was told', 'tinyeclipse' ),
			'events'           => __( 'TinyEclipse: events', 'tinyeclipse' ),
		);
		return isset( $labels[ $kind ] ) ? $labels[ $kind ] : 'TinyEclipse: ' . str_replace( '_', ' ', $kind );
	}
}
