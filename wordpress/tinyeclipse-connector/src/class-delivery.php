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
	private const INLINE_SECONDS     = 2.0;
	private const INLINE_TIMEOUT     = 2.0;
	private const BACKGROUND_SECONDS = 20.0;
	private const BACKGROUND_TIMEOUT = 5.0;
	/** With less time than this left no report is begun: cURL cannot keep a shorter time, and a server must not look slow because we are late. */
	private const SHORTEST_TIMEOUT   = 1.0;

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
		while ( Settings::can_send() && Outbox::lock() ) {
			$round = self::round( $end, $timeout );
			$sent += $round['sent'];
			Outbox::unlock();
			// A process that found the lock taken left its report to us, perhaps after our last look.
			$due = Outbox::next_due();
			if ( 0 === $round['tried'] || null === $due || $due > time() || self::is_over( $end ) || Delivery_State::is_paused( time() ) ) {
				break;
			}
		}
		Schedule::ensure_delivery();
		return $sent;
	}

	/**
	 * @param float $seconds For all of it.
	 * @param float $timeout Seconds for one report, at most.
	 * @return int How many the server took.
	 */
	public static function drain( float $seconds, float $timeout ): int {
		return self::round( microtime( true ) + $seconds, $timeout )['sent'];
	}

	/**
	 * @param float $end     When it has to be over.
	 * @param float $timeout Seconds for one report, at most.
	 * @return array{tried: int, sent: int}
	 */
	private static function round( float $end, float $timeout ): array {
		$count = array(
			'tried' => 0,
			'sent'  => 0,
		);
		while ( Settings::can_send() && ! self::is_over( $end ) && ! Delivery_State::is_paused( time() ) ) {
			$row = Outbox::claim( time() );
			if ( null === $row ) {
				break;
			}
			++$count['tried'];
			$count['sent'] += self::deliver( $row, min( $timeout, max( self::SHORTEST_TIMEOUT, $end - microtime( true ) ) ) ) ? 1 : 0;
		}
		return $count;
	}

	private static function is_over( float $end ): bool {
		return $end - microtime( true ) < self::SHORTEST_TIMEOUT;
	}

	/**
	 * What waits belongs to the tenant it was collected for; another one must never get it.
	 *
	 * @param mixed $old What the tenant id was.
	 * @param mixed $new What it is.
	 */
	public static function change_tenant( $old, $new ): void {
		$old = strtolower( trim( (string) $old ) );
		if ( '' !== $old && strtolower( trim( (string) $new ) ) !== $old ) {
			Outbox::clear();
			Entitlements::forget();
		}
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
		$passing  = Retry_Policy::is_passing( $response->status() ) || Retry_Policy::is_quarantined( $response );

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
