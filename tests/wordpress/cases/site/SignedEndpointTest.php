<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Home;
use TinyEclipse\Connector\Nonces;
use TinyEclipse\Connector\Server_Keys;
use TinyEclipse\Connector\Settings;
use TinyEclipse\Connector\Signed_Request;
use TinyEclipse\Connector\Site_Address;

/** The endpoints that the server calls, on the site itself. */
final class SignedEndpointTest extends Site_Test_Case {
	private const PING  = '/wp-json/tinyeclipse/v1/ping';
	private const PLAIN = '/index.php?rest_route=/tinyeclipse/v1/ping';

	/** @var Server_Signer */
	private $signer;

	protected function setUp(): void {
		parent::setUp();
		$this->signer = new Server_Signer();
		$this->signer->publish();
		Home::remember();
	}

	protected function tearDown(): void {
		delete_option( Server_Keys::OPTION );
		delete_option( Signed_Request::GRANTED );
		delete_option( Home::OPTION );
	}

	public function test_a_signed_request_is_answered_and_nobody_is_logged_in_by_it(): void {
		$browser = new Browser();
		$answer  = $this->call( $browser, self::PING, '{"a":1}' );
		$this->assertSame( 200, $browser->status, (string) json_encode( $answer ) );
		$this->assertSame( home_url(), $answer['home_url'] );
		$this->assertSame( get_bloginfo( 'version' ), $answer['versions']['wordpress'] );
		$this->assertSame( 'no-store', $browser->response_headers['cache-control'] );
		$this->assertSame( array(), $browser->cookies );
		$this->assertSame( '0', $browser->response_headers['x-test-user'] );
	}

	public function test_also_where_addresses_are_plain_and_where_a_query_follows(): void {
		$browser = new Browser();
		foreach ( array( self::PLAIN, self::PING . '?lang=nl&x=a%20b+c', self::PING . '?', '/index.php/wp-json/tinyeclipse/v1/ping' ) as $uri ) {
			$this->call( $browser, $uri, '' );
			$this->assertSame( 200, $browser->status, $uri );
		}
	}

	public function test_the_same_request_is_refused_the_second_time(): void {
		$browser          = new Browser();
		$browser->headers = $this->signer->headers( 'POST', self::PING, '{}' );
		$browser->json( 'POST', self::PING, array() );
		$this->assertSame( 401, $browser->status );
		$browser->headers = $this->signer->headers( 'POST', self::PING, '[]' );
		$browser->json( 'POST', self::PING, array() );
		$this->assertSame( 200, $browser->status );
		$this->assertSame( 'tinyeclipse_replayed', $browser->json( 'POST', self::PING, array() )['code'] );
	}

	public function test_of_many_at_once_with_one_nonce_one_passes(): void {
		$headers = array( 'Content-Type: application/json' );
		foreach ( $this->signer->headers( 'POST', self::PING, '{}' ) as $name => $value ) {
			$headers[] = "$name: $value";
		}
		$all      = curl_multi_init();
		$requests = array();
		foreach ( range( 1, 8 ) as $unused ) {
			$request = curl_init( 'http://127.0.0.1:' . getenv( 'TINYECLIPSE_TEST_PORT' ) . self::PING );
			curl_setopt_array( $request, array( CURLOPT_RETURNTRANSFER => true, CURLOPT_POSTFIELDS => '{}', CURLOPT_HTTPHEADER => $headers ) );
			curl_multi_add_handle( $all, $request );
			$requests[] = $request;
		}
		do {
			curl_multi_exec( $all, $running );
			curl_multi_select( $all, 0.1 );
		} while ( $running > 0 );
		$codes = array();
		foreach ( $requests as $request ) {
			$codes[] = curl_getinfo( $request, CURLINFO_RESPONSE_CODE );
		}
		$this->assertSame( array( 200 => 1, 401 => 7 ), array_count_values( array_diff( $codes, array( 401 ) ) ) + array_count_values( array_diff( $codes, array( 200 ) ) ) );
	}

