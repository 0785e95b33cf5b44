<?php
/**
 * WordPress's tools for personal data.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Exports and erases what TinyEclipse holds about somebody: at the server, and in this site's outbox. Where the server cannot be asked, WordPress is told that it
 * did not work, so that the request stays open, and nothing is half done. A staging site, which the server refuses, answers for its outbox alone.
 */
final class Personal_Data {
	private const ID        = 'tinyeclipse';
	private const PAGE_SIZE = 100;
	private const TIMEOUT   = 20.0;
	/** For a process that is sending just now. */
	private const LOCK_SECONDS = 25;

	/**
	 * @param array<string, mixed> $exporters WordPress's list.
	 * @return array<string, mixed>
	 */
	public static function register_exporter( $exporters ): array {
		$exporters[ self::ID ] = array(
			'exporter_friendly_name' => 'TinyEclipse',
			'callback'               => array( self::class, 'export' ),
		);
		return $exporters;
	}

	/**
	 * @param array<string, mixed> $erasers WordPress's list.
	 * @return array<string, mixed>
	 */
	public static function register_eraser( $erasers ): array {
		$erasers[ self::ID ] = array(
			'eraser_friendly_name' => 'TinyEclipse',
			'callback'             => array( self::class, 'erase' ),
		);
		return $erasers;
	}

	/**
	 * A page of all that is held.
	 *
	 * @param string $email Whose.
	 * @param int    $page  From 1 on.
	 * @return array{data: array<int, array<string, mixed>>, done: bool}|\WP_Error
	 */
	public static function export( $email, $page = 1 ) {
		$email = trim( (string) $email );
		$first = (int) $page <= 1;
		$items = $first ? Personal_Data_Format::waiting( Outbox_Person::reports( $email ) ) : array();
		if ( ! Settings::can_send() ) {
			return array( 'data' => $items, 'done' => true );
		}
		$response = self::ask( 'export', array( 'email' => $email, 'page_size' => self::PAGE_SIZE, 'page_token' => $first ? '' : self::token( $email ) ) );
		if ( self::is_staging( $response ) ) {
			return array( 'data' => $items, 'done' => true );
		}
		$answer = $response->json();
		if ( ! $response->is_success() || ! isset( $answer['items'] ) || ! is_array( $answer['items'] ) ) {
			return self::failure( $response );
		}
		$next = isset( $answer['next_page_token'] ) && is_string( $answer['next_page_token'] ) ? $answer['next_page_token'] : '';
		set_transient( self::key( $email ), $next, HOUR_IN_SECONDS );
		return array(
			'data' => array_merge( $items, Personal_Data_Format::held( $answer['items'], (int) $page ) ),
			'done' => '' === $next,
		);
	}

	/**
	 * At the server first; what waits here goes only when that worked, and cannot leave meanwhile.
	 *
	 * @param string $email Whose.
	 * @param int    $page  There is one.
	 * @return array{items_removed: bool, items_retained: bool, messages: string[], done: bool}|\WP_Error
	 */
	public static function erase( $email, $page = 1 ) {
		$email = trim( (string) $email );
		if ( ! self::hold() ) {
			return new \WP_Error( 'tinyeclipse_busy', __( 'TinyEclipse is just sending reports. Nothing was erased yet: try again.', 'tinyeclipse' ) );
		}
		try {
			$erased   = false;
			$retained = false;
			if ( Settings::can_send() ) {
				$response = self::ask( 'erase', array( 'email' => $email ) );
				$answer   = $response->json();
				$retained = self::is_staging( $response );
				if ( ! $retained && ( ! $response->is_success() || ! isset( $answer['erased'] ) ) ) {
					return self::failure( $response );
				}
				$erased = isset( $answer['erased'] ) && true === $answer['erased'];
			}
			$removed = Outbox_Person::forget( $email );
		} finally {
			Outbox::unlock();
		}
		return array(
			'items_removed'  => $erased || $removed > 0,
			'items_retained' => $retained,
			'messages'       => $retained ? array( __( 'This is a staging site: TinyEclipse keeps what it holds about the customers of the real shop. Erase it there.', 'tinyeclipse' ) ) : array(),
			'done'           => true,
		);
	}

	/**
	 * @param array<string, mixed> $body Of the request.
	 */
	private static function ask( string $what, array $body ): Api_Response {
		return Api_Client::post( '/api/sites/shoppers/' . $what, (string) wp_json_encode( $body ), self::TIMEOUT );
	}

	/** The people of the real shop are not a staging site's to reach. */
	private static function is_staging( Api_Response $response ): bool {
		return 'STAGING_SITE' === $response->reason();
	}

	private static function failure( Api_Response $response ): \WP_Error {
		return new \WP_Error(
			'tinyeclipse_away',
			/* translators: %s: what the server or the network said. */
			sprintf( __( 'TinyEclipse could not be asked, so nothing was done: %s. Try again later.', 'tinyeclipse' ), $response->describe() )
		);
	}

	/** Keeps the site's processes from sending, so that nothing of the person leaves behind the erasure. */
	private static function hold(): bool {
		$end = time() + self::LOCK_SECONDS;
		while ( ! Outbox::lock() ) {
			if ( time() >= $end ) {
				return false;
			}
			usleep( 100000 );
		}
		return true;
	}

	/** The page token of the page before: WordPress knows pages by their number only. */
	private static function token( string $email ): string {
		$token = get_transient( self::key( $email ) );
		return is_string( $token ) ? $token : '';
	}

	private static function key( string $email ): string {
		return 'tinyeclipse_export_' . md5( strtolower( $email ) );
	}
}
