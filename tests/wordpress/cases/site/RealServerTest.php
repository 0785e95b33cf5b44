<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Delivery;
use TinyEclipse\Connector\Delivery_State;
use TinyEclipse\Connector\Entitlements;
use TinyEclipse\Connector\Heartbeat;
use TinyEclipse\Connector\Personal_Data;
use TinyEclipse\Connector\Server_Keys;
use TinyEclipse\Connector\Settings;

/** The plugins and the server itself, when one runs. */
final class RealServerTest extends Shop_Test_Case {
	protected function setUp(): void {
		parent::setUp();
		if ( '' === (string) getenv( 'TE_URL' ) || '' === (string) getenv( 'TE_TENANT_ID' ) || '' === (string) getenv( 'TE_SITE_TOKEN' ) ) {
			$this->markTestSkipped( 'No server: TE_URL, TE_TENANT_ID and TE_SITE_TOKEN are not set.' );
		}
		update_option( Settings::SERVER, (string) getenv( 'TE_URL' ) );
		update_option( Settings::TENANT_ID, (string) getenv( 'TE_TENANT_ID' ) );
		update_option( Settings::SITE_TOKEN, (string) getenv( 'TE_SITE_TOKEN' ) );
		Delivery_State::reset();
	}

	protected function tearDown(): void {
		update_option( 'permalink_structure', '/%postname%/' );
		delete_option( Server_Keys::OPTION );
	}

	public function test_the_connection_works(): void {
		$result = Heartbeat::beat();
		$this->assertSame( array( Heartbeat::CONNECTED, '', 0 ), array( $result['state'], $result['detail'], $result['clock_skew'] ) );
	}

	public function test_the_heartbeat_brings_what_the_plan_holds(): void {
		Entitlements::forget();
		Heartbeat::beat();
		$answer = wp_remote_get( getenv( 'TE_URL' ) . '/api/portal/entitlements', array( 'headers' => array( 'Authorization' => 'Bearer ' . getenv( 'TE_SITE_TOKEN' ) ) ) );
		$told   = json_decode( wp_remote_retrieve_body( $answer ), true );
		$this->assertSame( $told['plan'], 'PLAN_' . strtoupper( tinyeclipse_get_plan() ) );
		$this->assertSame( in_array( 'FEATURE_SHOP', $told['features'], true ), tinyeclipse_has_feature( 'shop' ) );
		$this->assertFalse( tinyeclipse_has_feature( 'of_tomorrow' ) );
	}

	public function test_the_server_calls_the_site_by_a_signed_request(): void {
		$this->assertSame( Heartbeat::CONNECTED, Heartbeat::beat()['state'] );
		$this->assertNotSame( array(), Server_Keys::valid( time() ), 'The heartbeat brought the keys.' );

		$pong = $this->ask( 'POST', '/api/admin/sites/' . $this->site_id() . '/ping' );
		$this->assertSame( home_url(), $pong['home_url'] );
		$this->assertSame( get_bloginfo( 'version' ), $pong['versions']['wordpress'] );

		update_option( 'permalink_structure', '' );
		Heartbeat::beat();
		$this->assertSame( home_url(), $this->ask( 'POST', '/api/admin/sites/' . $this->site_id() . '/ping' )['home_url'] );
	}

	public function test_an_event_is_taken(): void {
		$this->assertTrue( tinyeclipse_send_event( 'forms', 'form_submitted', 'Contactformulier', '', array( 'email' => 'marie@example.com' ) ) );
		$this->assertSame( 1, Delivery::drain( 10, 5 ), $this->rows()[0]['last_error'] ?? '' );
	}

	public function test_a_cart_arrives_with_who_left_it(): void {
		$this->shopper->add( 'pralines', 2 );
		$this->shopper->open_checkout();
		$email = 'ann' . wp_rand() . '@example.com';
		$this->shopper->type( array( 'billing_email' => $email, 'billing_first_name' => 'Ann', 'billing_last_name' => 'Lee' ) );
		$this->wait_until_sent();

		$cart = $this->find_cart( $email );
		$this->assertSame( 'EUR', $cart['currencyCode'] ?? $cart['currency_code'] );
		$this->assertSame( 4500, (int) ( $cart['totalMinor'] ?? $cart['total_minor'] ) );
		$this->assertSame( 'Ann Lee', $cart['name'] );
		$this->assertSame( 'CART_STATE_ACTIVE', $cart['state'] );
		$this->assertSame( 'Pralines «Gent» 250 g', $cart['items'][0]['name'] );

		$this->shopper->open_checkout();
		$this->shopper->place_order( array( 'billing_email' => $email ) );
		$this->wait_until_sent();
		$this->assertSame( 'CART_STATE_ORDERED', $this->find_cart( $email )['state'] );
	}

