<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Delivery;
use TinyEclipse\Connector\Delivery_State;
use TinyEclipse\Connector\Heartbeat;
use TinyEclipse\Connector\Home;
use TinyEclipse\Connector\Installation;
use TinyEclipse\Connector\Settings;

/** A site whose token another installation uses, and a copy that the server knows for what it is. */
final class QuarantineTest extends Site_Test_Case {
	private const NEW_TOKEN = 'te_site_StagingStagingStagingStagingStagingStagingStaging';

	protected function tearDown(): void {
		delete_option( Home::OPTION );
	}

	public function test_what_the_server_does_not_take_waits_for_as_long_as_it_takes(): void {
		tinyeclipse_queue_report( 'journey', array( 'email' => 'ann@example.com' ), 'journey:1' );
		Api_Double::behave( 400, array( 'message' => 'x', 'details' => array( array( 'reason' => 'SITE_QUARANTINED', 'domain' => 'tinyeclipse' ) ) ) );
		for ( $try = 0; $try < 10; $try++ ) {
			$this->make_due();
			Delivery::drain( 5, 2 );
		}
		$this->assertSame( 'pending', $this->rows()[0]['state'] );
		$this->assertTrue( Delivery_State::is_paused( time() ), 'Trying the others is of no use just now.' );

		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}tinyeclipse_outbox SET queued_at = 1" );
		$this->make_due();
		Delivery::drain( 5, 2 );
		$this->assertSame( 'pending', $this->rows()[0]['state'], 'It is not given up after two weeks either.' );

		$this->stand( 'QUARANTINED' );
		$this->assertSame( Heartbeat::QUARANTINED, Heartbeat::beat()['state'] );
		$this->stand( 'NORMAL' );
		$this->assertSame( Heartbeat::CONNECTED, Heartbeat::beat()['state'] );
		Api_Double::behave( 200 );
		$this->assertSame( 1, Delivery::drain( 5, 2 ), 'At once when somebody has said which is the site.' );
	}

	public function test_the_admin_reads_why(): void {
		$this->stand( 'QUARANTINED' );
		Heartbeat::beat();
		$admin = new Browser();
		$admin->log_in( 'admin', 'admin-password' );
		$this->assert_shows( 'Another installation uses the token of this site.', $admin->get( '/wp-admin/admin.php?page=tinyeclipse' ) );
		$admin->headers['X-Test-Locale'] = 'nl_be';
		$this->assert_shows( 'Een andere installatie gebruikt de token van deze site.', $admin->get( '/wp-admin/admin.php?page=tinyeclipse' ) );
	}

	public function test_a_copy_that_is_none_of_ours_stops_and_can_be_paired(): void {
		$this->stand( 'REFUSED' );
		$this->assertSame( Heartbeat::COPY, Heartbeat::beat()['state'] );
		$this->assertTrue( Home::is_copy() );
		$this->assertFalse( tinyeclipse_queue_report( 'journey', array(), 'journey:1' ) );
		Api_Double::reset();
		Heartbeat::beat_and_deliver();
		$this->assertSame( array(), Api_Double::requests() );

		$admin = new Browser();
		$admin->log_in( 'admin', 'admin-password' );
		$page = $admin->get( '/wp-admin/admin.php?page=tinyeclipse' );
		$this->assert_shows( 'connect it with a code of its own', $page );
		$this->assert_shows( 'name="tinyeclipse_code"', $page );
		Home::remember();
		$this->assertFalse( Home::is_copy() );
	}

	public function test_a_copy_that_became_a_staging_site_takes_its_own_token_and_leaves_what_it_brought_along(): void {
		tinyeclipse_queue_report( 'journey', array( 'email' => 'ann@example.com' ), 'journey:1' );
		$this->stand( 'REFUSED', array( 'replacement' => array( 'site_id' => '0195c7a2-0000-7000-8000-000000000009', 'site_token' => self::NEW_TOKEN ) ) );
		$this->assertSame( Heartbeat::CONNECTED, Heartbeat::beat()['state'] );
		$this->assertSame( self::NEW_TOKEN, get_option( Settings::SITE_TOKEN ) );
		$this->assertSame( array(), $this->rows() );
		$this->assertFalse( Home::is_copy() );
	}

	public function test_the_secret_of_an_installation_is_made_once(): void {
		$secret = get_option( Installation::OPTION );
		Installation::header();
		$this->assertSame( $secret, get_option( Installation::OPTION ) );
		delete_option( Installation::OPTION );
		$this->assertSame( Installation::fingerprint(), Installation::fingerprint() );
	}

	/**
	 * @param array<string, mixed> $more Of the answer.
	 */
	private function stand( string $standing, array $more = array() ): void {
		Api_Double::behave( 200, array( 'tenant_id' => Api_Double::TENANT_ID, 'standing' => "INSTALLATION_STANDING_$standing" ) + $more );
	}
}
