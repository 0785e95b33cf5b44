<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use PHPUnit\Framework\TestCase;
use TinyEclipse\Shop\Money;

final class MoneyTest extends TestCase {
	/**
	 * @dataProvider amounts
	 *
	 * @param float|int|string $amount Amount.
	 */
	public function test_minor( int $expected, $amount, string $currency = 'EUR', int $decimals = 2 ): void {
		$this->assertSame( $expected, Money::minor( $amount, $currency, $decimals ) );
	}

	public function amounts(): array {
		return array(
			'text'                                       => array( 4500, '45.00' ),
			'text without decimals'                      => array( 4500, '45' ),
			'a whole number'                             => array( 4500, 45 ),
			'a float that is not what it seems, 19.99'   => array( 1999, 19.99 ),
			'a float that is not what it seems, 1.15'    => array( 115, 1.15 ),
			'a sum of floats'                            => array( 30, 0.1 + 0.2 ),
			'half a cent goes up'                        => array( 101, '1.005' ),
			'half a cent goes up, also as a float'       => array( 101, 1.005 ),
			'less than half a cent goes down'            => array( 100, '1.00499999' ),
			'a tax that does not end'                    => array( 333, 10 / 3 ),
			'nothing'                                    => array( 0, '' ),
			'less than nothing'                          => array( 0, -4.5 ),
			'words'                                      => array( 0, 'free' ),
			'yen have no cents'                          => array( 1200, '1200', 'JPY', 0 ),
			'yen in a shop that shows cents'             => array( 1201, '1200.50', 'JPY', 2 ),
			'dinars have three decimals'                 => array( 12345, '12.345', 'KWD', 3 ),
			'a shop that shows whole euros'              => array( 4500, '45.40', 'EUR', 0 ),
			'a shop that shows four decimals'            => array( 124, '1.2351', 'EUR', 4 ),
			'four decimals, half up'                     => array( 124, '1.235', 'EUR', 4 ),
			'large'                                      => array( 123456789012, '1234567890.12' ),
			'more than the server takes'                 => array( 1000000000000, '99999999999999999' ),
		);
	}

	public function test_it_does_not_know_the_locale(): void {
		$before = setlocale( LC_NUMERIC, '0' );
		setlocale( LC_NUMERIC, 'nl_BE.UTF-8', 'nl_BE', 'de_DE.UTF-8', 'C' );
		$this->assertSame( 1999, Money::minor( 19.99, 'EUR', 2 ) );
		setlocale( LC_NUMERIC, $before );
	}
}
