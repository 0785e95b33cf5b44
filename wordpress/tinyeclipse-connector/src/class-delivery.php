<?php
/**
 * Empties the outbox.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Sends what is due, one report at a time, until nothing is due, the time is up or the server does not take it.
 */
final class Delivery {
	private const INLINE_SECONDS     = 3.0;
	private const INLINE_TIMEOUT     = 2.0;
	private const BACKGROUND_SECONDS = 20.0;
	private const BACKGROUND_TIMEOUT = 5.0;

	/** After a visitor's response, in his process. */
	public static function run_inline(): int {
		return self::run( self::INLINE_SECONDS, self::INLINE_TIMEOUT );
	}

	/** For WP-Cron and the loopback request: nobody waits. */
	public static function run_in_background(): int {
		return self::run( self::BACKGROUND_SECONDS, self::BACKGROUND_TIMEOUT );
	}

	/**
	 * One process of the site at a time, so that a server that hangs holds up one and not all of them. Claims keep two from sending the same
	 * report where the lock is of no use, for example on a cluster.
	 */
	private static function run( float $seconds, float $timeout ): int {
		$sent = 0;
		$end  = microtime( true ) + $seconds;
		while ( Outbox::lock() ) {
			$sent += self::drain( $end - microtime( true ), $timeout );
			Outbox::unlock();
			// A process that found the lock taken left its report to us, perhaps after our last look.
			$due = Outbox::next_due();
			if ( null === $due || $due > time() || microtime( true ) >= $end || Delivery_State::is_paused( time() ) ) {
				break;
			}
		}
		Schedule::ensure_delivery();
		return $sent;
	}

	/**
	 * @param float $seconds After this time no further report is begun.
	 * @param float $timeout Seconds for one.
	 * @return int How many the server took.
	 */
	public static function drain( float $seconds, float $timeout ): int {
		$sent = 0;
		$end  = microtime( true ) + $seconds;
		while ( Settings::is_complete() && microtime( true ) < $end && ! Delivery_State::is_paused( time() ) ) {
			$row = Outbox::claim( time() );
			if ( null === $row ) {
				break;
			}
			$sent += self::deliver( $row, $timeout ) ? 1 : 0;
		}
		return $sent;
	}

	/** The operator changed the connection, or asked for it: whatever stood in the way may be gone. */
	public static function start_afresh( bool $with_dead = false ): void {
		Delivery_State::reset();
		Outbox::retry_all( time(), $with_dead );
		Schedule::ensure_delivery();
	}

	/**
	 * @param array<string, mixed> $row     A claimed report.
	 * @param float                $timeout Seconds.
	 */
	private static function deliver( array $row, float $timeout ): bool {
		$response = Api_Client::post( Api_Client::report_path( $row['route'] ), $row['body'], $timeout );
		$now      = time();
		$attempts = $row['attempts'] + 1;
		$passing  = Retry_Policy::is_passing( $response->status() );

		switch ( Retry_Policy::outcome( $response, $attempts, $now - $row['queued_at'] ) ) {
			case Retry_Policy::SENT:
				Outbox::remove( $row );
				Delivery_State::resume();
				return true;
			case Retry_Policy::UNWANTED:
				Outbox::remove( $row );
				Delivery_State::mark_unwanted( $row['route'], $now );
				return false;
			case Retry_Policy::DEAD:
				Outbox::postpone( $row, 'dead', $now, $response->describe() );
				break;
			default:
				Outbox::postpone( $row, 'pending', $now + Retry_Policy::delay( $attempts, $passing, Retry_Policy::jitter() ), $response->describe() );
		}
		if ( $passing ) {
			Delivery_State::pause( $response, $now );
		} else {
			Delivery_State::resume();
		}
		return false;
	}
}
