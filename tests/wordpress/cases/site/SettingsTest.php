<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Settings;

final class SettingsTest extends Site_Test_Case {
	private const PAGE = '/wp-admin/admin.php?page=tinyeclipse';

	/** @var Browser */
	private $admin;

	protected function setUp(): void {
		parent::setUp();
		$this->admin = new Browser();
		$this->admin->log_in( 'admin', 'admin-password' );
	}

	public function test_settings_are_saved_and_the_token_is_never_shown_again(): void {
		$token = 'te_site_' . str_repeat( 'Q', 45 ) . 'wxyz';
		$page  = $this->save(
			array(
				Settings::SERVER     => Api_Double::url() . '/',
				Settings::TENANT_ID  => ' ' . strtoupper( Api_Double::TENANT_ID ) . ' ',
				Settings::SITE_TOKEN => $token,
			)
		);
		$this->assertSame( Api_Double::url(), get_option( Settings::SERVER ) );
		$this->assertSame( Api_Double::TENANT_ID, get_option( Settings::TENANT_ID ) );
		$this->assertSame( $token, get_option( Settings::SITE_TOKEN ) );
		$this->assert_shows( 'Settings saved.', $page );
		$this->assert_shows( '<code>wxyz</code>', $page );
		$this->assert_hides( 'QQQQ', $page );
	}

	public function test_an_empty_token_field_keeps_the_token_and_a_tick_removes_it(): void {
		$this->save( array( Settings::TENANT_ID => Api_Double::TENANT_ID, Settings::SITE_TOKEN => '' ) );
		$this->assertSame( Api_Double::TOKEN, get_option( Settings::SITE_TOKEN ) );
		$this->save( array( Settings::TENANT_ID => Api_Double::TENANT_ID, Settings::SITE_TOKEN => '', 'tinyeclipse_remove_token' => '1' ) );
		$this->assertSame( '', get_option( Settings::SITE_TOKEN ) );
	}

	public function test_what_is_wrong_is_refused_with_a_word_and_changes_nothing(): void {
		add_filter( 'tinyeclipse_allow_local_server', '__return_false', 20 );
		$page = $this->save(
			array(
				Settings::SERVER     => 'javascript:alert(1)',
				Settings::TENANT_ID  => '"><script>alert(1)</script>',
				Settings::SITE_TOKEN => 'te_api_wrong-kind',
			)
		);
		remove_filter( 'tinyeclipse_allow_local_server', '__return_false', 20 );
		$this->assert_shows( 'That is not a tenant id', $page );
		$this->assert_shows( 'That is not a site token', $page );
		$this->assertSame( Api_Double::TENANT_ID, get_option( Settings::TENANT_ID ) );
		$this->assertSame( Api_Double::TOKEN, get_option( Settings::SITE_TOKEN ) );
	}

	public function test_plain_http_is_refused_on_a_production_site(): void {
		add_filter( 'tinyeclipse_allow_local_server', '__return_false', 20 );
		$before = get_option( Settings::SERVER );
		$this->assertSame( $before, sanitize_option( Settings::SERVER, $before ) );
		require_once ABSPATH . 'wp-admin/includes/template.php';
		$this->assertSame( $before, Settings::sanitize_server( 'http://api.example.com' ) );
		$this->assertSame( 'https://api.example.com', Settings::sanitize_server( 'https://api.example.com/' ) );
		remove_filter( 'tinyeclipse_allow_local_server', '__return_false', 20 );
	}

	public function test_what_is_stored_already_is_escaped(): void {
		global $wpdb;
		$evil = '"><script>alert(1)</script>';
		$wpdb->update( $wpdb->options, array( 'option_value' => $evil ), array( 'option_name' => Settings::TENANT_ID ) );
		$wpdb->update( $wpdb->options, array( 'option_value' => $evil ), array( 'option_name' => Settings::SITE_TOKEN ) );
		$wpdb->update( $wpdb->options, array( 'option_value' => 'https://' . $evil ), array( 'option_name' => Settings::SERVER ) );
		tinyeclipse_queue_report( 'journey', array(), 'journey:1' );
		$wpdb->insert( $wpdb->prefix . 'tinyeclipse_outbox', array( 'coalesce_key' => 'x', 'route' => 'journey', 'body' => '{}', 'occurred_at' => 1, 'next_attempt_at' => 1, 'queued_at' => 1, 'last_error' => $evil ) );

		$page = $this->admin->get( self::PAGE );
		$this->assertSame( 200, $this->admin->status );
		$this->assertStringContainsString( '&quot;&gt;&lt;script&gt;alert(1)', $page );
		$this->assert_hides( '<script>alert(1)', $page );
	}

