"""Calls the interop service with Debian's python3-grpcio and nothing of ours but descriptors.

Arguments: the server's address and files with a FileDescriptorSet each. A line of input is a call, {"id", "call"}, or {"id", "cancel"}; a line of
output is its outcome. client.ts says what is in them.
"""

import base64
import json
import sys
import threading

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

SERVICE = "tests.interop.v1.InteropService"
POOL = descriptor_pool.DescriptorPool()
running = {}
printing = threading.Lock()


def load(paths):
    files = {}
    for path in paths:
        with open(path, "rb") as image:
            for file in descriptor_pb2.FileDescriptorSet.FromString(image.read()).file:
                files.setdefault(file.name, file)
    for file in files.values():
        POOL.Add(file)


def message_class(descriptor):
    return message_factory.MessageFactory(POOL).GetPrototype(descriptor)


def from_json(descriptor, value):
    return json_format.ParseDict(value, message_class(descriptor)(), descriptor_pool=POOL)


def to_json(message):
    return json_format.MessageToDict(message, descriptor_pool=POOL)


def to_metadata(entries):
    return [(key, base64.b64decode(value + "==") if key.endswith("-bin") else value) for key, value in entries.items()]


def from_metadata(entries):
    return {key: base64.b64encode(value).decode().rstrip("=") if isinstance(value, bytes) else value for key, value in entries or ()}


class Turns:
    """The requests; in turns, each but the first waits until the one before was answered."""

    def __init__(self, requests, in_turns):
        self.requests = requests
        self.in_turns = in_turns
        self.turn = threading.Semaphore()

    def __iter__(self):
        for request in self.requests:
            if self.in_turns:
                self.turn.acquire()
            yield request

    def answered(self):
        self.turn.release()


def details(trailers):
    packed = dict(trailers or ()).get("grpc-status-details-bin")
    if packed is None:
        return []
    status = message_class(POOL.FindMessageTypeByName("google.rpc.Status")).FromString(packed)
    return to_json(status).get("details", [])


def run(address, number, call):
    options = [("grpc.max_receive_message_length", call["maxResponseBytes"])] if "maxResponseBytes" in call else []
    method = POOL.FindServiceByName(SERVICE).FindMethodByName(call["method"])
    answers = []
    with grpc.insecure_channel(address, options) as channel:
        # Every call as a stream in both directions: the wire is the same.
        start = channel.stream_stream(
            f"/{SERVICE}/{call['method']}",
            request_serializer=lambda request: request.SerializeToString(),
            response_deserializer=message_class(method.output_type).FromString,
        )
        requests = Turns([from_json(method.input_type, request) for request in call["requests"]], call.get("inTurns", False))
        rpc = running[number] = start(
            iter(requests),
            metadata=to_metadata(call.get("metadata", {})),
            timeout=call["timeoutMs"] / 1000 if "timeoutMs" in call else None,
            compression=grpc.Compression.Gzip if call.get("compress") else None,
        )
        try:
            for answer in rpc:
                answers.append(to_json(answer))
                requests.answered()
        except grpc.RpcError:
            pass  # the status says it too
        outcome = {
            "messages": answers,
            "code": rpc.code().name,
            "message": rpc.details(),
            "details": details(rpc.trailing_metadata()),
            "headers": from_metadata(rpc.initial_metadata()),
            "trailers": from_metadata(rpc.trailing_metadata()),
        }
    with printing:
        print(json.dumps({"id": number, "outcome": outcome}), flush=True)


def main():
    address, *files = sys.argv[1:]
    load(files)
    for line in sys.stdin:
        told = json.loads(line)
        if told.get("cancel"):
            running[told["id"]].cancel()
        else:
            threading.Thread(target=run, args=(address, told["id"], told["call"])).start()


main()
