import * as grpc from "@grpc/grpc-js";
import { fromBinary, toBinary, type DescMethod, type JsonObject, type Message } from "@bufbuild/protobuf";
import { Turns, withoutPadding, type Call, type ForeignClient, type Metadata, type Outcome } from "../client.ts";
import { details, json, message, method, serviceName } from "../schema.ts";

export class GrpcJsClient implements ForeignClient {
  readonly name = "grpc-js";
  readonly lacks = ["messages of a failed stream"] as const;

  constructor(private readonly address: string) {}

  async call(call: Call): Promise<Outcome> {
    const client = new grpc.Client(new URL(this.address).host, grpc.credentials.createInsecure(), {
      "grpc.default_compression_algorithm": call.compress ? grpc.compressionAlgorithms.gzip : grpc.compressionAlgorithms.identity,
      ...(call.maxResponseBytes ? { "grpc.max_receive_message_length": call.maxResponseBytes } : {}),
    });
    try {
      return await this.run(client, call, method(call.method));
    } finally {
      client.close();
    }
  }

  close(): void {}

  // Every call is made as a stream in both directions: the wire is the same, and the four kinds need no code of their own.
  private async run(client: grpc.Client, call: Call, target: DescMethod): Promise<Outcome> {
    const stream = client.makeBidiStreamRequest(
      `/${serviceName}/${call.method}`,
      (request: Message) => Buffer.from(toBinary(target.input, request)),
      (bytes: Buffer) => fromBinary(target.output, bytes),
      toMetadata(call.metadata),
      call.timeoutMs ? { deadline: Date.now() + call.timeoutMs } : {},
    );
    const outcome: Outcome = { messages: [], code: "", message: "", details: [], headers: {}, trailers: {} };
    const requests = new Turns(call.requests.map((one) => message(target.input, one)), call.inTurns ?? false);
    stream.on("metadata", (headers: grpc.Metadata) => (outcome.headers = fromMetadata(headers)));
    stream.on("data", (answer: Message) => {
      outcome.messages.push(json(target.output, answer));
      requests.answered();
    });
    call.signal?.addEventListener("abort", () => stream.cancel());
    const status = new Promise<grpc.StatusObject>((resolve) => stream.on("status", resolve));
    const ended = new Promise<void>((resolve) => stream.on("end", () => resolve())); // the last messages may come after the status
    stream.on("error", () => {}); // the status says it too
    void send(stream, requests);
    await ended;
    return fill(outcome, await status);
  }
}

async function send(stream: grpc.ClientDuplexStream<Message, Message>, requests: Turns<Message>): Promise<void> {
  for await (const request of requests) stream.write(request);
  stream.end();
}

function fill(outcome: Outcome, status: grpc.StatusObject): Outcome {
  const packed = status.metadata.get("grpc-status-details-bin")[0] as Buffer | undefined;
  return {
    ...outcome,
    code: grpc.status[status.code]!,
    message: status.details,
    details: packed ? (details(packed) as JsonObject[]) : [],
    trailers: fromMetadata(status.metadata),
  };
}

function toMetadata(entries: Metadata = {}): grpc.Metadata {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(entries)) metadata.add(key, key.endsWith("-bin") ? Buffer.from(value, "base64") : value);
  return metadata;
}

function fromMetadata(metadata: grpc.Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(metadata.getMap()).map(([key, value]) => [key, typeof value === "string" ? value : withoutPadding(value.toString("base64"))]),
  );
}
