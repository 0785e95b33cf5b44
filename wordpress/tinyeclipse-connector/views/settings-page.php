<?php
/**
 * The settings page.
 *
 * @package TinyEclipse\Connector
 *
 * @var array{state: string, time: int, detail: string, clock_skew: int} $connection The last heartbeat.
 * @var array{pending: int, dead: int, last_error: string}              $outbox     What waits.
 * @var string                                                          $result     How pairing went; empty when nobody paired.
 */

declare( strict_types=1 );

namespace TinyEclipse\Connector;

defined( 'ABSPATH' ) || exit;

$has_token    = '' !== Settings::site_token();
$paused_until = Delivery_State::paused_until();
$unwanted     = Delivery_State::unwanted( time() );
?>
<div class="wrap">
	<h1>TinyEclipse</h1>
	<?php settings_errors(); ?>

	<?php if ( isset( Pairing::texts()[ $result ] ) ) : ?>
		<div class="notice notice-<?php echo esc_attr( in_array( $result, array( Pairing::PAIRED, Pairing::UNPAIRED ), true ) ? 'success' : 'error' ); ?>"><p id="tinyeclipse-pairing"><?php echo esc_html( Pairing::texts()[ $result ] ); ?></p></div>
	<?php endif; ?>

	<h2><?php esc_html_e( 'Connection', 'tinyeclipse' ); ?></h2>
	<?php require __DIR__ . '/pairing.php'; ?>

	<h2><?php esc_html_e( 'Connection by hand', 'tinyeclipse' ); ?></h2>
	<form method="post" action="options.php">
		<?php settings_fields( Settings::GROUP ); ?>
		<table class="form-table" role="presentation">
			<tr>
				<th scope="row"><label for="tinyeclipse_server"><?php esc_html_e( 'Server address', 'tinyeclipse' ); ?></label></th>
				<td>
					<?php if ( Settings::is_server_fixed() ) : ?>
						<code><?php echo esc_html( Settings::server() ); ?></code>
						<p class="description"><?php esc_html_e( 'Set in wp-config.php by TINYECLIPSE_API_BASE.', 'tinyeclipse' ); ?></p>
						<input type="hidden" name="<?php echo esc_attr( Settings::SERVER ); ?>" value="<?php echo esc_attr( (string) get_option( Settings::SERVER, '' ) ); ?>">
					<?php else : ?>
						<input type="url" class="regular-text code" id="tinyeclipse_server" name="<?php echo esc_attr( Settings::SERVER ); ?>" value="<?php echo esc_attr( Settings::server() ); ?>">
					<?php endif; ?>
				</td>
			</tr>
			<tr>
				<th scope="row"><label for="tinyeclipse_tenant_id"><?php esc_html_e( 'Tenant id', 'tinyeclipse' ); ?></label></th>
				<td><input type="text" class="regular-text code" id="tinyeclipse_tenant_id" name="<?php echo esc_attr( Settings::TENANT_ID ); ?>" value="<?php echo esc_attr( Settings::tenant_id() ); ?>" autocomplete="off" spellcheck="false"></td>
			</tr>
			<tr>
				<th scope="row"><label for="tinyeclipse_site_token"><?php esc_html_e( 'Site token', 'tinyeclipse' ); ?></label></th>
				<td>
					<input type="password" class="regular-text code" id="tinyeclipse_site_token" name="<?php echo esc_attr( Settings::SITE_TOKEN ); ?>" value="" autocomplete="new-password" aria-describedby="tinyeclipse_site_token_help">
					<p class="description" id="tinyeclipse_site_token_help">
						<?php
						if ( $has_token ) {
							/* translators: %s: the last four characters of the token. */
							printf( esc_html__( 'A token ending in %s is stored. Leave the field empty to keep it.', 'tinyeclipse' ), '<code>' . esc_html( Settings::site_token_hint() ) . '</code>' );
						} else {
							esc_html_e( 'You get it from Digital Farmers. It is a secret: it is stored here and never shown again.', 'tinyeclipse' );
						}
						?>
					</p>
					<?php if ( $has_token ) : ?>
						<label><input type="checkbox" name="tinyeclipse_remove_token" value="1"> <?php esc_html_e( 'Remove the token', 'tinyeclipse' ); ?></label>
					<?php endif; ?>
				</td>
			</tr>
		</table>
		<?php submit_button(); ?>
	</form>

	<h2><?php esc_html_e( 'Status', 'tinyeclipse' ); ?></h2>
	<table class="form-table" role="presentation">
		<tr>
			<th scope="row"><?php esc_html_e( 'Server', 'tinyeclipse' ); ?></th>
			<td>
				<p><strong id="tinyeclipse-connection"><?php echo esc_html( Settings_Page::connection_text( $connection ) ); ?></strong>
				<?php echo esc_html( $connection['time'] > 0 ? Settings_Page::ago( $connection['time'] ) : '' ); ?></p>
				<?php if ( '' !== $connection['detail'] ) : ?>
					<p><code><?php echo esc_html( $connection['detail'] ); ?></code></p>
				<?php endif; ?>
				<?php if ( 0 !== $connection['clock_skew'] ) : ?>
					<p>
						<?php
						/* translators: %d: seconds. */
						printf( esc_html__( 'The clock of this machine differs %d seconds from the server. Have it set right: reports carry its time.', 'tinyeclipse' ), (int) $connection['clock_skew'] );
						?>
					</p>
				<?php endif; ?>
				<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
					<input type="hidden" name="action" value="<?php echo esc_attr( Settings_Actions::TEST ); ?>">
					<?php wp_nonce_field( Settings_Actions::TEST ); ?>
					<?php submit_button( __( 'Test connection', 'tinyeclipse' ), 'secondary', 'submit', false ); ?>
				</form>
			</td>
		</tr>
		<tr>
			<th scope="row"><?php esc_html_e( 'Environment', 'tinyeclipse' ); ?></th>
			<td><?php echo esc_html( Environment::is_staging() ? __( 'Staging: what happens here sends nobody a push or a mail.', 'tinyeclipse' ) : __( 'Production', 'tinyeclipse' ) ); ?></td>
		</tr>
		<tr>
			<th scope="row"><?php esc_html_e( 'Reports', 'tinyeclipse' ); ?></th>
			<td>
				<p id="tinyeclipse-outbox">
					<?php
					/* translators: 1: number of reports, 2: number of reports. */
					printf( esc_html__( '%1$d waiting, %2$d given up', 'tinyeclipse' ), (int) $outbox['pending'], (int) $outbox['dead'] );
					?>
				</p>
				<?php if ( $paused_until > time() ) : ?>
					<p>
						<?php
						/* translators: %s: a span of time, for example "2 minutes". */
						printf( esc_html__( 'Next try in %s.', 'tinyeclipse' ), esc_html( human_time_diff( $paused_until ) ) );
						?>
					</p>
				<?php endif; ?>
				<?php if ( '' !== $outbox['last_error'] ) : ?>
					<p><?php esc_html_e( 'Last error:', 'tinyeclipse' ); ?> <code><?php echo esc_html( $outbox['last_error'] ); ?></code></p>
				<?php endif; ?>
				<?php if ( array() !== $unwanted ) : ?>
					<p><?php esc_html_e( 'Not part of your plan, so not collected:', 'tinyeclipse' ); ?> <code><?php echo esc_html( implode( ', ', $unwanted ) ); ?></code></p>
				<?php endif; ?>
				<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
					<input type="hidden" name="action" value="<?php echo esc_attr( Settings_Actions::RETRY ); ?>">
					<?php wp_nonce_field( Settings_Actions::RETRY ); ?>
					<?php submit_button( __( 'Send all now', 'tinyeclipse' ), 'secondary', 'submit', false ); ?>
				</form>
			</td>
		</tr>
	</table>
</div>
