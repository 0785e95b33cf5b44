"""The interop service, as far as the tests of foreign servers ask, on the gRPC library of Python. Prints its port, ends with its input."""

import sys
import time
from concurrent import futures

import grpc


def echo(request, context):
    context.send_initial_metadata((("greeting", "hello"), ("data-bin", b"\x00\xff")))
    context.set_trailing_metadata((("part", "1"), ("part", "2"), ("data-bin", b"\x01")))
    return request  # EchoRequest and EchoResponse begin with the same fields.


def fail(request, context):
    context.abort(grpc.StatusCode.NOT_FOUND, "geen 100 % café")


def wait(request, context):
    time.sleep(5)
    return b""


def total(requests, context):
    return bytes([8, sum(request[1] for request in requests)])


def count(request, context):
    for value in range(1, 6):
        yield bytes([8, value])


def chat(requests, context):
    yield from requests


METHODS = {
    "Echo": grpc.unary_unary_rpc_method_handler(echo),
    "Fail": grpc.unary_unary_rpc_method_handler(fail),
    "Wait": grpc.unary_unary_rpc_method_handler(wait),
    "Sum": grpc.stream_unary_rpc_method_handler(total),
    "Count": grpc.unary_stream_rpc_method_handler(count),
    "Chat": grpc.stream_stream_rpc_method_handler(chat),
}

server = grpc.server(futures.ThreadPoolExecutor(8), compression=grpc.Compression.Gzip)
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("tests.interop.v1.InteropService", METHODS),))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
sys.stdin.read()
server.stop(0)
