<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Shop\Cart_Snapshot;

/** What a cart looks like in a report. */
final class CartSnapshotTest extends Site_Test_Case {
	/** @var string */
	private $currency = 'EUR';

	protected function setUp(): void {
		parent::setUp();
		add_filter( 'woocommerce_currency', array( $this, 'currency' ) );
	}

	protected function tearDown(): void {
		remove_filter( 'woocommerce_currency', array( $this, 'currency' ) );
	}

	public function currency(): string {
		return $this->currency;
	}

	/**
	 * @dataProvider quantities
	 *
	 * @param int|float|string $quantity In the cart.
	 */
	public function test_pieces_are_counted_whole( ?int $expected, $quantity ): void {
		$items = $this->take( array( $this->line( array( 'quantity' => $quantity ) ) ) )['items'];
		$this->assertSame( null === $expected ? array() : array( $expected ), array_column( $items, 'quantity' ) );
	}

	public function quantities(): array {
		return array(
			'two'                  => array( 2, 2 ),
			'as text'              => array( 3, '3' ),
			'half a kilo'          => array( 1, 0.5 ),
			'two kilos and a bit'  => array( 3, 2.3 ),
			'none'                 => array( null, 0 ),
			'more than there is'   => array( 100000, 5000000 ),
		);
	}

	public function test_a_variation_is_known_by_its_own_number(): void {
		$items = $this->take( array( $this->line( array( 'variation_id' => 987 ) ) ) )['items'];
		$this->assertSame( '987', $items[0]['product_id'] );
	}

	public function test_a_large_cart_is_cut_and_its_total_is_not(): void {
		$snapshot = $this->take( array_fill( 0, 250, $this->line() ), 5625.0 );
		$this->assertCount( 200, $snapshot['items'] );
		$this->assertSame( 562500, $snapshot['total_minor'] );
	}

	public function test_yen_are_whole(): void {
		$this->currency = 'JPY';
		$this->assertSame( 1200, $this->take( array( $this->line() ), '1200' )['total_minor'] );
	}

	public function test_a_currency_without_a_code_cannot_be_reported(): void {
		$this->currency = 'Points';
		$this->assertNull( $this->take( array( $this->line() ) ) );
	}

	/**
	 * @param array<int, array<string, mixed>> $lines Of the cart.
	 * @param float|string                     $total Of the cart.
	 * @return array<string, mixed>|null
	 */
	private function take( array $lines, $total = 22.5 ): ?array {
		$cart = new class( $lines, $total ) extends \WC_Cart {
			/** @var array */
			private $given;

			/** @var float|string */
			private $sum;

			public function __construct( array $given, $sum ) { // phpcs:ignore -- A cart without a session.
				$this->given = $given;
				$this->sum   = $sum;
			}

			public function get_cart(): array {
				return $this->given;
			}

			public function get_total( $context = 'view' ) {
				return $this->sum;
			}
		};
		return Cart_Snapshot::take( $cart );
	}

	/**
	 * @param array<string, mixed> $fields To override.
	 * @return array<string, mixed>
	 */
	private function line( array $fields = array() ): array {
		$id = Shopper::product( 'pralines' );
		return $fields + array(
			'product_id'   => $id,
			'variation_id' => 0,
			'quantity'     => 1,
			'data'         => wc_get_product( $id ),
		);
	}
}
