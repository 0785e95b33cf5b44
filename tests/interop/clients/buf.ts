import { spawn } from "node:child_process";
import { once } from "node:events";
import type { JsonObject } from "@bufbuild/protobuf";
import { withoutPadding, type Feature, type Call, type ForeignClient, type Metadata, type Outcome } from "../client.ts";
import { buf, detail, detailProtos, protos, serviceName } from "../schema.ts";

/** `buf curl`, a process per call. Headers and trailers are read from what --verbose prints. */
export class BufClient implements ForeignClient {
  private constructor(
    readonly name: string,
    readonly lacks: readonly Feature[],
    private readonly address: string,
    private readonly options: string[],
  ) {}

  /** Asks the server for the descriptors by reflection. */
  static grpc(address: string): BufClient {
    const options = ["--protocol", "grpc", "--http2-prior-knowledge", "--reflect", "--schema", detailProtos];
    return new BufClient("buf curl, gRPC, reflection", ["turns", "gzip requests", "response limit"], address, options);
  }

  static grpcWeb(address: string): BufClient {
    const options = ["--protocol", "grpcweb", "--schema", protos, "--schema", detailProtos];
    return new BufClient("buf curl, gRPC-Web", ["client streams", "turns", "gzip requests", "response limit", "trailers"], address, options);
  }

  async call(call: Call): Promise<Outcome> {
    const process = spawn(buf, this.command(call));
    const output = { stdout: "", stderr: "" };
    process.stdout.on("data", (text) => (output.stdout += text));
    process.stderr.on("data", (text) => (output.stderr += text));
    call.signal?.addEventListener("abort", () => process.kill("SIGINT"));
    process.stdin.end(call.requests.map((one) => JSON.stringify(one)).join("\n"));
    await once(process, "close");
    return { ...metadata(output.stderr), ...failure(output.stderr), messages: documents(output.stdout) };
  }

  close(): void {}

  private command(call: Call): string[] {
    const headers = Object.entries(call.metadata ?? {}).flatMap(([key, value]) => ["--header", `${key}: ${value}`]);
    const timeout = call.timeoutMs ? ["--timeout", `${call.timeoutMs}ms`] : [];
    return ["curl", "--verbose", ...this.options, ...headers, ...timeout, "--data", "@-", `${this.address}/${serviceName}/${call.method}`];
  }
}

// Lines of the last request: `< (#2) Name: value`; an empty one ends the headers, what follows are trailers.
function metadata(log: string): { headers: Metadata; trailers: Metadata } {
  const number = [...log.matchAll(/> \(#(\d+)\) POST /g)].at(-1)?.[1];
  const blocks: Metadata[] = [{}, {}];
  let block = 0;
  for (const [, line] of log.matchAll(new RegExp(`< \\(#${number}\\) ?(.*)`, "g"))) {
    const [key, value] = line!.split(/: (.*)/s);
    if (line === "") block = 1;
    else if (value !== undefined) blocks[block]![key!.toLowerCase()] = key!.endsWith("-Bin") ? withoutPadding(value) : value;
  }
  const [headers, trailers] = blocks as [Metadata, Metadata];
  // Of a call that ends with its headers these are the trailers, too.
  return { headers, trailers: "grpc-status" in headers ? headers : trailers };
}

function failure(log: string): Pick<Outcome, "code" | "message" | "details"> {
  const printed = log.split("\n").filter((line) => !line.startsWith("buf: ")).join("\n");
  if (printed.trim() === "") return { code: "OK", message: "", details: [] };
  if (!printed.startsWith("{")) throw new Error(printed);
  const { code, message, details } = JSON.parse(printed) as { code: string; message?: string; details?: { type: string; value: string }[] };
  return {
    code: code.toUpperCase().replace("CANCELED", "CANCELLED"),
    message: message ?? "",
    details: (details ?? []).map((one) => detail(one.type, Buffer.from(one.value, "base64"))),
  };
}

function documents(printed: string): JsonObject[] {
  return printed.split(/(?<=^\}\n?)/m).filter((text) => text.trim() !== "").map((text) => JSON.parse(text) as JsonObject);
}
