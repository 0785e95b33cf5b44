<?php
/**
 * What the server may ask of the site.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Every endpoint with the scope it needs. All of them are called by the server alone, by signed requests.
 */
final class Endpoints {
	public const ROUTE_NAMESPACE = 'tinyeclipse/v1';

	public static function register(): void {
		self::add( 'ping', 'POST', 'site:read', array( self::class, 'ping' ) );
	}

	/** What the site says of itself. */
	public static function ping(): \WP_REST_Response {
		$answer = new \WP_REST_Response( Site_Facts::all() );
		$answer->header( 'Cache-Control', 'no-store' );
		return $answer;
	}

	private static function add( string $name, string $method, string $scope, callable $callback ): void {
		register_rest_route(
			self::ROUTE_NAMESPACE,
			'/' . $name,
			array(
				'methods'             => $method,
				'callback'            => $callback,
				'permission_callback' => static function ( $request ) use ( $scope ) {
					return Signed_Request::check( $request, $scope );
				},
			)
		);
	}
}
