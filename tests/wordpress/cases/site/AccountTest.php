<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

/** Carts of people with an account: the recorded cases A1 to A5 and N1. */
final class AccountTest extends Shop_Test_Case {
	protected function setUp(): void {
		parent::setUp();
		global $wpdb;
		$user = get_user_by( 'login', 'klant' )->ID;
		$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->usermeta} WHERE user_id = %d AND (meta_key LIKE %s OR meta_key LIKE %s)", $user, '%persistent_cart%', '%tinyeclipse%' ) );
		delete_option( "double_session_$user" );
		if ( self::woocommerce_is_real() ) {
			$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->prefix}woocommerce_sessions WHERE session_key = %s", (string) $user ) );
		}
	}

	public function test_a_login_keeps_the_cart_and_makes_the_shopper_known(): void {
		$this->shopper->add( 'pralines' );
		$guest = $this->the_report();
		$this->shopper->log_in( 'klant', 'klant-password' );
		$known = $this->the_report();
		$this->assertSame( $guest['cart_token'], $known['cart_token'] );
		$this->assertSame( $this->user_id(), $known['customer_id'] );
		$this->assertSame( 'klant@example.com', $known['email'] );
		$this->assertSame( 'Marie Peeters', $known['name'] );
		$this->assertStringNotContainsString( 'password', (string) json_encode( Api_Double::requests() ) );

		$this->shopper->get( '/' );
		$this->shopper->add( 'truffels' );
		$reports = $this->new_reports();
		$this->assertSame( array( $guest['cart_token'] ), array_values( array_unique( array_column( $reports, 'cart_token' ) ) ) );
		$this->assertCount( 2, end( $reports )['items'] );
		$this->assertSame( $this->user_id(), end( $reports )['customer_id'] );
	}

	public function test_a_logout_is_not_emptying_and_the_cart_is_the_same_one_on_another_device(): void {
		$this->shopper->log_in( 'klant', 'klant-password' );
		$this->shopper->add( 'pralines' );
		$token = $this->the_report()['cart_token'];
		$this->shopper->log_out();
		$this->shopper->get( '/' );
		$this->assert_no_report( 'The cart waits in the account.' );

		$phone = new Shopper();
		$phone->log_in( 'klant', 'klant-password' );
		$phone->get( '/' );
		$phone->add( 'truffels' );
		$reports = $this->new_reports();
		$this->assertSame( array( $token ), array_values( array_unique( array_column( $reports, 'cart_token' ) ) ) );
		$this->assertCount( 2, end( $reports )['items'] );
	}

	public function test_two_carts_that_become_one_are_one_at_the_server_too(): void {
		$this->shopper->log_in( 'klant', 'klant-password' );
		$this->shopper->add( 'pralines' );
		$first = $this->the_report()['cart_token'];

		$phone = new Shopper();
		$phone->add( 'truffels' );
		$second = $this->the_report()['cart_token'];
		$phone->log_in( 'klant', 'klant-password' );
		$phone->get( '/' );

		$last = array();
		foreach ( $this->new_reports() as $report ) {
			$last[ $report['cart_token'] ] = $report;
		}
		$this->assertSame( array(), $last[ $first ]['items'], 'The old one is empty,' );
		$this->assertCount( 2, $last[ $second ]['items'], 'the other holds both.' );
	}

	public function test_registering_makes_the_shopper_known_without_a_password_leaving(): void {
		$this->shopper->add( 'pralines' );
		$guest = $this->the_report();
		$email = 'nieuw' . wp_rand() . '@example.com';
		$this->shopper->register( $email );
		$this->shopper->get( '/' );
		$reports = $this->new_reports();
		$this->assertSame( $guest['cart_token'], $reports[0]['cart_token'] );
		$this->assertSame( $email, end( $reports )['email'] );
		$this->assertSame( (string) get_user_by( 'email', $email )->ID, end( $reports )['customer_id'] );
		$this->assertStringNotContainsString( 'Geheim', (string) json_encode( Api_Double::requests() ) );
	}

	public function test_a_login_without_a_cart_reports_nothing(): void {
		$this->shopper->log_in( 'klant', 'klant-password' );
		$this->shopper->get( '/' );
		$this->assert_no_report( 'There is no cart.' );
	}

	public function test_the_order_ends_the_cart_of_the_account(): void {
		$this->shopper->log_in( 'klant', 'klant-password' );
		$this->shopper->add( 'pralines' );
		$first = $this->the_report()['cart_token'];
		$this->shopper->open_checkout();
		$this->shopper->place_order();
		$reports = $this->new_reports();
		$this->assertSame( $first, end( $reports )['cart_token'] );
		$this->assertSame( $this->user_id(), end( $reports )['customer_id'] );
		$this->shopper->add( 'pralines' );
		$this->assertNotSame( $first, $this->the_report()['cart_token'] );
	}

	private function user_id(): string {
		return (string) get_user_by( 'login', 'klant' )->ID;
	}
}
