<?php
/**
 * How the line to the server is.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * The circuit breaker, and the routes the tenant's plan does not hold. One option, read only by requests that have something to send.
 */
final class Delivery_State {
	public const OPTION = 'tinyeclipse_delivery';

	private const UNWANTED_SECONDS = 3600;

	/** Whether sending is of no use just now. */
	public static function is_paused( int $now ): bool {
		return self::paused_until() > $now;
	}

	public static function paused_until(): int {
		return (int) self::read()['paused_until'];
	}

	/** After a failure that every report would meet. */
	public static function pause( Api_Response $response, int $now ): void {
		$state                 = self::read();
		$state['failures']     = (int) $state['failures'] + 1;
		$state['asked_until']  = max( (int) $state['asked_until'], $now + min( $response->retry_after(), Retry_Policy::MAX_RETRY_AFTER ) );
		$state['paused_until'] = $now + Retry_Policy::pause( $state['failures'], $response->retry_after(), Retry_Policy::jitter() );
		self::write( $state );
	}

	/** After a success. A pause that the server asked for lasts as long as it said, whatever else it takes meanwhile. */
	public static function resume(): void {
		$state = self::read();
		$until = (int) $state['asked_until'] > time() ? (int) $state['asked_until'] : 0;
		if ( 0 !== (int) $state['failures'] || $until !== (int) $state['paused_until'] ) {
			self::write( array_merge( $state, array( 'failures' => 0, 'paused_until' => $until ) ) );
		}
	}

	/** What the plan does not hold is not collected: for an hour, then one report asks again. */
	public static function mark_unwanted( string $route, int $now ): void {
		$state                       = self::read();
		$state['unwanted'][ $route ] = $now + self::UNWANTED_SECONDS;
		self::write( $state );
	}

	public static function is_unwanted( string $route, int $now ): bool {
		$unwanted = self::read()['unwanted'];
		return isset( $unwanted[ $route ] ) && (int) $unwanted[ $route ] > $now;
	}

	/**
	 * Routes the plan does not hold.
	 *
	 * @return string[]
	 */
	public static function unwanted( int $now ): array {
		return array_keys(
			array_filter(
				self::read()['unwanted'],
				static function ( $until ) use ( $now ): bool {
					return (int) $until > $now;
				}
			)
		);
	}

	/** The plan changed: what it holds is no longer known from what was refused. */
	public static function forget_unwanted(): void {
		$state = self::read();
		if ( array() !== $state['unwanted'] ) {
			self::write( array_merge( $state, array( 'unwanted' => array() ) ) );
		}
	}

	/** The operator changed something. */
	public static function reset(): void {
		delete_option( self::OPTION );
	}

	/**
	 * @return array{failures: int, paused_until: int, asked_until: int, unwanted: array<string, int>}
	 */
	private static function read(): array {
		$state    = get_option( self::OPTION, array() );
		$defaults = array(
			'failures'     => 0,
			'paused_until' => 0,
			'asked_until'  => 0,
			'unwanted'     => array(),
		);
		$state    = array_merge( $defaults, is_array( $state ) ? $state : array() );
		if ( ! is_array( $state['unwanted'] ) ) {
			$state['unwanted'] = array();
		}
		return $state;
	}

	/**
	 * @param array<string, mixed> $state All of it.
	 */
	private static function write( array $state ): void {
		update_option( self::OPTION, $state, false );
	}
}
