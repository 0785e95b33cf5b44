<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use PHPUnit\Framework\TestCase;
use TinyEclipse\Connector\Environment;

final class EnvironmentTest extends TestCase {
	/**
	 * @dataProvider sites
	 */
	public function test_staging( bool $expected, string $type, string $host ): void {
		$this->assertSame( $expected, Environment::looks_like_staging( $type, $host ) );
	}

	public function sites(): array {
		return array(
			array( false, 'production', 'chocotale.online' ),
			array( true, 'staging', 'chocotale.online' ),
			array( true, 'development', 'chocotale.online' ),
			array( true, 'local', 'chocotale.online' ),
			array( true, 'production', 'staging.chocotale.online' ),
			array( true, 'production', 'Staging.Chocotale.online' ),
			array( true, 'production', 'dev.chocotale.online' ),
			array( true, 'production', 'test.chocotale.online' ),
			array( true, 'production', 'chocotale.local' ),
			array( true, 'production', 'localhost' ),
			array( false, 'production', 'www.staging-chocotale.online' ),
			array( false, 'production', 'mytest.be' ),
			array( false, 'production', 'devries.be' ),
			array( false, 'production', '127.0.0.1' ),
			array( false, 'production', '' ),
		);
	}

	public function test_the_function_asks_this_site(): void {
		$this->assertFalse( tinyeclipse_is_staging() );
		add_filter( 'home_url', array( $this, 'staging_url' ) );
		$this->assertTrue( tinyeclipse_is_staging() );
		remove_filter( 'home_url', array( $this, 'staging_url' ) );
	}

	public function staging_url(): string {
		return 'https://staging.chocotale.online';
	}
}
