<?php
// Adds up the results and prints them as the last line. No test at all, a complaint of PHP about the plugins, or a failure fails the run.

$passed  = 0;
$failed  = 0;
$skipped = 0;
foreach ( array( $argv[1], $argv[2] ) as $file ) {
	$report = is_file( $file ) ? simplexml_load_file( $file ) : false;
	if ( false === $report ) {
		echo basename( $file ) . " is missing: PHPUnit did not finish.\n";
		++$failed;
		continue;
	}
	foreach ( $report->testsuite as $suite ) {
		$broken   = (int) $suite['failures'] + (int) $suite['errors'];
		$failed  += $broken;
		$skipped += (int) $suite['skipped'];
		$passed  += (int) $suite['tests'] - $broken - (int) $suite['skipped'];
	}
}

if ( '' !== $argv[3] ) {
	++$failed;
}
if ( $skipped > 0 ) {
	echo "$skipped skipped: they need a running server (TE_URL, TE_TENANT_ID, TE_SITE_TOKEN, TE_API_TOKEN) or the real WooCommerce.\n";
}
echo "$passed passed, $failed failed\n";
exit( $failed > 0 || 0 === $passed ? 1 : 0 );
