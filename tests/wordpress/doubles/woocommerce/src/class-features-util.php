<?php

namespace Automattic\WooCommerce\Utilities;

/** Remembers what plugins say of themselves. */
final class FeaturesUtil {
	/** @var array<string, string[]> */
	private static $compatible = array();

	public static function declare_compatibility( string $feature, string $file, bool $positive = true ): bool {
		self::$compatible[ $feature ][] = plugin_basename( $file );
		return $positive && doing_action( 'before_woocommerce_init' );
	}

	/** @return array{compatible: string[]} */
	public static function get_compatible_plugins_for_feature( string $feature ): array {
		return array( 'compatible' => self::$compatible[ $feature ] ?? array() );
	}
}
