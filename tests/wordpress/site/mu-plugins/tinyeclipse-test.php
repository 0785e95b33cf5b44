<?php
// Looks over the plugins' shoulders: writes down, for each web request, the hooks that fired, the queries the plugins made and the time they took.

declare( strict_types=1 );

namespace TinyEclipse\Tests;

add_filter( 'tinyeclipse_allow_local_server', '__return_true' );

// A payment that happens elsewhere; the double of WooCommerce has it built in.
add_filter(
	'woocommerce_payment_gateways',
	static function ( array $gateways ): array {
		require_once __DIR__ . '/redirect-gateway.inc';
		return array_merge( $gateways, array( new Redirect_Gateway() ) );
	}
);

if ( 'cli' === PHP_SAPI ) {
	return;
}

// A host that can end the response before PHP does, as PHP-FPM.
if ( isset( $_SERVER['HTTP_X_TEST_FPM'] ) ) {
	require __DIR__ . '/finish-request.inc';
}
if ( isset( $_SERVER['HTTP_X_TEST_LOCALE'] ) ) {
	add_filter(
		'locale',
		static function (): string {
			return sanitize_key( $_SERVER['HTTP_X_TEST_LOCALE'] ) === 'nl_nl' ? 'nl_NL' : 'nl_BE';
		}
	);
}

// Who is logged in when an endpoint answers.
add_filter(
	'rest_post_dispatch',
	static function ( $answer ) {
		$answer->header( 'X-Test-User', (string) get_current_user_id() );
		return $answer;
	}
);

// A shop that wants its carts kept to itself.
if ( isset( $_SERVER['HTTP_X_TEST_DISCREET'] ) ) {
	add_filter( 'tinyeclipse_wc_cart_report', '__return_empty_array' );
}

// Somebody pays for an older order, while the cart holds something.
if ( isset( $_SERVER['HTTP_X_TEST_PAYS'] ) ) {
	add_action(
		'wp',
		static function (): void {
			do_action( 'woocommerce_store_api_checkout_order_processed', wc_get_order( (int) $_SERVER['HTTP_X_TEST_PAYS'] ) );
		}
	);
}

/** The notes of this request. */
final class Notes {
	/** @var string[] */
	public static $hooks = array();

	/** @var array<string, float> */
	public static $milliseconds = array();

	/** @var float */
	private static $since = 0.0;

	public static function start(): void {
		self::$since = microtime( true );
	}

	public static function stop( string $what ): void {
		self::$milliseconds[ $what ] = round( 1000 * ( microtime( true ) - self::$since ), 3 );
	}

	public static function write(): void {
		$own = array();
		foreach ( (array) $GLOBALS['wpdb']->queries as $query ) {
			// Ours if it comes from one of our functions, unless WooCommerce asks on the way for something it would ask anyway.
			if ( 1 === preg_match( '/TinyEclipse\\\\(?!Tests)|tinyeclipse_\w+\(?/', $query[2] ) && 0 === preg_match( '/TinyEclipse.*Automattic\\\\WooCommerce/', $query[2] ) ) {
				$own[] = preg_replace( '/\s+/', ' ', $query[0] );
			}
		}
		$notes = array(
			'request'      => $_SERVER['REQUEST_METHOD'] . ' ' . $_SERVER['REQUEST_URI'],
			'hooks'        => self::$hooks,
			'queries'      => $own,
			'milliseconds' => self::$milliseconds,
		);
		file_put_contents( getenv( 'TINYECLIPSE_TEST_DIR' ) . '/log/requests.jsonl', json_encode( $notes ) . "\n", FILE_APPEND | LOCK_EX );
	}
}

foreach (
	array(
		'woocommerce_cart_updated',
		'woocommerce_add_to_cart',
		'woocommerce_after_cart_item_quantity_update',
		'woocommerce_remove_cart_item',
		'woocommerce_cart_item_removed',
		'woocommerce_applied_coupon',
		'woocommerce_removed_coupon',
		'woocommerce_cart_emptied',
		'woocommerce_checkout_process',
		'woocommerce_checkout_update_order_review',
		'woocommerce_checkout_order_processed',
		'woocommerce_store_api_cart_update_customer_from_request',
		'woocommerce_store_api_checkout_update_customer_from_request',
		'woocommerce_store_api_checkout_order_processed',
		'woocommerce_thankyou',
		'woocommerce_created_customer',
		'user_register',
		'wp_login',
	) as $hook
) {
	add_action(
		$hook,
		static function ( $first = null ) use ( $hook ) {
			Notes::$hooks[] = $hook;
			return $first;
		},
		-100
	);
}

add_action( 'shutdown', array( Notes::class, 'start' ), 9 );
add_action(
	'shutdown',
	static function (): void {
		Notes::stop( 'report' );
	},
	11
);
// Around the connector's own, which is added at PHP_INT_MAX when the plugins are loaded: one before, one after.
add_action( 'shutdown', array( Notes::class, 'start' ), PHP_INT_MAX );
add_action(
	'wp_loaded',
	static function (): void {
		add_action(
			'shutdown',
			static function (): void {
				Notes::stop( 'dispatch' );
				Notes::write();
			},
			PHP_INT_MAX
		);
	}
);
