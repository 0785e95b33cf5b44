<?php
/**
 * What WP-Cron does for us.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * A heartbeat every five minutes, and a delivery within the minute as long as reports wait. A site with nothing to send schedules no delivery.
 */
final class Schedule {
	public const HEARTBEAT = 'tinyeclipse_heartbeat';
	public const DELIVER   = 'tinyeclipse_deliver_outbox';

	private const INTERVAL = 'tinyeclipse_five_minutes';

	/**
	 * @param array<string, array<string, mixed>> $schedules Known intervals.
	 * @return array<string, array<string, mixed>>
	 */
	public static function add_intervals( $schedules ) {
		$schedules[ self::INTERVAL ] = array(
			'interval' => 300,
			'display'  => 'TinyEclipse, 5 min',
		);
		return $schedules;
	}

	public static function ensure_heartbeat(): void {
		if ( false === wp_next_scheduled( self::HEARTBEAT ) ) {
			wp_schedule_event( time(), self::INTERVAL, self::HEARTBEAT );
		}
	}

	/** Asks WP-Cron to come back when reports wait: in a minute, or when the pause is over. */
	public static function ensure_delivery(): void {
		$due = Settings::can_send() ? Outbox::next_due() : null;
		if ( null === $due ) {
			return;
		}
		$time      = max( $due, Delivery_State::paused_until(), time() + 60 );
		$scheduled = wp_next_scheduled( self::DELIVER );
		if ( false === $scheduled || $scheduled > $time ) {
			wp_clear_scheduled_hook( self::DELIVER );
			wp_schedule_single_event( $time, self::DELIVER );
		}
	}

	public static function clear(): void {
		wp_clear_scheduled_hook( self::HEARTBEAT );
		wp_clear_scheduled_hook( self::DELIVER );
	}
}
