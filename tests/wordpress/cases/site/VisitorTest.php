<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** Visitors without a cart cost nothing and get nothing. */
final class VisitorTest extends Shop_Test_Case {
	public function test_a_visitor_without_a_cart_gets_no_session_and_makes_no_query_and_no_report(): void {
		foreach ( array( '/', '/checkout-classic/', '/?s=pralines', '/' ) as $page ) {
			$this->shopper->get( $page );
			$this->assertSame( array(), Request_Log::last()['queries'], $page );
		}
		$this->assertSame( array(), preg_grep( '/session|cart/i', array_keys( $this->shopper->cookies ) ) );
		$this->assert_no_report( 'There is nothing to report.' );
	}

	public function test_the_store_api_with_an_empty_cart_reports_nothing(): void {
		$this->shopper->store( 'GET', 'cart' );
		$this->assertSame( array(), Request_Log::last()['queries'] );
		$this->assert_no_report( 'There is nothing to report.' );
	}

	public function test_a_page_view_with_an_unchanged_cart_makes_no_query_of_ours(): void {
		$this->shopper->add( 'pralines' );
		$this->new_reports();
		$this->assertNotSame( array(), Request_Log::last()['queries'], 'Queries of ours are seen.' );
		$this->shopper->get( '/' );
		Request_Log::reset();
		$this->shopper->get( '/' );
		$this->assertSame( array(), Request_Log::last()['queries'] );
	}

	public function test_the_admin_rest_and_cron_are_no_shop(): void {
		$admin = new Shopper();
		$admin->log_in( 'admin', 'admin-password' );
		$admin->get( '/wp-admin/' );
		$this->assertSame( 200, $admin->status );
		$admin->get( '/wp-json/wp/v2/posts' );
		$this->assertSame( 200, $admin->status );
		$admin->get( '/wp-cron.php' );
		wp_create_user( 'made-by-admin', 'x', 'made@example.com' );
		$this->assert_no_report( 'Nobody shops there.' );
	}

	public function test_pages_hold_nothing_of_the_visitor(): void {
		$this->shopper->add( 'pralines' );
		$token = $this->the_report()['cart_token'];
		$this->assert_hides( $token, $this->shopper->get( '/' ) );
		$this->assert_hides( Api_Double::TOKEN, $this->shopper->get( '/' ) );
	}
}
