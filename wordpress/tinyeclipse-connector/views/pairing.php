<?php
/**
 * The part of the settings page that connects the site by a code, or disconnects it.
 *
 * @package TinyEclipse\Connector
 *
 * @var bool $has_token Whether the site is connected.
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

?>
<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
	<?php if ( $has_token && ! Home::is_copy() ) : ?>
		<input type="hidden" name="action" value="<?php echo esc_attr( Settings_Actions::UNPAIR ); ?>">
		<?php wp_nonce_field( Settings_Actions::UNPAIR, Settings_Actions::NONCE ); ?>
		<p><?php esc_html_e( 'This site holds a token of TinyEclipse.', 'tinyeclipse' ); ?></p>
		<?php submit_button( __( 'Disconnect this site', 'tinyeclipse' ), 'delete', 'submit', false ); ?>
	<?php else : ?>
		<input type="hidden" name="action" value="<?php echo esc_attr( Settings_Actions::PAIR ); ?>">
		<?php wp_nonce_field( Settings_Actions::PAIR, Settings_Actions::NONCE ); ?>
		<p>
			<label for="tinyeclipse_code"><strong><?php esc_html_e( 'Code', 'tinyeclipse' ); ?></strong></label><br>
			<input type="text" class="regular-text code" id="tinyeclipse_code" name="tinyeclipse_code" value="" maxlength="40" placeholder="K7RM-2XWP" required autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="tinyeclipse_code_help">
		</p>
		<p class="description" id="tinyeclipse_code_help"><?php esc_html_e( 'You get the code from Digital Farmers. It is good for 10 minutes, and once.', 'tinyeclipse' ); ?></p>
		<?php submit_button( __( 'Connect', 'tinyeclipse' ), 'primary', 'submit', false ); ?>
	<?php endif; ?>
</form>
