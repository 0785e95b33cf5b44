<?php
// Makes PHPUnit's process one of the site under test.

declare( strict_types=1 );

require __DIR__ . '/support/load-wordpress.php';
require __DIR__ . '/support/class-api-double.php';
require __DIR__ . '/support/class-browser.php';
require __DIR__ . '/support/class-shopper.php';
require __DIR__ . '/support/class-request-log.php';
require __DIR__ . '/support/class-server-signer.php';
require __DIR__ . '/support/class-site-test-case.php';
require __DIR__ . '/support/class-shop-test-case.php';
