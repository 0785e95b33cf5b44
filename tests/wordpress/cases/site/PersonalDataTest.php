<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Outbox;
use TinyEclipse\Connector\Privacy_Policy;
use TinyEclipse\Connector\Settings;

/** WordPress's tools for who asks what is known of them, or to be forgotten. */
final class PersonalDataTest extends Site_Test_Case {
	private const ANN = 'ann@example.com';

	protected function setUp(): void {
		parent::setUp();
		tinyeclipse_queue_report( 'abandoned-carts', array( 'cart_token' => 'a', 'email' => 'Ann@Example.com', 'name' => 'Ann Lee' ), 'cart:a' );
		tinyeclipse_queue_report( 'journey', array( 'identity' => array( 'email' => self::ANN ), 'title' => 'Contactformulier' ), 'journey:1' );
		tinyeclipse_queue_report( 'abandoned-carts', array( 'cart_token' => 'b', 'email' => 'joanna@example.com' ), 'cart:b' );
	}

	protected function tearDown(): void {
		delete_transient( 'tinyeclipse_export_' . md5( self::ANN ) );
	}

	public function test_both_are_registered(): void {
		$this->assertArrayHasKey( 'tinyeclipse', apply_filters( 'wp_privacy_personal_data_exporters', array() ) );
		$this->assertArrayHasKey( 'tinyeclipse', apply_filters( 'wp_privacy_personal_data_erasers', array() ) );
	}

	public function test_an_export_holds_what_waits_here_and_each_page_of_the_server(): void {
		Api_Double::behave( 200, array( 'items' => array( array( 'kind' => 'abandoned_carts', 'fields' => array( 'email' => self::ANN, 'total_minor' => 4500, 'items' => array( array( 'name' => 'Pralines <b>' ) ), 'phone' => '' ) ) ), 'next_page_token' => 'next' ) );
		$first = $this->export( 1 );
		$this->assertFalse( $first['done'] );
		$this->assertSame( array( 'tinyeclipse-outbox', 'tinyeclipse-outbox', 'tinyeclipse-abandoned_carts' ), array_column( $first['data'], 'group_id' ) );
		$this->assertContains( array( 'name' => 'Email', 'value' => 'Ann@Example.com' ), $first['data'][0]['data'] );
		$this->assertSame( array( 'Email', 'Total minor', 'Items' ), array_column( $first['data'][2]['data'], 'name' ) );
		$this->assertSame( '[{&quot;name&quot;:&quot;Pralines &lt;b&gt;&quot;}]', $first['data'][2]['data'][2]['value'] );

		Api_Double::behave( 200, array( 'items' => array( array( 'kind' => 'contacts', 'fields' => array( 'name' => 'Ann Lee' ) ) ), 'next_page_token' => '' ) );
		$second = $this->export( 2 );
		$this->assertTrue( $second['done'] );
		$this->assertSame( array( 'tinyeclipse-contacts' ), array_column( $second['data'], 'group_id' ) );

		$asked = array_column( Api_Double::requests(), 'body' );
		$this->assertSame( array( '', 'next' ), array_column( $asked, 'page_token' ) );
		$this->assertSame( array( self::ANN, self::ANN ), array_column( $asked, 'email' ) );
		$this->assertSame( '/api/sites/shoppers/export', Api_Double::requests()[0]['path'] );
	}

	public function test_an_erasure_reaches_the_server_and_what_waits_here_and_nobody_else(): void {
		Api_Double::behave( 200, array( 'erased' => true ) );

		$this->assertSame( array( 'items_removed' => true, 'items_retained' => false, 'messages' => array(), 'done' => true ), $this->erase() );

		$this->assertSame( '/api/sites/shoppers/erase', Api_Double::requests()[0]['path'] );
		$this->assertSame( self::ANN, Api_Double::requests()[0]['body']['email'] );
		$this->assertSame( array( 'cart:b' ), array_column( $this->rows(), 'coalesce_key' ) );
		$this->assertTrue( Outbox::lock(), 'Sending goes on.' );
		Outbox::unlock();
	}

