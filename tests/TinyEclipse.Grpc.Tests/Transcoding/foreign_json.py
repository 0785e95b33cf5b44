"""Holds JSON against Python's own idea of it. The first line is a set of descriptors in base64, the second the name of a message. Every
further line is a message, in hexadecimal wire bytes and as JSON, with a tab between. Answers each with Python's JSON of the bytes, or with
"different" if Python does not read the same message from both."""

import base64
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

pool = descriptor_pool.DescriptorPool()
for file in descriptor_pb2.FileDescriptorSet.FromString(base64.b64decode(sys.stdin.readline())).file:
    pool.Add(file)
descriptor = pool.FindMessageTypeByName(sys.stdin.readline().strip())
if hasattr(message_factory, "GetMessageClass"):
    Message = message_factory.GetMessageClass(descriptor)
else:
    Message = message_factory.MessageFactory(pool).GetPrototype(descriptor)


def to_json(message):
    return json_format.MessageToJson(message, indent=None, sort_keys=True, descriptor_pool=pool)


for line in sys.stdin:
    wire, json = line.rstrip("\n").split("\t")
    expected = to_json(Message.FromString(bytes.fromhex(wire)))
    try:
        actual = to_json(json_format.Parse(json, Message(), descriptor_pool=pool))
        print(expected if actual == expected else "different", flush=True)
    except json_format.ParseError as error:
        print("different: " + str(error).replace("\n", " "), flush=True)
