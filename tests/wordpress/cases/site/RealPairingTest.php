<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Heartbeat;
use TinyEclipse\Connector\Home;
use TinyEclipse\Connector\Server_Keys;
use TinyEclipse\Connector\Settings;
use TinyEclipse\Connector\Settings_Actions;

/** A real site that is paired with the real server, through the settings page. */
final class RealPairingTest extends Site_Test_Case {
	private const PAGE = '/wp-admin/admin.php?page=tinyeclipse';

	protected function setUp(): void {
		parent::setUp();
		if ( '' === (string) getenv( 'TE_URL' ) || '' === (string) getenv( 'TE_API_TOKEN' ) ) {
			$this->markTestSkipped( 'No server: TE_URL and TE_API_TOKEN are not set.' );
		}
		update_option( Settings::SERVER, (string) getenv( 'TE_URL' ) );
		update_option( Settings::SITE_TOKEN, '' );
		update_option( Settings::TENANT_ID, '' );
	}

	protected function tearDown(): void {
		delete_option( Server_Keys::OPTION );
		delete_option( Home::OPTION );
	}

	public function test_a_code_pairs_the_site_and_both_sides_reach_each_other(): void {
		$code  = $this->ask( '/api/admin/pairing-codes', array() )['code'];
		$admin = new Browser();
		$admin->log_in( 'admin', 'admin-password' );
		$this->assertSame( 1, preg_match( '/name="tinyeclipse_nonce" value="(\w+)"/', $admin->get( self::PAGE ), $nonce ) );
		$form = array( 'action' => Settings_Actions::PAIR, Settings_Actions::NONCE => $nonce[1], 'tinyeclipse_code' => strtolower( $code ) );
		$admin->post( '/wp-admin/admin-post.php', $form );
		$this->assertStringContainsString( 'tinyeclipse_result=paired', (string) $admin->response_headers['location'] );
		wp_cache_flush();

		$this->assertSame( getenv( 'TE_TENANT_ID' ), get_option( Settings::TENANT_ID ) );
		$this->assertSame( Heartbeat::CONNECTED, Heartbeat::last()['state'] );
		$this->assertTrue( tinyeclipse_send_event( 'forms', 'form_submitted', 'Contactformulier', '', array( 'email' => 'marie@example.com' ) ) );
		$this->assertSame( 1, \TinyEclipse\Connector\Delivery::drain( 10, 5 ) );

		$site = array_values( array_filter( $this->sites(), static function ( array $site ): bool {
			return home_url() === $site['url'];
		} ) )[0];
		$this->assertSame( home_url(), $this->ask( '/api/admin/sites/' . $site['id'] . '/ping', array() )['home_url'] );

		$admin->post( '/wp-admin/admin-post.php', $form );
		$this->assertStringContainsString( 'tinyeclipse_result=code_used', (string) $admin->response_headers['location'] );
	}

	private function sites(): array {
		$answer = wp_remote_get( getenv( 'TE_URL' ) . '/api/admin/sites?tenant_id=' . getenv( 'TE_TENANT_ID' ), array( 'headers' => array( 'Authorization' => 'Bearer ' . getenv( 'TE_API_TOKEN' ) ) ) );
		return json_decode( wp_remote_retrieve_body( $answer ), true )['sites'];
	}

	/**
	 * @param array<string, mixed> $body JSON.
	 * @return array<string, mixed>
	 */
	private function ask( string $path, array $body ): array {
		$body   = (string) json_encode( $body + array( 'tenant_id' => getenv( 'TE_TENANT_ID' ) ) );
		$answer = wp_remote_post( getenv( 'TE_URL' ) . $path, array( 'timeout' => 20, 'body' => $body, 'headers' => array( 'Content-Type' => 'application/json', 'Authorization' => 'Bearer ' . getenv( 'TE_API_TOKEN' ) ) ) );
		$this->assertSame( 200, wp_remote_retrieve_response_code( $answer ), wp_remote_retrieve_body( $answer ) );
		return (array) json_decode( wp_remote_retrieve_body( $answer ), true );
	}
}
