<?php
/**
 * Events of this site as entries of a contact's journey.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Turns the event of connector 4 (module, event, data) into a journey entry. An entry belongs to a person: without an e-mail address,
 * a phone number or a customer number there is no entry.
 */
final class Journey {
	public const ROUTE = 'journey';

	private const MAX_DATA_BYTES = 8000;

	private const EMAIL_FIELDS = array( 'email', 'e-mail', 'your-email', 'mail' );
	private const PHONE_FIELDS = array( 'phone', 'telefoon', 'tel', 'your-phone' );
	private const NAME_FIELDS  = array( 'name', 'naam', 'full_name', 'your-name', 'customer', 'applicant' );

	/** First the whole event, then the start of it, then the module alone. */
	private const TOUCHPOINTS = array(
		'shop/order_refunded'   => 'TOUCHPOINT_REFUND',
		'shop/order'            => 'TOUCHPOINT_ORDER',
		'shop/payment'          => 'TOUCHPOINT_PAYMENT',
		'shop/checkout'         => 'TOUCHPOINT_CHECKOUT',
		'shop/review'           => 'TOUCHPOINT_REVIEW',
		'shop/'                 => 'TOUCHPOINT_CART',
		'forms/'                => 'TOUCHPOINT_FORM',
		'jobs/job_application'  => 'TOUCHPOINT_FORM',
		'chat/'                 => 'TOUCHPOINT_CHAT',
		'mail/'                 => 'TOUCHPOINT_EMAIL',
	);

	/** Fields that must never leave the site, whatever form they were typed in and however deep they lie. */
	private const SECRET_FIELDS = '/pass|pwd|wachtwoord|secret|token|nonce|api.?key|(^|[^a-z])pin([^a-z]|code|$)|cc.?num|card.?num|kaartnummer|cvc|cvv|iban/i';
	private const MAX_DEPTH     = 4;

	/**
	 * @param string               $module Module of the event.
	 * @param string               $event  The event.
	 * @param string               $title  What a person reads.
	 * @param string               $text   Details, may be empty.
	 * @param array<string, mixed> $data   Facts; among them who it is about.
	 * @param string               $url    Page it happened on.
	 * @return array<string, mixed>|null Null when the journey has no place for it.
	 */
	public static function entry( string $module, string $event, string $title, string $text, array $data, string $url ): ?array {
		$touchpoint = self::touchpoint( $module . '/' . $event );
		$identity   = self::identity( $data );
		if ( null === $touchpoint || null === $identity ) {
			return null;
		}

		$title = trim( wp_strip_all_tags( $title ) );
		return array(
			'event_id'    => wp_generate_uuid4(),
			'identity'    => $identity,
			'touchpoint'  => $touchpoint,
			'channel'     => 'CHANNEL_WEB',
			'title'       => mb_substr( '' === $title ? $event : $title, 0, 200 ),
			'description' => mb_substr( wp_strip_all_tags( $text ), 0, 2000 ),
			'data'        => self::data( $module, $event, $data, $url ),
		);
	}

	public static function touchpoint( string $event ): ?string {
		foreach ( self::TOUCHPOINTS as $start => $touchpoint ) {
			if ( 0 === strpos( $event, $start ) ) {
				return $touchpoint;
			}
		}
		return null;
	}

	/**
	 * @param array<string, mixed> $data Facts.
	 * @return array<string, string>|null
	 */
	public static function identity( array $data ): ?array {
		$email    = strtolower( self::first( $data, self::EMAIL_FIELDS ) );
		$identity = array_filter(
			array(
				'customer_id' => mb_substr( self::first( $data, array( 'customer_id', 'user_id' ) ), 0, 64 ),
				'email'       => is_email( $email ) && strlen( $email ) <= 254 ? $email : '',
				'phone'       => mb_substr( self::first( $data, self::PHONE_FIELDS ), 0, 40 ),
			),
			static function ( string $value ): bool {
				return '' !== $value && '0' !== $value;
			}
		);
		if ( array() === $identity ) {
			return null;
		}

		$name = mb_substr( self::first( $data, self::NAME_FIELDS ), 0, 200 );
		return '' === $name ? $identity : $identity + array( 'name' => $name );
	}

	/**
	 * @param array<string, mixed> $data Facts.
	 * @return array<string, mixed>
	 */
	private static function data( string $module, string $event, array $data, string $url ): array {
		$about = array(
			'module'      => $module,
			'event'       => $event,
			'environment' => Environment::name(),
			'site_url'    => home_url(),
			'site_name'   => get_bloginfo( 'name' ),
			'source_url'  => '' === $url ? home_url() : $url,
		);

		$all = $about + self::facts( $data, self::MAX_DEPTH );
		return strlen( (string) wp_json_encode( $all ) ) <= self::MAX_DATA_BYTES ? $all : $about + array( 'shortened' => true );
	}

	/**
	 * Without secrets, without objects, whose content nobody can vouch for, and without what lies too deep.
	 *
	 * @param array<int|string, mixed> $data  Facts.
	 * @param int                      $depth How deep to look.
	 * @return array<int|string, mixed>
	 */
	private static function facts( array $data, int $depth ): array {
		$facts = array();
		foreach ( $data as $field => $value ) {
			if ( 1 === preg_match( self::SECRET_FIELDS, (string) $field ) ) {
				continue;
			}
			if ( is_array( $value ) && $depth > 1 ) {
				$facts[ $field ] = self::facts( $value, $depth - 1 );
			} elseif ( is_string( $value ) ) {
				$facts[ $field ] = mb_substr( $value, 0, 500 );
			} elseif ( is_scalar( $value ) || null === $value ) {
				$facts[ $field ] = $value;
			}
		}
		return $facts;
	}

	/**
	 * @param array<string, mixed> $data   Facts.
	 * @param string[]             $fields Names the value may have.
	 */
	private static function first( array $data, array $fields ): string {
		$data = array_change_key_case( $data );
		foreach ( $fields as $field ) {
			if ( isset( $data[ $field ] ) && is_scalar( $data[ $field ] ) && '' !== trim( (string) $data[ $field ] ) ) {
				return trim( wp_strip_all_tags( (string) $data[ $field ] ) );
			}
		}
		return '';
	}
}
