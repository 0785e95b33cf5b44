<?php
/**
 * The site in a few facts.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * What the server is told of the site, by heartbeat and when it asks: nothing of a person.
 */
final class Site_Facts {
	private const LONGEST_VERSION = 40;

	/**
	 * @return array<string, mixed>
	 */
	public static function all(): array {
		return array(
			'home_url'    => Site_Address::home(),
			'environment' => self::environment(),
			'versions'    => self::versions(),
		);
	}

	/** As the contract names it. */
	public static function environment(): string {
		return Environment::is_staging() ? 'SITE_ENVIRONMENT_STAGING' : 'SITE_ENVIRONMENT_PRODUCTION';
	}

	/**
	 * @return array<string, string>
	 */
	public static function versions(): array {
		return array(
			'wordpress'   => substr( get_bloginfo( 'version' ), 0, self::LONGEST_VERSION ),
			'php'         => substr( PHP_VERSION, 0, self::LONGEST_VERSION ),
			'woocommerce' => defined( 'WC_VERSION' ) ? substr( (string) WC_VERSION, 0, self::LONGEST_VERSION ) : '',
			'connector'   => TINYECLIPSE_VERSION,
		);
	}
}
