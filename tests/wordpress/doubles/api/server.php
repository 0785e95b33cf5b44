<?php
// A server that writes down what it is sent and answers as it is told: the file behaviour.json says status, body, headers and delay.

$dir      = getenv( 'TINYECLIPSE_TEST_DIR' ) . '/api';
$path     = parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
$behave   = is_file( "$dir/behaviour.json" ) ? json_decode( file_get_contents( "$dir/behaviour.json" ), true ) : array();
$behave  += array( 'status' => 200, 'body' => null, 'headers' => array(), 'delay' => 0 );
$received = microtime( true );

$note = array(
	'method'        => $_SERVER['REQUEST_METHOD'],
	'path'          => $path,
	'authorization' => $_SERVER['HTTP_AUTHORIZATION'] ?? '',
	'installation'  => $_SERVER['HTTP_TINYECLIPSE_INSTALLATION'] ?? '',
	'content_type'  => $_SERVER['CONTENT_TYPE'] ?? '',
	'body'          => json_decode( file_get_contents( 'php://input' ), true ),
	'received'      => $received,
);
file_put_contents( "$dir/requests.jsonl", json_encode( $note ) . "\n", FILE_APPEND | LOCK_EX );

usleep( (int) ( 1000000 * $behave['delay'] ) );
http_response_code( $behave['status'] );
header( 'Content-Type: application/json' );
foreach ( $behave['headers'] as $name => $value ) {
	header( "$name: $value" );
}
$answer = array(
	'id'          => '0195c7a2-0000-7000-8000-000000000002',
	'site_id'     => '0195c7a2-0000-7000-8000-000000000001',
	'tenant_id'   => 'e71307b8-a263-4a0f-bdb5-64060fcd84d1',
	'server_time' => gmdate( 'Y-m-d\TH:i:s\Z' ),
);
echo json_encode( $behave['body'] ?? $answer );
