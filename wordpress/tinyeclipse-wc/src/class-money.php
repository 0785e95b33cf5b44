<?php
/**
 * Money in whole numbers.
 *
 * @package TinyEclipse\Shop
 */

declare( strict_types=1 );

namespace TinyEclipse\Shop;

defined( 'ABSPATH' ) || exit;

/**
 * Turns an amount into the currency's minor unit by working on its digits: multiplying floats loses cents.
 */
final class Money {
	private const MAX_MINOR    = 1000000000000;
	private const MAX_DIGITS   = 13;
	private const MAX_DECIMALS = 4;

	/** ISO 4217 digits after the point, where they are not two. */
	private const EXPONENTS = array(
		'BIF' => 0,
		'CLP' => 0,
		'DJF' => 0,
		'GNF' => 0,
		'ISK' => 0,
		'JPY' => 0,
		'KMF' => 0,
		'KRW' => 0,
		'PYG' => 0,
		'RWF' => 0,
		'UGX' => 0,
		'UYI' => 0,
		'VND' => 0,
		'VUV' => 0,
		'XAF' => 0,
		'XOF' => 0,
		'XPF' => 0,
		'BHD' => 3,
		'IQD' => 3,
		'JOD' => 3,
		'KWD' => 3,
		'LYD' => 3,
		'OMR' => 3,
		'TND' => 3,
		'CLF' => 4,
		'UYW' => 4,
	);

	/**
	 * Rounds half up to the decimals the shop shows, then counts in minor units: 45 shown without decimals is still 4500 euro cents.
	 *
	 * @param float|int|string $amount         Amount with a decimal point; less than nothing counts as nothing.
	 * @param string           $currency_code  ISO 4217.
	 * @param int              $shown_decimals Decimals of prices in the shop.
	 */
	public static function minor( $amount, string $currency_code, int $shown_decimals ): int {
		$exponent = isset( self::EXPONENTS[ $currency_code ] ) ? self::EXPONENTS[ $currency_code ] : 2;
		$shown    = max( 0, min( $shown_decimals, self::MAX_DECIMALS ) );
		$units    = self::units( self::decimal( $amount ), $shown );
		if ( $exponent >= $shown ) {
			return (int) min( self::MAX_MINOR, $units * 10 ** ( $exponent - $shown ) );
		}

		$divisor = 10 ** ( $shown - $exponent );
		return min( self::MAX_MINOR, intdiv( $units + intdiv( $divisor, 2 ), $divisor ) );
	}

	/** Digits of an amount as a whole number of its last decimal, rounded half up. */
	private static function units( string $decimal, int $decimals ): int {
		list( $whole, $fraction ) = explode( '.', $decimal . '.' );
		if ( strlen( ltrim( $whole, '0' ) ) > self::MAX_DIGITS ) {
			return self::MAX_MINOR;
		}
		$fraction = str_pad( $fraction, $decimals + 1, '0' );
		return (int) ( $whole . substr( $fraction, 0, $decimals ) ) + ( $fraction[ $decimals ] >= '5' ? 1 : 0 );
	}

	/**
	 * @param float|int|string $amount Amount.
	 */
	private static function decimal( $amount ): string {
		if ( is_string( $amount ) && 1 === preg_match( '/^\d+(\.\d+)?$/', $amount ) ) {
			return $amount;
		}
		// Eight places show what was meant (1.005, not 1.00499…), and %F knows no locale.
		return is_numeric( $amount ) && $amount > 0 ? sprintf( '%.8F', $amount ) : '0';
	}
}
