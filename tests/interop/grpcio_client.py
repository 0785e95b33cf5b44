"""Reads the carts with Debian's python3-grpcio and nothing of ours but the descriptors that buf builds. Prints `ok NAME` or what went wrong, a line per case."""

import os
import sys
import time

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

POOL = descriptor_pool.DescriptorPool()
CARTS = "tinyeclipse.shop.v1.AbandonedCartService"
EVENTS = "tinyeclipse.notifications.v1.EventService"
TENANT = os.environ["TE_TENANT_ID"]
TOKEN = ("authorization", "Bearer " + os.environ["TE_API_TOKEN"])


def load(path):
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as image:
        files.ParseFromString(image.read())
    for file in files.file:
        POOL.Add(file)


def message(name, **fields):
    return message_factory.MessageFactory(POOL).GetPrototype(POOL.FindMessageTypeByName(name))(**fields)


def method(channel, service, name):
    """A callable of the kind that the descriptor says, unary or server streaming."""
    descriptor = POOL.FindServiceByName(service).FindMethodByName(name)
    answer = message_factory.MessageFactory(POOL).GetPrototype(descriptor.output_type)
    proto = descriptor_pb2.ServiceDescriptorProto()
    descriptor.containing_service.CopyToProto(proto)
    streams = next(one.server_streaming for one in proto.method if one.name == name)
    make = channel.unary_stream if streams else channel.unary_unary
    return make(f"/{service}/{name}", request_serializer=lambda request: request.SerializeToString(), response_deserializer=answer.FromString)


def lists_carts(channel):
    request = message("tinyeclipse.shop.v1.ListAbandonedCartsRequest", tenant_id=TENANT)
    carts = method(channel, CARTS, "ListAbandonedCarts")(request, metadata=[TOKEN], timeout=10).abandoned_carts
    assert "interop-1" in [cart.cart_token for cart in carts], carts
    assert carts[0].items[0].price_minor > 0


def reads_gzip(channel):
    request = message("tinyeclipse.shop.v1.ListAbandonedCartsRequest", tenant_id=TENANT)
    method(channel, CARTS, "ListAbandonedCarts")(request, metadata=[TOKEN], timeout=10, compression=grpc.Compression.Gzip)


def is_refused_without_a_token(channel):
    try:
        method(channel, CARTS, "ListAbandonedCarts")(message("tinyeclipse.shop.v1.ListAbandonedCartsRequest", tenant_id=TENANT), timeout=10)
    except grpc.RpcError as failure:
        assert failure.code() == grpc.StatusCode.UNAUTHENTICATED, failure
        details = dict(failure.trailing_metadata())["grpc-status-details-bin"]
        assert b"CREDENTIAL_MISSING" in details
        return
    raise AssertionError("the call went through")


def meets_its_deadline(channel):
    start = time.monotonic()
    try:
        for _ in method(channel, EVENTS, "WatchEvents")(message("tinyeclipse.notifications.v1.WatchEventsRequest", tenant_id=TENANT), metadata=[TOKEN], timeout=0.5):
            pass
    except grpc.RpcError as failure:
        assert failure.code() == grpc.StatusCode.DEADLINE_EXCEEDED, failure
        assert time.monotonic() - start < 5
        return
    raise AssertionError("the stream ended by itself")


def cancels_a_stream(channel):
    call = method(channel, EVENTS, "WatchEvents")(message("tinyeclipse.notifications.v1.WatchEventsRequest", tenant_id=TENANT), metadata=[TOKEN], timeout=10)
    call.cancel()
    assert call.code() == grpc.StatusCode.CANCELLED


def main():
    load(sys.argv[1])
    with grpc.insecure_channel(os.environ["TE_GRPC_URL"].replace("http://", "")) as channel:
        for case in (lists_carts, reads_gzip, is_refused_without_a_token, meets_its_deadline, cancels_a_stream):
            try:
                case(channel)
                print(f"ok python {case.__name__}")
            except Exception as failure:  # one line per case, whatever went wrong
                print(f"python {case.__name__}: {failure!r}".replace("\n", " "))


main()
