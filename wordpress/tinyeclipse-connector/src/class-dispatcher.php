<?php
/**
 * Sends what a request queued, after its response.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * A visitor never waits for the server. Where PHP can end the response first (FPM, LiteSpeed) the report leaves from the same process; elsewhere
 * another process of the site is woken, which costs the time to hand over a request; if that fails too, WP-Cron has it within a minute.
 */
final class Dispatcher {
	/** @var bool */
	private static $has_work = false;

	/** Remembers that this request queued something. Any other request does nothing here. */
	public static function expect_work(): void {
		self::$has_work = true;
	}

	public static function after_response(): void {
		if ( ! self::$has_work ) {
			return;
		}
		self::$has_work = false;

		try {
			self::dispatch();
		} catch ( \Throwable $failure ) {
			// The reports are stored; WP-Cron sends them.
			Schedule::ensure_delivery();
		}
	}

	private static function dispatch(): void {
		if ( Delivery_State::is_paused( time() ) ) {
			Schedule::ensure_delivery();
			return;
		}

		ignore_user_abort( true );
		if ( self::nobody_waits() || self::finish_response() ) {
			Delivery::run_inline();
			return;
		}
		Schedule::ensure_delivery();
		Loopback::wake();
	}

	private static function nobody_waits(): bool {
		return wp_doing_cron() || ( defined( 'WP_CLI' ) && WP_CLI );
	}

	private static function finish_response(): bool {
		$finish = function_exists( 'fastcgi_finish_request' ) ? 'fastcgi_finish_request' : 'litespeed_finish_request';
		if ( ! function_exists( $finish ) ) {
			return false;
		}
		// An open PHP session would make the visitor's next request wait for this one.
		if ( PHP_SESSION_ACTIVE === session_status() ) {
			session_write_close();
		}
		return false !== $finish();
	}
}
