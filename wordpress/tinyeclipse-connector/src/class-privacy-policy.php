<?php
/**
 * What the shop's privacy policy may say.
 *
 * @package TinyEclipse\Connector
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

/**
 * Suggests a text to the policy guide of WordPress, in the language of who reads it.
 */
final class Privacy_Policy {
	public static function suggest(): void {
		if ( function_exists( 'wp_add_privacy_policy_content' ) ) {
			wp_add_privacy_policy_content( 'TinyEclipse', wp_kses_post( self::text() ) );
		}
	}

	private static function text(): string {
		$paragraphs = array(
			'<p class="privacy-policy-tutorial">' . __( 'This site tells TinyEclipse, a service of Digital Farmers, what happens in it. Check that the text fits how you use it, and name Digital Farmers among your processors.', 'tinyeclipse' ) . '</p>',
			'<h3>' . __( 'What we collect about your visit to the shop', 'tinyeclipse' ) . '</h3>',
			'<p>' . __( 'When you put articles into your shopping cart we keep what is in it and what it comes to. When you type in your name, e-mail address or phone number, or are signed in, we keep these and your customer number with it. When you order, ask something by a form or write a review, we keep that it happened and when.', 'tinyeclipse' ) . '</p>',
			'<h3>' . __( 'What we use it for', 'tinyeclipse' ) . '</h3>',
			'<p>' . __( 'We use it to see that a cart was left behind or that an order did not work, to help you with it, and to know how our shop is doing. It is kept and processed for us by Digital Farmers in TinyEclipse, and not given to others.', 'tinyeclipse' ) . '</p>',
			'<h3>' . __( 'How long we keep it', 'tinyeclipse' ) . '</h3>',
			'<p>' . __( 'Who a cart belonged to is forgotten 90 days after its last change, and 30 days after it when we do not know you. Everything else about you is forgotten when we have heard nothing of you for three years, or before that when you ask us.', 'tinyeclipse' ) . '</p>',
		);
		return implode( '', $paragraphs );
	}
}
