<?php
/**
 * A sign of life.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Tells the server that the site and its cron live, and finds out whether the connection works.
 */
final class Heartbeat {
	public const OPTION = 'tinyeclipse_connection';

	public const CONNECTED    = 'connected';
	public const INCOMPLETE   = 'incomplete';
	public const UNREACHABLE  = 'unreachable';
	public const REFUSED      = 'refused';
	public const OTHER_TENANT = 'other_tenant';
	public const FAILED       = 'failed';
	public const COPY         = 'copy';
	public const QUARANTINED  = 'quarantined';

	private const TIMEOUT     = 10.0;
	private const CLOCK_LIMIT = 120;

	public static function beat_and_deliver(): void {
		if ( Settings::can_send() ) {
			Outbox::prune( time() );
			self::beat();
			Delivery::run_in_background();
		}
	}

	/**
	 * Sends one, and remembers how it went.
	 *
	 * @return array{state: string, time: int, detail: string, clock_skew: int}
	 */
	public static function beat(): array {
		if ( ! Settings::is_complete() ) {
			return self::remember( self::INCOMPLETE, '', 0 );
		}

		if ( Home::is_copy() ) {
			return self::remember( self::COPY, '', 0 );
		}

		$response = Api_Client::post( '/api/sites/heartbeat', (string) wp_json_encode( self::body() ), self::TIMEOUT );
		if ( ! $response->is_success() ) {
			return self::remember( self::failure( $response->status() ), $response->describe(), 0 );
		}

		$answer = $response->json();
		$tenant = isset( $answer['tenant_id'] ) ? $answer['tenant_id'] : ( isset( $answer['tenantId'] ) ? $answer['tenantId'] : '' );
		if ( ! is_string( $tenant ) || '' === $tenant ) {
			return self::remember( self::FAILED, $response->describe(), 0 );
		}
		if ( strtolower( $tenant ) !== strtolower( Settings::tenant_id() ) ) {
			return self::remember( self::OTHER_TENANT, '', 0 );
		}
		$state = Quarantine::obey( $answer );
		if ( self::CONNECTED !== $state ) {
			return self::remember( $state, '', 0 );
		}
		Entitlements::take( $answer );
		Delivery_State::resume();
		$keys = isset( $answer['server_keys_version'] ) ? $answer['server_keys_version'] : ( isset( $answer['serverKeysVersion'] ) ? $answer['serverKeysVersion'] : '' );
		Server_Keys::refresh( is_string( $keys ) ? $keys : '' );
		return self::remember( self::CONNECTED, '', self::clock_skew( $answer ) );
	}

	/**
	 * How the last one went; an empty state when none was sent yet.
	 *
	 * @return array{state: string, time: int, detail: string, clock_skew: int}
	 */
	public static function last(): array {
		$last    = get_option( self::OPTION, array() );
		$nothing = array(
			'state'      => '',
			'time'       => 0,
			'detail'     => '',
			'clock_skew' => 0,
		);
		return array_merge( $nothing, is_array( $last ) ? $last : array() );
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function body(): array {
		$summary = Outbox::summary();
		return array(
			'occurred_at'          => Clock::rfc3339( Clock::microseconds() ),
			'environment'          => Site_Facts::environment(),
			'versions'             => Site_Facts::versions(),
			'outbox_pending_count' => $summary['pending'],
			'rest_url'             => Site_Address::rest_root(),
		);
	}

	private static function failure( int $status ): string {
		if ( 0 === $status ) {
			return self::UNREACHABLE;
		}
		return 401 === $status || 403 === $status ? self::REFUSED : self::FAILED;
	}

	/**
	 * Seconds by which this machine's clock is wrong; 0 when it is right enough.
	 *
	 * @param array<string, mixed> $answer The server's.
	 */
	private static function clock_skew( array $answer ): int {
		$time    = isset( $answer['server_time'] ) ? $answer['server_time'] : ( isset( $answer['serverTime'] ) ? $answer['serverTime'] : '' );
		$seconds = is_string( $time ) && '' !== $time ? strtotime( $time ) : false;
		$skew    = false === $seconds ? 0 : time() - $seconds;
		return abs( $skew ) > self::CLOCK_LIMIT ? $skew : 0;
	}

	/**
	 * @return array{state: string, time: int, detail: string, clock_skew: int}
	 */
	private static function remember( string $state, string $detail, int $clock_skew ): array {
		$result = array(
			'state'      => $state,
			'time'       => time(),
			'detail'     => $detail,
			'clock_skew' => $clock_skew,
		);
		update_option( self::OPTION, $result, false );
		return $result;
	}
}