	public function test_what_waits_under_the_number_of_the_account_goes_too(): void {
		$user = wp_insert_user( array( 'user_login' => 'ann' . wp_rand(), 'user_pass' => wp_generate_password(), 'user_email' => self::ANN ) );
		tinyeclipse_queue_report( 'abandoned-carts', array( 'cart_token' => 'c', 'customer_id' => (string) $user ), 'cart:c' );
		tinyeclipse_queue_report( 'abandoned-carts', array( 'cart_token' => 'd', 'customer_id' => $user . '1' ), 'cart:d' );
		Api_Double::behave( 200, array( 'erased' => false ) );

		$this->assertTrue( $this->erase()['items_removed'] );
		wp_delete_user( $user );

		$this->assertSame( array( 'cart:b', 'cart:d' ), array_column( $this->rows(), 'coalesce_key' ) );
	}

	/**
	 * @dataProvider faults
	 */
	public function test_when_the_server_cannot_be_asked_wordpress_is_told_and_nothing_is_half_done( int $status, ?array $body ): void {
		Api_Double::behave( $status, $body );

		foreach ( array( $this->erase(), $this->export( 1 ) ) as $answer ) {
			$this->assertInstanceOf( \WP_Error::class, $answer );
			$this->assertStringContainsString( 'nothing was done', $answer->get_error_message() );
		}
		$this->assertCount( 3, $this->rows() );
		$this->assertTrue( Outbox::lock() );
		Outbox::unlock();
	}

	public function faults(): array {
		return array(
			'a fault'           => array( 500, null ),
			'the plan'          => array( 400, Api_Double::plan_required() ),
			'a page of a proxy' => array( 200, array( 'status' => 'maintenance' ) ),
		);
	}

	public function test_a_staging_site_answers_for_itself_and_says_that_the_shop_was_not_asked(): void {
		Api_Double::behave( 400, array( 'message' => 'x', 'details' => array( array( 'reason' => 'STAGING_SITE', 'domain' => 'tinyeclipse' ) ) ) );

		$export = $this->export( 1 );
		$this->assertSame( array( true, array( 'tinyeclipse-outbox', 'tinyeclipse-outbox' ) ), array( $export['done'], array_column( $export['data'], 'group_id' ) ) );
		$erasure = $this->erase();
		$this->assertSame( array( true, true, true ), array( $erasure['items_removed'], $erasure['items_retained'], $erasure['done'] ) );
		$this->assertStringContainsString( 'staging site', $erasure['messages'][0] );
		$this->assertSame( array( 'cart:b' ), array_column( $this->rows(), 'coalesce_key' ) );
	}

	public function test_a_server_that_is_away_keeps_the_request_open(): void {
		$this->connect( Api_Double::dead_url() );
		$this->assertInstanceOf( \WP_Error::class, $this->erase() );
		$this->assertCount( 3, $this->rows() );
	}

	public function test_a_site_that_is_not_connected_answers_for_itself(): void {
		update_option( Settings::SITE_TOKEN, '' );

		$this->assertCount( 2, $this->export( 1 )['data'] );
		$this->assertTrue( $this->erase()['items_removed'] );
		$this->assertSame( array(), Api_Double::requests() );
		$this->assertCount( 1, $this->rows() );
	}

	public function test_a_text_for_the_privacy_policy_is_suggested_in_dutch_and_english(): void {
		require_once ABSPATH . 'wp-admin/includes/class-wp-privacy-policy-content.php';
		require_once ABSPATH . 'wp-admin/includes/misc.php';
		$this->assertSame( 10, has_action( 'admin_init', array( Privacy_Policy::class, 'suggest' ) ) );

		$admin = new Browser();
		$admin->log_in( 'admin', 'admin-password' );
		$page = $admin->get( '/wp-admin/options-privacy.php?tab=policyguide' );
		$this->assert_shows( 'How long we keep it', $page );
		$admin->headers['X-Test-Locale'] = 'nl_nl';
		$page = $admin->get( '/wp-admin/options-privacy.php?tab=policyguide' );
		$this->assert_shows( 'Hoe lang we het bewaren', $page );
	}

	/**
	 * @return array<string, mixed>|\WP_Error
	 */
	private function export( int $page ) {
		return call_user_func( apply_filters( 'wp_privacy_personal_data_exporters', array() )['tinyeclipse']['callback'], self::ANN, $page );
	}

	/**
	 * @return array<string, mixed>|\WP_Error
	 */
	private function erase() {
		return call_user_func( apply_filters( 'wp_privacy_personal_data_erasers', array() )['tinyeclipse']['callback'], self::ANN, 1 );
	}
}
