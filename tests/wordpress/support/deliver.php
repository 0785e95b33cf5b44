<?php
// A PHP process of the site that empties the outbox, for tests that need several at once: they begin when the file "go" appears.
// It ends with the number of reports it sent.

require __DIR__ . '/load-wordpress.php';

$tinyeclipse_go = getenv( 'TINYECLIPSE_TEST_DIR' ) . '/go';
touch( "$tinyeclipse_go-" . getmypid() );
while ( ! is_file( $tinyeclipse_go ) ) {
	usleep( 1000 );
	clearstatcache();
}
exit( 'drain' === $argv[1] ? TinyEclipse\Connector\Delivery::drain( 10, 5 ) : TinyEclipse\Connector\Delivery::run_in_background() );
