<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Shop\Cart_Owner;

/** What the shop's plugin keeps about an account, in WordPress's tools for who asks what is known of them, or to be forgotten. */
final class AccountPersonalDataTest extends Site_Test_Case {
	/** @var int */
	private $ann;

	/** @var int */
	private $bob;

	protected function setUp(): void {
		parent::setUp();
		$this->ann = $this->account( 'ann' );
		$this->bob = $this->account( 'bob' );
		Cart_Owner::take( $this->ann, 'cart-of-ann' );
		Cart_Owner::take( $this->bob, 'cart-of-bob' );
	}

	protected function tearDown(): void {
		wp_delete_user( $this->ann );
		wp_delete_user( $this->bob );
	}

	public function test_the_token_of_the_open_cart_is_exported(): void {
		$answer = $this->ask( 'exporters', 'ann@example.com' );

		$this->assertTrue( $answer['done'] );
		$this->assertSame( array( array( 'name' => 'Token of the cart', 'value' => 'cart-of-ann' ) ), $answer['data'][0]['data'] );
	}

	public function test_it_is_erased_and_nobody_elses(): void {
		$this->assertSame( array( 'items_removed' => true, 'items_retained' => false, 'messages' => array(), 'done' => true ), $this->ask( 'erasers', 'Ann@example.com ' ) );

		$this->assertSame( array( '', 'cart-of-bob' ), array( Cart_Owner::token( $this->ann ), Cart_Owner::token( $this->bob ) ) );
		$this->assertFalse( $this->ask( 'erasers', 'ann@example.com' )['items_removed'] );
		$this->assertSame( array(), $this->ask( 'exporters', 'ann@example.com' )['data'] );
	}

	public function test_about_who_has_no_account_nothing_is_kept(): void {
		$this->assertSame( array(), $this->ask( 'exporters', 'nobody@example.com' )['data'] );
		$this->assertFalse( $this->ask( 'erasers', 'nobody@example.com' )['items_removed'] );
	}

	/**
	 * @return array<string, mixed>
	 */
	private function ask( string $tools, string $email ): array {
		return call_user_func( apply_filters( "wp_privacy_personal_data_$tools", array() )['tinyeclipse-wc']['callback'], $email, 1 );
	}

	private function account( string $name ): int {
		return wp_insert_user( array( 'user_login' => $name . wp_rand(), 'user_pass' => wp_generate_password(), 'user_email' => "$name@example.com" ) );
	}
}
