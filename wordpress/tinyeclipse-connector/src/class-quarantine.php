<?php
/**
 * What the server says of this installation.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * The server knows a site by its fingerprint too. A copy that slipped through our own look at the address learns there that it is none, and what it is
 * instead. Until somebody has said so everything that waits is kept.
 */
final class Quarantine {
	/**
	 * Does what the answer to a heartbeat says.
	 *
	 * @param array<string, mixed> $answer The server's.
	 * @return string The state of the connection: CONNECTED, QUARANTINED or COPY of Heartbeat.
	 */
	public static function obey( array $answer ): string {
		$standing = isset( $answer['standing'] ) ? $answer['standing'] : 'INSTALLATION_STANDING_NORMAL';
		if ( 'INSTALLATION_STANDING_QUARANTINED' === $standing ) {
			return Heartbeat::QUARANTINED;
		}
		if ( 'INSTALLATION_STANDING_REFUSED' === $standing ) {
			return self::become( $answer ) ? Heartbeat::CONNECTED : self::disown();
		}
		if ( Heartbeat::QUARANTINED === Heartbeat::last()['state'] ) {
			// What waited need wait no longer.
			Delivery::start_afresh();
		}
		return Heartbeat::CONNECTED;
	}

	/**
	 * Takes the token of the staging site that this copy has become, if there is one. What it brought along or collected under the site's name is not its own.
	 *
	 * @param array<string, mixed> $answer The server's.
	 */
	private static function become( array $answer ): bool {
		$new   = isset( $answer['replacement'] ) && is_array( $answer['replacement'] ) ? $answer['replacement'] : array();
		$token = isset( $new['site_token'] ) ? $new['site_token'] : ( isset( $new['siteToken'] ) ? $new['siteToken'] : '' );
		if ( ! is_string( $token ) || ! Settings::is_site_token( $token ) ) {
			return false;
		}
		Outbox::clear();
		update_option( Settings::SITE_TOKEN, $token );
		Home::remember();
		return true;
	}

	private static function disown(): string {
		Home::disown();
		return Heartbeat::COPY;
	}
}