	/** @dataProvider changes */
	public function test_what_was_changed_on_the_way_is_refused( array $instead, string $uri, string $method, string $body ): void {
		$this->signer->instead = $instead;
		$headers               = $this->signer->headers( 'POST', self::PING, '{"a":1}' );
		$browser               = new Browser();
		$browser->headers      = $headers;
		$browser->json( $method, $uri, (array) json_decode( $body, true ) );
		$this->assertContains( $browser->status, array( 401, 404, 405 ) );
	}

	public function changes(): array {
		$ping = self::PING;
		return array(
			'nothing but the host it was meant for'  => array( array( '@authority' => 'other.example' ), $ping, 'POST', '{"a":1}' ),
			'another port'                           => array( array( '@authority' => '127.0.0.1' ), $ping, 'POST', '{"a":1}' ),
			'the path'                               => array( array(), "$ping/", 'POST', '{"a":1}' ),
			'the path, written otherwise'            => array( array(), str_replace( 'ping', 'pin%67', $ping ), 'POST', '{"a":1}' ),
			'a query'                                => array( array(), "$ping?x=1", 'POST', '{"a":1}' ),
			'the plain address of the same endpoint' => array( array(), self::PLAIN, 'POST', '{"a":1}' ),
			'the method'                             => array( array(), $ping, 'PUT', '{"a":1}' ),
			'the body'                               => array( array(), $ping, 'POST', '{"a":2}' ),
			'too old'                                => array( array( 'created' => (string) ( time() - 1000 ) ), $ping, 'POST', '{"a":1}' ),
			'too young'                              => array( array( 'created' => (string) ( time() + 1000 ) ), $ping, 'POST', '{"a":1}' ),
		);
	}

	public function test_the_host_header_does_not_make_the_site_another(): void {
		$this->signer->instead = array( '@authority' => 'victim.example' );
		$browser               = new Browser();
		$headers               = array( 'Host' => 'victim.example', 'X-Forwarded-Host' => 'victim.example' );
		$this->call( $browser, self::PING, '{"a":1}', $headers );
		$this->assertSame( 401, $browser->status );
	}

	public function test_nothing_is_read_past_the_signature(): void {
		$browser = new Browser();
		$this->call( $browser, self::PING, '{"a":1}', array( 'X-HTTP-Method-Override' => 'DELETE' ) );
		$this->assertContains( $browser->status, array( 400, 404 ) );

		$browser->headers = $this->signer->headers( 'POST', self::PING, 'a=1' );
		$browser->post( self::PING, array( 'a' => 1 ) );
		$this->assertSame( 400, $browser->status );
		$this->assertSame( 400, $this->post_multipart(), 'PHP hides such a body: its digest would be that of nothing.' );
	}

	public function test_without_a_signature_or_by_an_unknown_or_ended_key_nothing_is_answered(): void {
		$browser = new Browser();
		$this->assertSame( 'tinyeclipse_malformed', $browser->json( 'POST', self::PING, array() )['code'] );
		$this->assertSame( 401, $browser->status );

		$this->signer->publish( gmdate( 'Y-m-d\TH:i:s\Z', time() - 1 ) );
		$this->assertSame( 'tinyeclipse_unknown_key', $this->call( $browser, self::PING, '{"a":1}' )['code'] );
		$this->signer->publish( gmdate( 'Y-m-d\TH:i:s\Z', time() + 3600 ) );
		$this->call( $browser, self::PING, '{"a":1}' );
		$this->assertSame( 200, $browser->status );
		$this->signer->key_id = 'other';
		$this->assertSame( 'tinyeclipse_unknown_key', $this->call( $browser, self::PING, '{"a":1}' )['code'] );
	}

	public function test_what_the_site_does_not_grant_is_refused(): void {
		update_option( Signed_Request::GRANTED, array( 'content:read' ) );
		$browser = new Browser();
		$this->assertSame( 'tinyeclipse_scope', $this->call( $browser, self::PING, '{"a":1}' )['code'] );
		$this->assertSame( 403, $browser->status );
	}

	public function test_a_copy_and_a_site_without_a_token_do_not_answer(): void {
		$browser = new Browser();
		update_option( Home::OPTION, 'chocotale.example' );
		$this->assertSame( 'tinyeclipse_not_connected', $this->call( $browser, self::PING, '{"a":1}' )['code'] );
		delete_option( Home::OPTION );
		update_option( Settings::SITE_TOKEN, '' );
		$this->assertSame( 'tinyeclipse_not_connected', $this->call( $browser, self::PING, '{"a":1}' )['code'] );
	}

