<?php
/**
 * What becomes of a report that was answered, or not.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Pure decisions. A fault of the server, the network or the token passes; a refused report stays refused, and is tried only a few times more.
 */
final class Retry_Policy {
	public const SENT     = 'sent';
	public const RETRY    = 'retry';
	public const DEAD     = 'dead';
	public const UNWANTED = 'unwanted';

	public const MAX_REFUSALS    = 8;
	public const MAX_AGE         = 1209600; // Two weeks.
	public const MAX_ROW_DELAY   = 3600;
	public const MAX_PAUSE       = 300;
	public const MAX_RETRY_AFTER = 3600;

	private const BASE_DELAY = 15;
	/** Client errors that an operator or time can mend: a wrong token, a slow moment, too many requests. */
	private const PASSING_CLIENT_ERRORS = array( 401, 403, 408, 429 );

	/**
	 * @param Api_Response $response What came back.
	 * @param int          $attempts How often the report was tried, this time included.
	 * @param int          $age      Seconds since it was queued.
	 */
	public static function outcome( Api_Response $response, int $attempts, int $age ): string {
		if ( $response->has_recorded() ) {
			return self::SENT;
		}
		if ( self::is_quarantined( $response ) ) {
			return self::RETRY;
		}
		if ( 'PLAN_REQUIRED' === $response->reason() ) {
			return self::UNWANTED;
		}
		if ( $age > self::MAX_AGE || ( ! self::is_passing( $response->status() ) && $attempts >= self::MAX_REFUSALS ) ) {
			return self::DEAD;
		}
		return self::RETRY;
	}

	/** Whether nothing is taken until somebody has said which installation is the site. That may take as long as it takes: nothing is given up meanwhile. */
	public static function is_quarantined( Api_Response $response ): bool {
		return 'SITE_QUARANTINED' === $response->reason();
	}

	/** Whether the failure would meet every other report just now, so that trying them is of no use: also an answer that is not the server's. */
	public static function is_passing( int $status ): bool {
		return $status < 400 || $status >= 500 || in_array( $status, self::PASSING_CLIENT_ERRORS, true );
	}

	/** Seconds until a report is tried again: 15, 30, 60 and so on, spread by a quarter so that sites do not come back all at once. */
	public static function delay( int $attempts, bool $passing, float $jitter ): int {
		return self::backoff( $attempts, $passing ? self::MAX_PAUSE : self::MAX_ROW_DELAY, $jitter );
	}

	/** Seconds during which nothing is sent at all, after so many failures of the server in a row. */
	public static function pause( int $failures, int $retry_after, float $jitter ): int {
		return max( self::backoff( $failures, self::MAX_PAUSE, $jitter ), min( $retry_after, self::MAX_RETRY_AFTER ) );
	}

	/** A number between 0 and 1. */
	public static function jitter(): float {
		return wp_rand( 0, 1000 ) / 1000;
	}

	private static function backoff( int $count, int $limit, float $jitter ): int {
		$delay = min( $limit, self::BASE_DELAY * 2 ** min( max( $count, 1 ) - 1, 12 ) );
		return (int) round( $delay * ( 0.75 + 0.5 * $jitter ) );
	}
}
