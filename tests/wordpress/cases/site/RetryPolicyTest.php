<?php

declare( strict_types=1 );

namespace TinyEclipse\Tests;

use PHPUnit\Framework\TestCase;
use TinyEclipse\Connector\Api_Response;
use TinyEclipse\Connector\Retry_Policy;

final class RetryPolicyTest extends TestCase {
	/**
	 * @dataProvider outcomes
	 */
	public function test_outcome( string $expected, int $status, int $attempts, int $age ): void {
		$this->assertSame( $expected, Retry_Policy::outcome( new Api_Response( $status, 200 === $status ? '{"id":"0195c7a2"}' : '' ), $attempts, $age ) );
	}

	public function outcomes(): array {
		$day = 86400;
		return array(
			'taken'                                    => array( 'sent', 200, 1, 0 ),
			'a success that says nothing'              => array( 'retry', 204, 1, 0 ),
			'nobody there'                             => array( 'retry', 0, 500, 6 * $day ),
			'nobody there for two weeks'               => array( 'dead', 0, 500, 15 * $day ),
			'a fault of the server'                    => array( 'retry', 503, 500, 6 * $day ),
			'a redirect, so a wrong address'           => array( 'retry', 302, 20, 3600 ),
			'a wrong token'                            => array( 'retry', 401, 100, $day ),
			'a token without rights'                   => array( 'retry', 403, 100, $day ),
			'a slow moment'                            => array( 'retry', 408, 100, $day ),
			'too many requests'                        => array( 'retry', 429, 100, $day ),
			'a malformed report, first time'           => array( 'retry', 400, 1, 0 ),
			'a malformed report, last time'            => array( 'dead', 400, Retry_Policy::MAX_REFUSALS, 60 ),
			'a route the server does not have'         => array( 'dead', 404, Retry_Policy::MAX_REFUSALS, 60 ),
		);
	}

	public function test_a_report_the_plan_does_not_hold_is_unwanted(): void {
		$response = new Api_Response( 400, (string) json_encode( Api_Double::plan_required() ) );
		$this->assertSame( Retry_Policy::UNWANTED, Retry_Policy::outcome( $response, 1, 0 ) );
		$this->assertSame( 'HTTP 400 PLAN_REQUIRED The plan has no carts.', $response->describe() );
	}

	public function test_the_delay_doubles_up_to_its_limit_and_is_spread(): void {
		$delays = array();
		foreach ( array( 1, 2, 3, 4, 5, 20 ) as $attempts ) {
			$delays[] = Retry_Policy::delay( $attempts, false, 0.5 );
		}
		$this->assertSame( array( 15, 30, 60, 120, 240, 3600 ), $delays );
		$this->assertSame( 11, Retry_Policy::delay( 1, false, 0.0 ) );
		$this->assertSame( 19, Retry_Policy::delay( 1, false, 1.0 ) );
		$this->assertSame( 300, Retry_Policy::delay( 20, true, 0.5 ), 'A fault that passes is not waited out for an hour.' );
	}

	public function test_the_server_may_ask_for_a_longer_pause_within_reason(): void {
		$this->assertSame( 15, Retry_Policy::pause( 1, 0, 0.5 ) );
		$this->assertSame( 120, Retry_Policy::pause( 1, 120, 0.5 ) );
		$this->assertSame( Retry_Policy::MAX_RETRY_AFTER, Retry_Policy::pause( 1, 999999, 0.5 ) );
	}

	/**
	 * @dataProvider answers_of_somebody_else
	 */
	public function test_only_an_answer_with_an_id_counts_as_taken( string $body ): void {
		$response = new Api_Response( 200, $body );
		$this->assertSame( Retry_Policy::RETRY, Retry_Policy::outcome( $response, 500, 0 ) );
		$this->assertTrue( Retry_Policy::is_passing( 200 ) );
		$this->assertSame( 'HTTP 200 This is not an answer of TinyEclipse.', $response->describe() );
	}

	public function answers_of_somebody_else(): array {
		return array(
			'nothing'              => array( '' ),
			'a page'               => array( '<html>Maintenance</html>' ),
			'an empty object'      => array( '{}' ),
			'an empty id'          => array( '{"id":""}' ),
			'a number'             => array( '{"id":7}' ),
			'a list'               => array( '["id"]' ),
			'a string'             => array( '"id"' ),
		);
	}
}