	public function test_old_nonces_are_forgotten_and_a_missing_table_is_made_again(): void {
		global $wpdb;
		Nonces::take( 'k', 'old-old-old-old-old', time() - 1, time() - 400 );
		$wpdb->query( 'DROP TABLE IF EXISTS ' . Nonces::table() );
		$this->assertTrue( Nonces::take( 'k', 'old-old-old-old-old', time() - 1, time() - 400 ) );
		$this->assertTrue( Nonces::take( 'k', 'new-new-new-new-new', time() + 300, time() ) );
		$this->assertSame( '1', $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Nonces::table() ) );
		$this->assertFalse( Nonces::take( 'k', 'new-new-new-new-new', time() + 300, time() ) );
		$this->assertTrue( Nonces::take( 'k', 'NEW-new-new-new-new', time() + 300, time() ), 'Capitals make another nonce.' );
	}

	public function test_the_address_is_the_sites_own_in_a_folder_behind_a_proxy_or_with_plain_addresses(): void {
		$port = getenv( 'TINYECLIPSE_TEST_PORT' );
		$this->assertSame( "http://127.0.0.1:$port/wp-json/tinyeclipse/v1/", Site_Address::rest_root() );
		$this->assertSame( "127.0.0.1:$port", Site_Address::authority() );

		$home = static function (): string {
			return 'https://Shop.Example:443/winkel';
		};
		add_filter( 'pre_option_home', $home );
		$this->assertSame( 'shop.example', Site_Address::authority() );
		$this->assertSame( '/winkel/wp-json/x', Site_Address::path( '/winkel/wp-json/x?y' ) );
		$this->assertSame( '/winkel/wp-json/x', Site_Address::path( '/wp-json/x?y' ), 'The proxy cut the folder off.' );
		$this->assertSame( '/winkel/winkelier', Site_Address::path( '/winkelier' ) );
		$this->assertSame( '?y=%20', Site_Address::query( 'https://shop.example/winkel/x?y=%20' ) );
		$plain = static function (): string {
			return '';
		};
		add_filter( 'pre_option_permalink_structure', $plain );
		$this->assertSame( 'https://Shop.Example:443/winkel/index.php?rest_route=/tinyeclipse/v1/', Site_Address::rest_root() );
		remove_filter( 'pre_option_permalink_structure', $plain );
		remove_filter( 'pre_option_home', $home );
	}

	public function test_only_keys_on_the_right_curve_are_taken(): void {
		$wrong = openssl_pkey_get_details( openssl_pkey_new( array( 'private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'secp384r1' ) ) )['key'];
		foreach ( array( array(), array( 'keys' => 'x' ), array( 'keys' => array( array( 'id' => 'a', 'public_key' => $wrong ) ) ), array( 'keys' => array( array( 'id' => 'a', 'public_key' => 'x' ) ) ) ) as $answer ) {
			$this->assertFalse( Server_Keys::store( $answer ) );
		}
		$this->assertSame( array( 'test-key' ), array_keys( Server_Keys::valid( time() ) ) );
	}

	/**
	 * @param array<string, string> $headers More of them.
	 * @return array<string, mixed>
	 */
	private function call( Browser $browser, string $uri, string $body, array $headers = array() ): array {
		$browser->headers = $headers + $this->signer->headers( 'POST', $uri, '' === $body ? '[]' : $body );
		return $browser->json( 'POST', $uri, '' === $body ? array() : (array) json_decode( $body, true ) );
	}

	private function post_multipart(): int {
		$headers = array();
		foreach ( $this->signer->headers( 'POST', self::PING, '' ) as $name => $value ) {
			$headers[] = "$name: $value";
		}
		$request = curl_init( 'http://127.0.0.1:' . getenv( 'TINYECLIPSE_TEST_PORT' ) . self::PING );
		curl_setopt_array( $request, array( CURLOPT_RETURNTRANSFER => true, CURLOPT_POSTFIELDS => array( 'a' => '1' ), CURLOPT_HTTPHEADER => $headers ) );
		curl_exec( $request );
		return (int) curl_getinfo( $request, CURLINFO_RESPONSE_CODE );
	}
}