	public function test_what_is_held_about_a_shopper_is_exported_and_erased(): void {
		$email = 'ann' . wp_rand() . '@example.com';
		$this->assertTrue( tinyeclipse_send_event( 'forms', 'form_submitted', 'Contactformulier', '', array( 'email' => $email ) ) );
		Delivery::drain( 10, 5 );
		$this->assertTrue( tinyeclipse_send_event( 'forms', 'form_submitted', 'Nog een vraag', '', array( 'email' => $email ) ) );

		$export = Personal_Data::export( $email );
		$this->assertTrue( $export['done'] );
		$this->assertSame( array( 'tinyeclipse-contacts', 'tinyeclipse-journey_entries', 'tinyeclipse-outbox' ), $this->sorted( array_unique( array_column( $export['data'], 'group_id' ) ) ) );
		$this->assertTrue( Personal_Data::erase( $email )['items_removed'] );
		$this->assertSame( array(), Personal_Data::export( $email )['data'] );
		$this->assertFalse( Personal_Data::erase( $email )['items_removed'] );
	}

	/**
	 * @param string[] $words In any order.
	 * @return string[]
	 */
	private function sorted( array $words ): array {
		sort( $words );
		return $words;
	}

	private function site_id(): string {
		$answer = json_decode( wp_remote_retrieve_body( wp_remote_post( getenv( 'TE_URL' ) . '/api/sites/heartbeat', array( 'body' => '{}', 'headers' => array( 'Content-Type' => 'application/json', 'Authorization' => 'Bearer ' . getenv( 'TE_SITE_TOKEN' ) ) ) ) ), true );
		return (string) $answer['site_id'];
	}

	/**
	 * @return array<string, mixed>
	 */
	private function ask( string $method, string $path ): array {
		if ( '' === (string) getenv( 'TE_API_TOKEN' ) ) {
			$this->markTestSkipped( 'TE_API_TOKEN is not set.' );
		}
		$body   = (string) json_encode( array( 'tenant_id' => getenv( 'TE_TENANT_ID' ) ) );
		$answer = wp_remote_request(
			getenv( 'TE_URL' ) . $path,
			array( 'method' => $method, 'timeout' => 20, 'body' => $body, 'headers' => array( 'Content-Type' => 'application/json', 'Authorization' => 'Bearer ' . getenv( 'TE_API_TOKEN' ) ) )
		);
		$this->assertSame( 200, wp_remote_retrieve_response_code( $answer ), wp_remote_retrieve_body( $answer ) );
		return (array) json_decode( wp_remote_retrieve_body( $answer ), true );
	}

	/**
	 * @return array<string, mixed>
	 */
	private function find_cart( string $email ): array {
		if ( '' === (string) getenv( 'TE_API_TOKEN' ) ) {
			$this->markTestSkipped( 'The server took the cart; without TE_API_TOKEN it cannot be looked at.' );
		}
		$answer = wp_remote_get(
			getenv( 'TE_URL' ) . '/api/admin/abandoned-carts?tenant_id=' . getenv( 'TE_TENANT_ID' ),
			array( 'headers' => array( 'Authorization' => 'Bearer ' . getenv( 'TE_API_TOKEN' ) ) )
		);
		$this->assertSame( 200, wp_remote_retrieve_response_code( $answer ), wp_remote_retrieve_body( $answer ) );
		$list = json_decode( wp_remote_retrieve_body( $answer ), true );
		foreach ( $list['abandonedCarts'] ?? $list['abandoned_carts'] as $cart ) {
			if ( $email === $cart['email'] ) {
				return $cart;
			}
		}
		$this->fail( 'The cart did not arrive: ' . wp_remote_retrieve_body( $answer ) );
	}
}
