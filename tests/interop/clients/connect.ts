import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { compressionGzip, createGrpcTransport, createGrpcWebTransport as createNodeGrpcWebTransport } from "@connectrpc/connect-node";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import type { DescMethodStreaming, DescMethodUnary, Message } from "@bufbuild/protobuf";
import { Turns, withoutPadding, type Feature, type Call, type ForeignClient, type Metadata, type Outcome } from "../client.ts";
import { detail, json, message, method } from "../schema.ts";

export class ConnectClient implements ForeignClient {
  private constructor(
    readonly name: string,
    readonly lacks: readonly Feature[],
    private readonly transport: (call: Call) => Transport,
  ) {}

  static grpc(address: string): ConnectClient {
    return new ConnectClient("connect-node, gRPC", ["headers of a failure"], (call) =>
      createGrpcTransport({ baseUrl: address, ...nodeOptions(call) }),
    );
  }

  static grpcWeb(address: string, httpVersion: "1.1" | "2"): ConnectClient {
    return new ConnectClient(`connect-node, gRPC-Web over HTTP/${httpVersion}`, ["client streams", "headers of a failure"], (call) =>
      createNodeGrpcWebTransport({ baseUrl: address, httpVersion, ...nodeOptions(call) }),
    );
  }

  /** The client for browsers, which stands on fetch. */
  static web(address: string): ConnectClient {
    return new ConnectClient("connect-web, gRPC-Web by fetch", ["client streams", "gzip requests", "gzip responses", "response limit", "headers of a failure"], () => createGrpcWebTransport({ baseUrl: address }));
  }

  async call(call: Call): Promise<Outcome> {
    const outcome: Outcome = { messages: [], code: "OK", message: "", details: [], headers: {}, trailers: {} };
    try {
      const target = method(call.method);
      if (target.methodKind === "unary") await this.unary(target as DescMethodUnary, call, outcome);
      else await this.stream(target as DescMethodStreaming, call, outcome);
    } catch (error) {
      const failure = ConnectError.from(error);
      outcome.code = Code[failure.code]!.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase().replace("CANCELED", "CANCELLED");
      outcome.message = failure.rawMessage;
      outcome.details = failure.details.flatMap((one) => ("type" in one ? [detail(one.type, one.value)] : []));
      outcome.trailers = fromHeaders(failure.metadata);
    }
    return outcome;
  }

  close(): void {}

  private async unary(target: DescMethodUnary, call: Call, outcome: Outcome): Promise<void> {
    const request = message(target.input, call.requests[0]!);
    const answer = await this.transport(call).unary(target, call.signal, call.timeoutMs, call.metadata, request);
    outcome.headers = fromHeaders(answer.header);
    outcome.messages.push(json(target.output, answer.message));
    outcome.trailers = fromHeaders(answer.trailer);
  }

  private async stream(target: DescMethodStreaming, call: Call, outcome: Outcome): Promise<void> {
    const requests = new Turns<Message>(call.requests.map((one) => message(target.input, one)), call.inTurns ?? false);
    const answer = await this.transport(call).stream(target, call.signal, call.timeoutMs, call.metadata, requests);
    outcome.headers = fromHeaders(answer.header);
    for await (const one of answer.message) {
      outcome.messages.push(json(target.output, one));
      requests.answered();
    }
    outcome.trailers = fromHeaders(answer.trailer);
  }
}

function nodeOptions(call: Call) {
  return {
    ...(call.compress ? { sendCompression: compressionGzip } : {}),
    ...(call.maxResponseBytes ? { readMaxBytes: call.maxResponseBytes } : {}),
  };
}

function fromHeaders(headers: Headers): Metadata {
  return Object.fromEntries([...headers].map(([key, value]) => [key, key.endsWith("-bin") ? withoutPadding(value) : value]));
}