	public function test_without_a_nonce_nothing_is_saved(): void {
		$this->admin->post( '/wp-admin/options.php', array( 'option_page' => Settings::GROUP, 'action' => 'update', Settings::TENANT_ID => '' ) );
		wp_cache_flush();
		$this->assertSame( Api_Double::TENANT_ID, get_option( Settings::TENANT_ID ) );
		foreach ( array( 'tinyeclipse_test_connection', 'tinyeclipse_retry_outbox' ) as $action ) {
			$this->admin->post( '/wp-admin/admin-post.php', array( 'action' => $action ) );
			$this->assertSame( 403, $this->admin->status );
		}
		$this->assertSame( array(), Api_Double::requests() );
	}

	public function test_a_customer_sees_nothing_of_it(): void {
		$customer = new Browser();
		$customer->log_in( 'klant', 'klant-password' );
		$this->assert_hides( 'tinyeclipse_site_token', $customer->get( self::PAGE ) );
		$customer->post( '/wp-admin/admin-post.php', array( 'action' => 'tinyeclipse_test_connection', '_wpnonce' => 'x' ) );
		$this->assertSame( 403, $customer->status );
	}

	public function test_the_connection_is_tested_by_a_button(): void {
		$page = $this->press( 'tinyeclipse_test_connection' );
		$this->assert_shows( 'Connected.', $page );
		$this->assertSame( '/api/sites/heartbeat', Api_Double::requests()[0]['path'] );

		Api_Double::behave( 401, array( 'message' => 'The credential is <i>unknown</i>.' ) );
		$page = $this->press( 'tinyeclipse_test_connection' );
		$this->assert_shows( 'The server refuses the site token.', $page );
		$this->assert_shows( 'HTTP 401 The credential is unknown.', $page );
		$this->assert_hides( Api_Double::TOKEN, $page );
	}

	public function test_what_waits_is_shown_and_sent_by_a_button(): void {
		Api_Double::behave( 400, array( 'message' => 'items: too many' ) );
		tinyeclipse_queue_report( 'abandoned-carts', array( 'cart_token' => 'a' ), 'cart:a' );
		tinyeclipse_queue_report( 'abandoned-carts', array( 'cart_token' => 'b' ), 'cart:b' );
		foreach ( range( 1, 8 ) as $unused ) {
			$this->make_due();
			\TinyEclipse\Connector\Delivery::drain( 5, 2 );
		}
		$page = $this->admin->get( self::PAGE );
		$this->assert_shows( '0 waiting, 2 given up', $page );
		$this->assert_shows( 'HTTP 400 items: too many', $page );

		Api_Double::behave( 200 );
		$this->press( 'tinyeclipse_retry_outbox' );
		$this->wait_until_sent();
		$this->assert_shows( '0 waiting, 0 given up', $this->admin->get( self::PAGE ) );
	}

	public function test_the_page_is_dutch_for_who_reads_dutch(): void {
		foreach ( array( 'nl_be', 'nl_nl' ) as $locale ) {
			$this->admin->headers['X-Test-Locale'] = $locale;
			$page                                  = $this->admin->get( self::PAGE );
			$this->assert_shows( 'Verbinding testen', $page );
			$this->assert_shows( 'Serveradres', $page );
		}
	}

	/**
	 * @param array<string, string> $values What is typed.
	 */
	private function save( array $values ): string {
		$form = $this->admin->get( self::PAGE );
		$this->assertSame( 1, preg_match( '/name="_wpnonce" value="(\w+)"/', $form, $nonce ) );
		$values += array( Settings::SERVER => (string) get_option( Settings::SERVER ) );
		$this->admin->post( '/wp-admin/options.php', array( 'option_page' => Settings::GROUP, 'action' => 'update', '_wpnonce' => $nonce[1], '_wp_http_referer' => self::PAGE ) + $values );
		$this->assertSame( 302, $this->admin->status );
		$location = (string) $this->admin->response_headers['location'];
		wp_cache_flush();
		return $this->admin->get( (string) parse_url( $location, PHP_URL_PATH ) . '?' . parse_url( $location, PHP_URL_QUERY ) );
	}

	private function press( string $action ): string {
		$form = $this->admin->get( self::PAGE );
		$this->assertSame( 1, preg_match( '/value="' . $action . '">\s*<input type="hidden" id="_wpnonce" name="_wpnonce" value="(\w+)"/', $form, $nonce ) );
		$this->admin->post( '/wp-admin/admin-post.php', array( 'action' => $action, '_wpnonce' => $nonce[1] ) );
		$this->assertSame( 302, $this->admin->status );
		wp_cache_flush();
		return $this->admin->get( self::PAGE );
	}
}
