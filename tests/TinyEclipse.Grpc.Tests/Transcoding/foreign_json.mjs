// What foreign_json.py does, with protobuf-es. The node_modules are those of tests/interop.
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const interop = createRequire(join(import.meta.dirname, "../../interop/package.json"));
const { createFileRegistry, fromBinary, fromJson, toBinary, toJson } = interop("@bufbuild/protobuf");
const { FileDescriptorSetSchema } = interop("@bufbuild/protobuf/wkt");

let registry, type;
for await (const line of createInterface(process.stdin)) {
  if (!registry) registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, Buffer.from(line, "base64")));
  else if (!type) type = registry.getMessage(line);
  else console.log(answer(...line.split("\t")));
}

function answer(wire, json) {
  try {
    const expected = write(fromBinary(type, Buffer.from(wire, "hex")));
    // By way of bytes: what JSON says of a float is a double until then.
    const actual = write(fromBinary(type, toBinary(type, fromJson(type, JSON.parse(json), { registry }))));
    return sorted(actual) === sorted(expected) ? expected : `different ${actual} ${expected}`;
  } catch (error) {
    return `different: ${String(error).replaceAll("\n", " ")}`;
  }
}

function write(message) {
  return JSON.stringify(toJson(type, message, { registry }));
}

// Maps have no order.
function sorted(json) {
  const order = (value) =>
    value === null || typeof value !== "object" ? value
    : Array.isArray(value) ? value.map(order)
    : Object.fromEntries(Object.keys(value).sort().map((key) => [key, order(value[key])]));
  return JSON.stringify(order(JSON.parse(json)));
}
