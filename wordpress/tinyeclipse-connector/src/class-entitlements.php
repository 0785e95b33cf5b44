<?php
/**
 * What the tenant's plan holds.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * The server says it with every heartbeat. While the server is away, what it said last holds; before it ever said anything everything may be collected, and the
 * server decides. Loaded with the options of every page, since every page asks.
 */
final class Entitlements {
	public const OPTION = 'tinyeclipse_entitlements';

	private const FEATURE_PREFIX = 'FEATURE_';
	private const PLAN_PREFIX    = 'PLAN_';

	/**
	 * Keeps what the answer to a heartbeat says. A changed plan counts from now on: what it holds anew is collected at once.
	 *
	 * @param array<string, mixed> $answer The server's.
	 */
	public static function take( array $answer ): void {
		$told = isset( $answer['entitlements'] ) && is_array( $answer['entitlements'] ) ? $answer['entitlements'] : array();
		if ( ! isset( $told['plan'], $told['features'] ) || ! is_string( $told['plan'] ) || ! is_array( $told['features'] ) ) {
			return;
		}
		$before = self::last();
		$now    = array(
			'plan'     => self::word( $told['plan'], self::PLAN_PREFIX ),
			'features' => self::words( $told['features'] ),
			'time'     => time(),
		);
		update_option( self::OPTION, $now, true );
		if ( null === $before || $before['plan'] !== $now['plan'] || $before['features'] !== $now['features'] ) {
			Delivery_State::forget_unwanted();
			/**
			 * The plan changed, or became known.
			 *
			 * @param string[] $features What it holds.
			 * @param string   $plan     tiny, pro or pro_plus.
			 */
			do_action( 'tinyeclipse_entitlements_changed', $now['features'], $now['plan'] );
		}
	}

	/** Whether the plan holds a feature, for example shop or web_push. */
	public static function has( string $feature ): bool {
		$last = self::last();
		return null === $last || in_array( $feature, $last['features'], true );
	}

	/** The plan; empty before the server said it. */
	public static function plan(): string {
		$last = self::last();
		return null === $last ? '' : $last['plan'];
	}

	/** Another tenant has another plan. */
	public static function forget(): void {
		update_option( self::OPTION, '', true );
	}

	/**
	 * What the server said last; null when it never did.
	 *
	 * @return array{plan: string, features: string[], time: int}|null
	 */
	public static function last(): ?array {
		$last = get_option( self::OPTION );
		return is_array( $last ) && isset( $last['plan'], $last['features'], $last['time'] ) && is_array( $last['features'] ) ? $last : null;
	}

	/**
	 * @param mixed[] $names As the server writes them, for example FEATURE_SHOP.
	 * @return string[]
	 */
	private static function words( array $names ): array {
		$words = array();
		foreach ( array_filter( $names, 'is_string' ) as $name ) {
			$words[] = self::word( $name, self::FEATURE_PREFIX );
		}
		sort( $words );
		return $words;
	}

	private static function word( string $name, string $prefix ): string {
		return strtolower( 0 === strpos( $name, $prefix ) ? substr( $name, strlen( $prefix ) ) : $name );
	}
}
