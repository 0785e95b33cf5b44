<?php
/**
 * What other plugins and themes may call. The names of connector 4 are kept.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

use TinyEclipse\Connector\Clock;
use TinyEclipse\Connector\Delivery_State;
use TinyEclipse\Connector\Dispatcher;
use TinyEclipse\Connector\Entitlements;
use TinyEclipse\Connector\Environment;
use TinyEclipse\Connector\Heartbeat;
use TinyEclipse\Connector\Journey;
use TinyEclipse\Connector\Outbox;
use TinyEclipse\Connector\Settings;

/** The tenant this site belongs to; empty when none was entered. It is public and proves nothing. */
function tinyeclipse_get_tenant_id(): string {
	return Settings::tenant_id();
}

/** Whether this site is a copy for trying things out. What comes from it leads to no push and no mail. */
function tinyeclipse_is_staging(): bool {
	return Environment::is_staging();
}

/**
 * Whether the tenant's plan holds a feature, as the server said last. True before it said anything: the server decides then. Costs no query.
 *
 * @param string $feature For example shop, web_push, analytics, behaviour, chat or prompts.
 */
function tinyeclipse_has_feature( string $feature ): bool {
	/**
	 * Whether a feature may be used.
	 *
	 * @param bool   $has     What the plan says.
	 * @param string $feature Its name.
	 */
	return (bool) apply_filters( 'tinyeclipse_has_feature', Entitlements::has( $feature ), $feature );
}

/** The tenant's plan, tiny, pro or pro_plus, as the server said last; empty before it did. */
function tinyeclipse_get_plan(): string {
	return Entitlements::plan();
}

/**
 * Whether the server can be reached with the site's token, asked now. Takes up to ten seconds: never call it in a visitor's request.
 *
 * @return string no_id, error or connected.
 */
function tinyeclipse_check_connection(): string {
	if ( '' === Settings::tenant_id() ) {
		return 'no_id';
	}
	return Heartbeat::CONNECTED === Heartbeat::beat()['state'] ? 'connected' : 'error';
}

/**
 * Adds an event to the journey of the person it is about. Returns at once and never throws; the event is delivered after the response.
 *
 * @param string               $module_type For example forms, shop, jobs.
 * @param string               $event_type  For example form_submitted, order_placed.
 * @param string               $title       What a person reads.
 * @param string               $description Details.
 * @param array<string, mixed> $data        Facts. One of email, phone and customer_id must be among them: an event about nobody
 *                                          has no place in a journey and is not kept.
 * @param string               $source_url  Page it happened on; the home page when empty.
 * @return bool Whether it will be delivered.
 */
function tinyeclipse_send_event( $module_type, $event_type, $title, $description = '', $data = array(), $source_url = '' ): bool {
	try {
		$entry = Journey::entry( (string) $module_type, (string) $event_type, (string) $title, (string) $description, (array) $data, (string) $source_url );
		return null !== $entry && tinyeclipse_queue_report( Journey::ROUTE, $entry, 'journey:' . $entry['event_id'] );
	} catch ( \Throwable $failure ) {
		return false;
	}
}

/**
 * Stores a report until the server has it, and sends it after the response. For the plugins of TinyEclipse. Never throws.
 *
 * The report goes to POST /api/shop/{tenant_id}/$route_suffix. It is sent at least once: its receiver must be able to tell a repetition.
 * Of the reports under one coalesce key only the newest is kept, by occurred_at.
 *
 * @param string               $route_suffix For example abandoned-carts.
 * @param array<string, mixed> $body         Fields in snake_case. occurred_at is added.
 * @param string               $coalesce_key What the report is about, for example cart:3f2a…
 * @param int                  $occurred_at  Microseconds since 1970; now when 0.
 * @return bool False when the site is not connected, the tenant's plan does not hold it, or it cannot be stored.
 */
function tinyeclipse_queue_report( string $route_suffix, array $body, string $coalesce_key, int $occurred_at = 0 ): bool {
	try {
		if ( 1 !== preg_match( '/^[a-z][a-z-]{0,63}$/', $route_suffix ) || ! Settings::can_send() || Delivery_State::is_unwanted( $route_suffix, time() ) ) {
			return false;
		}

		$occurred_at         = $occurred_at > 0 ? $occurred_at : Clock::microseconds();
		$body['occurred_at'] = Clock::rfc3339( $occurred_at );
		if ( ! Outbox::put( $route_suffix, $body, $coalesce_key, $occurred_at ) ) {
			return false;
		}
		Dispatcher::expect_work();
		return true;
	} catch ( \Throwable $failure ) {
		return false;
	}
}
