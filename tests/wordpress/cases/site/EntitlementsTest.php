<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use TinyEclipse\Connector\Delivery_State;
use TinyEclipse\Connector\Entitlements;
use TinyEclipse\Connector\Heartbeat;
use TinyEclipse\Connector\Settings;

/** What the plan lacks is not collected, and a changed plan counts at once. */
final class EntitlementsTest extends Shop_Test_Case {
	protected function setUp(): void {
		parent::setUp();
		Entitlements::forget();
	}

	protected function tearDown(): void {
		Entitlements::forget();
	}

	public function test_the_heartbeat_brings_them_with_the_time(): void {
		$this->assertSame( '', tinyeclipse_get_plan() );
		$this->assertTrue( tinyeclipse_has_feature( 'shop' ), 'Before the server said anything, it decides.' );

		$this->beat( 'PLAN_PRO', array( 'FEATURE_SHOP', 'FEATURE_WEB_PUSH' ) );

		$this->assertSame( 'pro', tinyeclipse_get_plan() );
		$this->assertTrue( tinyeclipse_has_feature( 'web_push' ) );
		$this->assertFalse( tinyeclipse_has_feature( 'behaviour' ) );
		$this->assertEqualsWithDelta( time(), Entitlements::last()['time'], 2 );
	}

	public function test_carts_are_watched_only_while_the_plan_holds_the_shop(): void {
		$this->beat( 'PLAN_TINY', array( 'FEATURE_CONTACTS' ) );
		$this->shopper->add( 'pralines', 1 );
		$this->assert_no_report( 'The plan has no shop.' );

		$this->beat( 'PLAN_PRO', array( 'FEATURE_CONTACTS', 'FEATURE_SHOP' ) );
		$this->shopper->add( 'pralines', 1 );
		$this->assertSame( 2, $this->the_report()['items'][0]['quantity'] );

		$this->beat( 'PLAN_TINY', array( 'FEATURE_CONTACTS' ) );
		$this->shopper->add( 'pralines', 1 );
		$this->assert_no_report( 'At once.' );
	}

	public function test_while_the_server_is_away_the_last_word_holds(): void {
		$this->beat( 'PLAN_TINY', array( 'FEATURE_CONTACTS' ) );
		$this->connect( Api_Double::dead_url() );

		$this->assertSame( Heartbeat::UNREACHABLE, Heartbeat::beat()['state'] );
		$this->assertFalse( tinyeclipse_has_feature( 'shop' ) );
	}

	public function test_a_server_of_before_changes_nothing(): void {
		$this->beat( 'PLAN_TINY', array( 'FEATURE_CONTACTS' ) );
		Api_Double::behave( 200 );
		Heartbeat::beat();

		$this->assertFalse( tinyeclipse_has_feature( 'shop' ) );
	}

	public function test_a_changed_plan_is_told_once_and_ends_what_was_refused(): void {
		$told = array();
		$note = static function ( array $features, string $plan ) use ( &$told ): void {
			$told[] = array( $plan, $features );
		};
		add_action( 'tinyeclipse_entitlements_changed', $note, 10, 2 );
		$this->beat( 'PLAN_TINY', array( 'FEATURE_CONTACTS' ) );
		$this->beat( 'PLAN_TINY', array( 'FEATURE_CONTACTS' ) );
		Delivery_State::mark_unwanted( 'abandoned-carts', time() );
		$this->beat( 'PLAN_PRO', array( 'FEATURE_SHOP', 'FEATURE_CONTACTS' ) );
		remove_action( 'tinyeclipse_entitlements_changed', $note );

		$this->assertSame( array( array( 'tiny', array( 'contacts' ) ), array( 'pro', array( 'contacts', 'shop' ) ) ), $told );
		$this->assertFalse( Delivery_State::is_unwanted( 'abandoned-carts', time() ) );
	}

	public function test_another_plugin_may_keep_a_feature_off(): void {
		$off = static function ( bool $has, string $feature ): bool {
			return $has && 'shop' !== $feature;
		};
		add_filter( 'tinyeclipse_has_feature', $off, 10, 2 );
		$this->assertFalse( tinyeclipse_has_feature( 'shop' ) );
		$this->assertTrue( tinyeclipse_has_feature( 'contacts' ) );
		remove_filter( 'tinyeclipse_has_feature', $off );
	}

	public function test_another_tenant_has_another_plan(): void {
		$this->beat( 'PLAN_TINY', array( 'FEATURE_CONTACTS' ) );
		update_option( Settings::TENANT_ID, '0195c7a2-0000-7000-8000-00000000ffff' );

		$this->assertSame( '', tinyeclipse_get_plan() );
	}

	/**
	 * @param string[] $features As the server writes them.
	 */
	private function beat( string $plan, array $features ): void {
		Api_Double::behave( 200, array( 'tenant_id' => Api_Double::TENANT_ID, 'entitlements' => compact( 'plan', 'features' ) ) );
		$this->assertSame( Heartbeat::CONNECTED, Heartbeat::beat()['state'] );
		Api_Double::behave( 200 );
	}
}
