<?php
/**
 * Wakes another PHP process of the same site.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * For hosts where PHP cannot end a response and go on (mod_php, CGI): a request to ourselves that is let go as soon as it has been written.
 */
final class Loopback {
	public const ACTION = 'tinyeclipse_deliver';

	private const MAX_MILLISECONDS = 50;
	private const KEY_SECONDS      = 60;

	public static function wake(): void {
		// Without cURL nothing bounds the time of the connection; WP-Cron does it then.
		if ( ! function_exists( 'curl_init' ) ) {
			return;
		}

		add_action( 'http_api_curl', array( self::class, 'let_go_early' ) );
		wp_remote_post(
			admin_url( 'admin-ajax.php' ),
			array(
				'blocking'  => false,
				'timeout'   => 1,
				/** This filter is documented in wp-includes/class-wp-http-streams.php */
				'sslverify' => apply_filters( 'https_local_ssl_verify', false, admin_url( 'admin-ajax.php' ) ),
				'body'      => array(
					'action' => self::ACTION,
					'key'    => self::key( time() ),
				),
			)
		);
		remove_action( 'http_api_curl', array( self::class, 'let_go_early' ) );
	}

	/**
	 * Does not wait for the answer: WordPress itself would, for up to a second.
	 *
	 * @param \CurlHandle|resource $handle The request.
	 */
	public static function let_go_early( $handle ): void {
		curl_setopt( $handle, CURLOPT_NOSIGNAL, true );
		curl_setopt( $handle, CURLOPT_TIMEOUT_MS, self::MAX_MILLISECONDS );
		curl_setopt( $handle, CURLOPT_NOPROGRESS, false );
		curl_setopt(
			$handle,
			CURLOPT_PROGRESSFUNCTION,
			static function ( $request, $download_size, $downloaded, $upload_size, $uploaded ): int {
				return $upload_size > 0 && $uploaded >= $upload_size ? 1 : 0;
			}
		);
	}

	/** The other end. The key keeps strangers from making us work; the work itself is harmless. */
	public static function receive(): void {
		$key = isset( $_POST['key'] ) && is_string( $_POST['key'] ) ? sanitize_key( $_POST['key'] ) : ''; // phpcs:ignore WordPress.Security -- The key is the proof.
		if ( ! hash_equals( self::key( time() ), $key ) && ! hash_equals( self::key( time() - self::KEY_SECONDS ), $key ) ) {
			wp_die( '', '', array( 'response' => 403 ) );
		}

		ignore_user_abort( true );
		Delivery::run_in_background();
		wp_die( '', '', array( 'response' => 204 ) );
	}

	private static function key( int $time ): string {
		return wp_hash( self::ACTION . '|' . intdiv( $time, self::KEY_SECONDS ) );
	}
}
