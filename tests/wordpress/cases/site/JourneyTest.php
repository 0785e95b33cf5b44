<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Journey;

final class JourneyTest extends Site_Test_Case {
	public function test_an_event_about_somebody_becomes_an_entry(): void {
		$this->assertTrue( tinyeclipse_send_event( 'forms', 'form_submitted', 'Contactformulier', 'Vraag', array( 'your-email' => 'Marie@Example.com', 'naam' => 'Marie', 'form_id' => 3 ), 'https://chocotale.online/contact' ) );
		$row  = $this->rows()[0];
		$body = json_decode( $row['body'], true );
		$this->assertSame( 'journey', $row['route'] );
		$this->assertSame( 'journey:' . $body['event_id'], $row['coalesce_key'] );
		$this->assertSame( 'TOUCHPOINT_FORM', $body['touchpoint'] );
		$this->assertSame( array( 'email' => 'marie@example.com', 'name' => 'Marie' ), $body['identity'] );
		$this->assertSame( 'Contactformulier', $body['title'] );
		$this->assertSame( 3, $body['data']['form_id'] );
		$this->assertSame( 'production', $body['data']['environment'] );
		$this->assertSame( 'https://chocotale.online/contact', $body['data']['source_url'] );
		$this->assertArrayHasKey( 'occurred_at', $body );
	}

	public function test_two_events_are_two_entries(): void {
		tinyeclipse_send_event( 'forms', 'form_submitted', 'a', '', array( 'tel' => '0470123456' ) );
		tinyeclipse_send_event( 'forms', 'form_submitted', 'b', '', array( 'tel' => '0470123456' ) );
		$this->assertCount( 2, $this->rows() );
	}

	/**
	 * @dataProvider events_without_a_place
	 *
	 * @param mixed $data Facts.
	 */
	public function test_an_event_without_a_place_in_a_journey_is_not_kept( string $module, string $event, $data ): void {
		$this->assertFalse( tinyeclipse_send_event( $module, $event, 'Title', '', $data ) );
		$this->assertSame( array(), $this->rows() );
	}

	public function events_without_a_place(): array {
		return array(
			'nobody'                 => array( 'forms', 'form_submitted', array( 'form_id' => 3 ) ),
			'no address'             => array( 'forms', 'form_submitted', array( 'email' => 'not an address' ) ),
			'nobody logged in'       => array( 'shop', 'order_placed', array( 'customer_id' => 0 ) ),
			'a job that was posted'  => array( 'jobs', 'job_published', array( 'email' => 'a@example.com' ) ),
			'an unknown module'      => array( 'weather', 'rain', array( 'email' => 'a@example.com' ) ),
			'no facts'               => array( 'forms', 'form_submitted', null ),
		);
	}

	/**
	 * @dataProvider touchpoints
	 */
	public function test_touchpoint( string $expected, string $event ): void {
		$this->assertSame( $expected, Journey::touchpoint( $event ) );
	}

	public function touchpoints(): array {
		return array(
			array( 'TOUCHPOINT_FORM', 'forms/form_submitted' ),
			array( 'TOUCHPOINT_FORM', 'jobs/job_application' ),
			array( 'TOUCHPOINT_ORDER', 'shop/order_placed' ),
			array( 'TOUCHPOINT_ORDER', 'shop/order_completed' ),
			array( 'TOUCHPOINT_REFUND', 'shop/order_refunded' ),
			array( 'TOUCHPOINT_PAYMENT', 'shop/payment_failed' ),
			array( 'TOUCHPOINT_CHECKOUT', 'shop/checkout_failed' ),
			array( 'TOUCHPOINT_CART', 'shop/add_to_cart' ),
			array( 'TOUCHPOINT_CART', 'shop/coupon_applied' ),
		);
	}

	public function test_secrets_and_markup_stay_here(): void {
		tinyeclipse_send_event( 'forms', 'form_submitted', '<b>Titel</b>', '', array( 'email' => 'a@example.com', 'user_pass' => 'geheim', 'Wachtwoord' => 'geheim', 'card_number' => '4111', '_wpnonce' => 'x' ) );
		$body = $this->rows()[0]['body'];
		$this->assertStringNotContainsString( 'geheim', $body );
		$this->assertStringNotContainsString( '4111', $body );
		$this->assertStringNotContainsString( 'nonce', $body );
		$this->assertSame( 'Titel', json_decode( $body, true )['title'] );
	}

	public function test_what_is_too_long_is_shortened(): void {
		$data = array( 'email' => 'a@example.com' );
		foreach ( range( 1, 40 ) as $n ) {
			$data[ "field_$n" ] = str_repeat( 'x', 900 );
		}
		$this->assertTrue( tinyeclipse_send_event( 'forms', 'form_submitted', str_repeat( 'é', 300 ), str_repeat( 'é', 3000 ), $data ) );
		$body = json_decode( $this->rows()[0]['body'], true );
		$this->assertSame( 200, mb_strlen( $body['title'] ) );
		$this->assertSame( 2000, mb_strlen( $body['description'] ) );
		$this->assertTrue( $body['data']['shortened'] );
		$this->assertLessThan( 8192, strlen( (string) json_encode( $body['data'] ) ) );
	}

	public function test_secrets_are_found_however_deep_they_lie(): void {
		$data = array(
			'email'    => 'a@example.com',
			'shipping' => array( 'method' => 'post', 'api_key' => 'geheim', 'PIN' => 'geheim', 'pincode' => 'geheim', 'ccnum' => 'geheim', 'cvc' => 'geheim' ),
			'object'   => new \ArrayObject( array( 'x' => 'geheim' ) ),
			'long'     => array( str_repeat( 'x', 900 ) ),
			'deep'     => array( array( array( 'kept', array( 'geheim' ) ) ) ),
		);
		tinyeclipse_send_event( 'forms', 'form_submitted', 'Titel', '', $data );
		$body  = $this->rows()[0]['body'];
		$facts = json_decode( $body, true )['data'];
		$this->assertStringNotContainsString( 'geheim', $body );
		$this->assertSame( array( 'method' => 'post' ), $facts['shipping'] );
		$this->assertSame( array( array( array( 'kept' ) ) ), $facts['deep'] );
		$this->assertSame( 500, strlen( $facts['long'][0] ) );
		$this->assertArrayNotHasKey( 'object', $facts );
	}
}
