// What the clients know of the service: descriptors that buf builds from the protos, and JSON as the form in which cases speak of messages.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createFileRegistry, fromBinary, fromJson, toJson, type DescMessage, type DescMethod, type JsonObject, type Message } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

export const root = resolve(process.cwd(), "../..");
/** The program itself: what npm puts before it does not pass signals on. */
export const buf = join(root, `tests/tools/node_modules/@bufbuild/buf-${process.platform}-${process.arch}/bin/buf`);
export const protos = join(root, "tests/TinyEclipse.Grpc.Interop/protos");
export const detailProtos = join(root, "tests/interop/protos");
export const serviceName = "tests.interop.v1.InteropService";

export const descriptorFolder = mkdtempSync(join(tmpdir(), "te-interop-"));
export const descriptorFiles = [protos, detailProtos].map((folder, index) => {
  const file = join(descriptorFolder, `${index}.binpb`);
  execFileSync(buf, ["build", folder, "--as-file-descriptor-set", "-o", file]);
  return file;
});
process.on("exit", () => rmSync(descriptorFolder, { recursive: true }));

export const registry = createFileRegistry(
  ...descriptorFiles.map((file) => createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(file)))),
);

export function method(name: string): DescMethod {
  const found = registry.getService(serviceName)?.methods.find((one) => one.name === name);
  if (!found) throw new Error(`The service has no method ${name}.`);
  return found;
}

export function message(type: DescMessage, json: JsonObject): Message {
  return fromJson(type, json, { registry });
}

export function json(type: DescMessage, message: Message): JsonObject {
  return toJson(type, message, { registry }) as JsonObject;
}

/** A detail of a google.rpc.Status, as an Any is in JSON. */
export function detail(typeName: string, value: Uint8Array): JsonObject {
  const type = registry.getMessage(typeName);
  if (!type) throw new Error(`Nobody knows ${typeName}.`);
  return { "@type": `type.googleapis.com/${typeName}`, ...json(type, fromBinary(type, value)) };
}

export function details(status: Uint8Array): JsonObject[] {
  const type = registry.getMessage("google.rpc.Status")!;
  return (json(type, fromBinary(type, status))["details"] ?? []) as JsonObject[];
}
