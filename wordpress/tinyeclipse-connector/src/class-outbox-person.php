<?php
/**
 * Reports about one person.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB -- A table of our own, whose name cannot be a placeholder before WordPress 6.2.

/**
 * Finds and forgets what waits in the outbox about somebody: by their e-mail address wherever a report says it, and by their customer number.
 */
final class Outbox_Person {
	/**
	 * What waits about them.
	 *
	 * @return array<int, array{id: int, route: string, body: array<string, mixed>}>
	 */
	public static function reports( string $email ): array {
		global $wpdb;

		$user  = get_user_by( 'email', $email );
		$terms = array( (string) wp_json_encode( $email ) );
		if ( $user instanceof \WP_User ) {
			$terms[] = '"customer_id":"' . $user->ID . '"';
			$terms[] = '"customer_id":' . $user->ID;
		}
		$likes = array();
		foreach ( $terms as $term ) {
			$likes[] = $wpdb->prepare( 'body LIKE %s', '%' . $wpdb->esc_like( $term ) . '%' );
		}
		$rows    = Own_Tables::select( 'SELECT id, route, body FROM ' . Outbox_Table::name() . ' WHERE ' . implode( ' OR ', $likes ) . ' ORDER BY id' );
		$reports = array();
		foreach ( $rows as $row ) {
			$body = json_decode( (string) $row['body'], true );
			if ( is_array( $body ) && self::is_about( $body, $email, $user instanceof \WP_User ? (string) $user->ID : '' ) ) {
				$reports[] = array(
					'id'    => (int) $row['id'],
					'route' => (string) $row['route'],
					'body'  => $body,
				);
			}
		}
		return $reports;
	}

	/** How many were forgotten. */
	public static function forget( string $email ): int {
		$ids = array_column( self::reports( $email ), 'id' );
		if ( array() === $ids ) {
			return 0;
		}
		return (int) Own_Tables::query( 'DELETE FROM ' . Outbox_Table::name() . ' WHERE id IN (' . implode( ',', $ids ) . ')' );
	}

	/**
	 * The database looks for text, which may stand there by chance.
	 *
	 * @param array<mixed, mixed> $body Of a report, or a part of it.
	 */
	private static function is_about( array $body, string $email, string $customer_id ): bool {
		foreach ( $body as $name => $value ) {
			if ( is_array( $value ) ) {
				if ( self::is_about( $value, $email, $customer_id ) ) {
					return true;
				}
			} elseif ( is_string( $value ) && 0 === strcasecmp( trim( $value ), $email ) ) {
				return true;
			} elseif ( 'customer_id' === $name && '' !== $customer_id && (string) $value === $customer_id ) {
				return true;
			}
		}
		return false;
	}
}
