<?php
/**
 * An answer of the server.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * An answer, or the reason why there is none: then the status is 0.
 */
final class Api_Response {
	/** @var int */
	private $status;

	/** @var string */
	private $body;

	/** @var int Seconds the server asked us to stay away. */
	private $retry_after;

	public function __construct( int $status, string $body, int $retry_after = 0 ) {
		$this->status      = $status;
		$this->body        = $body;
		$this->retry_after = $retry_after;
	}

	/**
	 * @param array<string, mixed>|\WP_Error $response What the WordPress HTTP API gave.
	 */
	public static function from_http( $response ): self {
		if ( is_wp_error( $response ) ) {
			return new self( 0, $response->get_error_message() );
		}
		$retry_after = wp_remote_retrieve_header( $response, 'retry-after' );
		return new self(
			(int) wp_remote_retrieve_response_code( $response ),
			wp_remote_retrieve_body( $response ),
			is_string( $retry_after ) && ctype_digit( $retry_after ) ? (int) $retry_after : 0
		);
	}

	public function status(): int {
		return $this->status;
	}

	public function retry_after(): int {
		return $this->retry_after;
	}

	public function is_success(): bool {
		return $this->status >= 200 && $this->status < 300;
	}

	/** Whether the server wrote the report down: it says under which id. A page of a proxy, with a status of 200 too, says nothing of the kind. */
	public function has_recorded(): bool {
		$json = $this->json();
		return $this->is_success() && isset( $json['id'] ) && is_string( $json['id'] ) && '' !== $json['id'];
	}

	/**
	 * The answer as an array; empty when it is not a JSON object.
	 *
	 * @return array<string, mixed>
	 */
	public function json(): array {
		$json = json_decode( $this->body, true );
		return is_array( $json ) ? $json : array();
	}

	/** The `reason` of google.rpc.ErrorInfo, for example PLAN_REQUIRED; empty when there is none. */
	public function reason(): string {
		$json = $this->json();
		$list = isset( $json['details'] ) && is_array( $json['details'] ) ? $json['details'] : array();
		foreach ( $list as $detail ) {
			if ( is_array( $detail ) && isset( $detail['reason'], $detail['domain'] ) && 'tinyeclipse' === $detail['domain'] ) {
				return (string) $detail['reason'];
			}
		}
		return '';
	}

	/** One line for the operator: status, reason and what the server or the network said. */
	public function describe(): string {
		$json    = $this->json();
		$message = isset( $json['message'] ) && is_string( $json['message'] ) ? $json['message'] : '';
		if ( 0 === $this->status ) {
			$message = $this->body;
		} elseif ( $this->is_success() ) {
			$message = 'This is not an answer of TinyEclipse.';
		}
		$line = trim( ( 0 === $this->status ? '' : 'HTTP ' . $this->status ) . ' ' . $this->reason() . ' ' . $message );
		return mb_substr( wp_strip_all_tags( $line, true ), 0, 250 );
	}
}
