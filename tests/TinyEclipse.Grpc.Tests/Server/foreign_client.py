"""Calls the interop service with Python's grpcio, which is gRPC's own C core, and nothing of ours but the descriptors.

Arguments: the server's address and a serialized FileDescriptorSet. Prints a line for each case: its name and what went wrong, if anything.
"""

import sys
import threading

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

POOL = descriptor_pool.DescriptorPool()
SERVICE = "tests.interop.v1.InteropService"


def load(path):
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as image:
        files.ParseFromString(image.read())
    for file in files.file:
        POOL.Add(file)


def message_class(name):
    return message_factory.MessageFactory(POOL).GetPrototype(POOL.FindMessageTypeByName(name))


def message(kind, **fields):
    return message_class("tests.interop.v1." + kind)(**fields)


class Client:
    def __init__(self, channel):
        self.channel = channel

    def __getattr__(self, name):
        """The method of that name, as a callable of its kind."""
        method = POOL.FindServiceByName(SERVICE).FindMethodByName(name)
        kinds = {
            (False, False): self.channel.unary_unary,
            (False, True): self.channel.unary_stream,
            (True, False): self.channel.stream_unary,
            (True, True): self.channel.stream_stream,
        }
        proto = descriptor_pb2.ServiceDescriptorProto()
        method.containing_service.CopyToProto(proto)
        shape = next(one for one in proto.method if one.name == name)
        return kinds[shape.client_streaming, shape.server_streaming](
            f"/{SERVICE}/{name}",
            request_serializer=lambda request: request.SerializeToString(),
            response_deserializer=message_class(method.output_type.full_name).FromString,
        )


def fails(code, call):
    try:
        result = call()
        if hasattr(result, "__iter__"):
            list(result)
    except grpc.RpcError as failure:
        assert failure.code() == code, failure
        return failure
    raise AssertionError("the call went through")


def unary(client):
    sent = (("text", "value"), ("data-bin", b"\x00\xff"))
    trailer = message("MetadataEntry", key="late-bin", binary=b"\x01")
    request = message("EchoRequest", text="h\u00e9llo", response_trailers=[trailer])
    answer, call = client.Echo.with_call(request, metadata=sent, timeout=10)
    got = {header.key: header.text or header.binary for header in answer.request_headers}
    assert answer.text == "h\u00e9llo"
    assert (got["text"], got["data-bin"]) == ("value", b"\x00\xff"), got
    assert ("late-bin", b"\x01") in [tuple(one) for one in call.trailing_metadata()]
    assert answer.deadline.seconds > 0


def server_stream(client):
    assert [number.value for number in client.Count(message("CountRequest", to=1000), timeout=10)] == list(range(1, 1001))


def client_stream(client):
    answer = client.Sum((message("Number", value=value) for value in range(1000)), timeout=10)
    assert (answer.sum, answer.count) == (499500, 1000)


def duplex_stream(client):
    turn = threading.Semaphore()
    def questions():
        for text in ("one", "two", "bye"):
            turn.acquire()
            yield message("ChatMessage", text=text)
    answers = []
    for answer in client.Chat(questions(), timeout=10):
        answers.append(answer.text)
        turn.release()
    assert answers == ["one", "two", "bye"]


def failure_with_details(client):
    request = message("FailRequest", code=5, message="g\u00f6ne %", trailers=[message("MetadataEntry", key="custom", text="kept")])
    request.details.add(type_url="type.googleapis.com/x", value=b"1")
    failure = fails(grpc.StatusCode.NOT_FOUND, lambda: client.Fail(request, timeout=10))
    trailers = dict(failure.trailing_metadata())
    assert failure.details() == "g\u00f6ne %", failure.details()
    assert trailers["custom"] == "kept" and b"type.googleapis.com/x" in trailers["grpc-status-details-bin"]


def failure_of_a_stream(client):
    answers = []
    def read():
        for number in client.Count(message("CountRequest", to=9, fail_after=3), timeout=10):
            answers.append(number.value)
    fails(grpc.StatusCode.ABORTED, read)
    assert answers == [1, 2, 3]


def unimplemented(client):
    call = client.channel.unary_unary("/tests.Nobody/Nothing")
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: call(b"", timeout=10))


def deadline(client):
    request = message("WaitRequest", name="python deadline")
    request.duration.seconds = 60
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: client.Wait(request, timeout=0.3))


def cancellation(client):
    request = message("CountRequest", to=1000000)
    request.interval.nanos = 1000000
    call = client.Count(request, timeout=10)
    next(call)
    call.cancel()
    fails(grpc.StatusCode.CANCELLED, lambda: call)


def gzip_both_ways(client):
    answer = client.Echo(message("EchoRequest", text="x" * 100000), timeout=10, compression=grpc.Compression.Gzip)
    assert answer.text == "x" * 100000


def too_large(client):
    request = message("EchoRequest", payload=b"x" * (4 * 1024 * 1024))
    fails(grpc.StatusCode.RESOURCE_EXHAUSTED, lambda: client.Echo(request, timeout=10))


def large(client):
    payload = bytes(range(256)) * 12000
    assert client.Echo(message("EchoRequest", payload=payload), timeout=10).payload == payload


def many_at_once(client):
    calls = [client.Echo.future(message("EchoRequest", text=str(number)), timeout=20) for number in range(500)]
    assert [call.result().text for call in calls] == [str(number) for number in range(500)]


CASES = (
    unary,
    server_stream,
    client_stream,
    duplex_stream,
    failure_with_details,
    failure_of_a_stream,
    unimplemented,
    deadline,
    cancellation,
    gzip_both_ways,
    too_large,
    large,
    many_at_once,
)


def main():
    address, image = sys.argv[1:]
    load(image)
    with grpc.insecure_channel(address) as channel:
        for case in CASES:
            try:
                case(Client(channel))
                print(case.__name__)
            except Exception as failure:
                print(case.__name__, repr(failure).replace("\n", " "))


main()
