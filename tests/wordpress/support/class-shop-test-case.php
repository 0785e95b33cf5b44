<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** A shop with a shopper in it. */
abstract class Shop_Test_Case extends Site_Test_Case {
	/** @var Shopper */
	protected $shopper;

	/** @var int */
	private $seen = 0;

	protected function setUp(): void {
		parent::setUp();
		$this->seen    = 0;
		$this->shopper = new Shopper();
	}

	/**
	 * The reports that came since the last call.
	 *
	 * @return array<int, array<string, mixed>>
	 */
	protected function new_reports(): array {
		$this->wait_until_sent();
		$reports    = array_slice( Api_Double::carts(), $this->seen );
		$this->seen = count( Api_Double::carts() );
		return $reports;
	}

	/** @return array<string, mixed> */
	protected function the_report(): array {
		$reports = $this->new_reports();
		$this->assertCount( 1, $reports, 'One report: ' . json_encode( $reports ) );
		return $reports[0];
	}

	protected function assert_no_report( string $when ): void {
		$this->assertSame( array(), $this->new_reports(), $when );
	}

	protected static function woocommerce_is_real(): bool {
		return '' !== (string) getenv( 'WOOCOMMERCE_DIR' );
	}
}
