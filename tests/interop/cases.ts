// What every client must see, whoever made it.
import { ok, deepEqual, equal } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { JsonObject } from "@bufbuild/protobuf";
import type { Feature, Call, ForeignClient } from "./client.ts";
import type { Host } from "./host.ts";

export interface Case {
  name: string;
  needs?: Feature[];
  run(client: ForeignClient, host: Host): Promise<void>;
}

const numbers = (count: number): JsonObject[] => Array.from({ length: count }, (_, index) => ({ value: `${index + 1}` }));
const values = (messages: JsonObject[]): unknown[] => messages.map((one) => one["value"]);

const calls: Case[] = [
  {
    name: "a unary call",
    async run(client) {
      const { code, messages } = await client.call({ method: "Echo", requests: [{ text: "héllo", payload: "AP8=" }] });
      equal(code, "OK");
      equal(messages.length, 1);
      equal(messages[0]!["text"], "héllo");
      equal(messages[0]!["payload"], "AP8=");
    },
  },
  {
    name: "a client stream without messages",
    needs: ["client streams"],
    async run(client) {
      const { code, messages } = await client.call({ method: "Sum", requests: [] });
      equal(code, "OK");
      deepEqual(messages, [{}]);
    },
  },
  {
    name: "a server stream",
    async run(client) {
      const { code, messages } = await client.call({ method: "Count", requests: [{ to: 1000 }] });
      equal(code, "OK");
      deepEqual(values(messages), values(numbers(1000)));
    },
  },
  {
    name: "a server stream without messages",
    async run(client) {
      const { code, messages } = await client.call({ method: "Count", requests: [{}] });
      equal(code, "OK");
      deepEqual(messages, []);
    },
  },
  {
    name: "a client stream",
    needs: ["client streams"],
    async run(client) {
      const { code, messages } = await client.call({ method: "Sum", requests: numbers(1000) });
      equal(code, "OK");
      deepEqual(messages, [{ sum: "500500", count: 1000 }]);
    },
  },
  {
    name: "a duplex stream",
    needs: ["client streams"],
    async run(client) {
      const { code, messages } = await client.call({ method: "Chat", requests: [{ text: "one" }, { text: "two" }, { text: "bye" }] });
      equal(code, "OK");
      deepEqual(messages.map((one) => one["text"]), ["one", "two", "bye"]);
    },
  },
  {
    name: "a duplex stream in turns",
    needs: ["client streams", "turns"],
    async run(client) {
      const { code, messages } = await client.call({ method: "Chat", inTurns: true, requests: [{ text: "one" }, { text: "two" }, { text: "bye" }] });
      equal(code, "OK");
      deepEqual(messages.map((one) => one["text"]), ["one", "two", "bye"]);
    },
  },
  {
    name: "a large message both ways",
    async run(client) {
      const payload = Buffer.alloc(3_000_000, "0123456789abcdef").toString("base64");
      const { code, messages } = await client.call({ method: "Echo", requests: [{ payload }] });
      equal(code, "OK");
      ok(messages[0]!["payload"] === payload);
    },
  },
  {
    name: "calls side by side",
    async run(client) {
      const outcomes = await Promise.all(numbers(10).map((one) => client.call({ method: "Echo", requests: [{ text: one["value"]! }] })));
      deepEqual(outcomes.map((one) => one.messages[0]!["text"]), values(numbers(10)));
    },
  },
];

const violation = { "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: [{ field: "email", description: "must be an address: é" }] };

const failures: Case[] = [
  {
    name: "a failure with its message and details",
    async run(client) {
      const request = { code: 5, message: "göne % \n\"x\"", details: [violation, { "@type": "type.googleapis.com/google.rpc.BadRequest" }] };
      const { code, message, details, messages } = await client.call({ method: "Fail", requests: [request] });
      equal(code, "NOT_FOUND");
      equal(message, request.message);
      deepEqual(details, request.details);
      deepEqual(messages, []);
    },
  },
  {
    name: "a failure after the headers, with details",
    async run(client) {
      const { code, message, details, headers } = await client.call({ method: "Fail", requests: [{ code: 9, message: "later", afterHeaders: true, details: [violation] }] });
      equal(code, "FAILED_PRECONDITION");
      equal(message, "later");
      deepEqual(details, [violation]);
      if (Object.keys(headers).length > 0) equal(headers["before"], "failure");
    },
  },
  {
    name: "each status",
    async run(client) {
      const outcomes = await Promise.all(numbers(16).map((one) => client.call({ method: "Fail", requests: [{ code: Number(one["value"]), message: "as asked" }] })));
      deepEqual(
        outcomes.map((one) => one.code),
        "CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED".split(" "),
      );
      ok(outcomes.every((one) => one.message === "as asked"));
    },
  },
  {
    name: "a failure that nobody expected, without its text",
    async run(client) {
      const { code, message } = await client.call({ method: "Fail", requests: [{ unexpectedly: true, message: "secret" }] });
      equal(code, "UNKNOWN");
      equal(message, "Exception was thrown by handler.");
    },
  },
  {
    name: "a stream that fails after messages",
    async run(client) {
      const { code, message, messages } = await client.call({ method: "Count", requests: [{ to: 9, failAfter: 3 }] });
      equal(code, "ABORTED");
      equal(message, "stopped after 3");
      const expected = ["1", "2", "3"];
      deepEqual(values(messages), client.lacks.includes("messages of a failed stream") ? expected.slice(0, messages.length) : expected);
    },
  },
  {
    name: "a duplex stream that fails",
    needs: ["client streams", "turns"],
    async run(client) {
      const { code, messages } = await client.call({ method: "Chat", inTurns: true, requests: [{ text: "one" }, { text: "fail" }] });
      equal(code, "ABORTED");
      equal(messages.length, 1);
    },
  },
];

const metadata: Case[] = [
  {
    name: "metadata to the server, as text and binary",
    async run(client) {
      const { messages } = await client.call({ method: "Echo", requests: [{}], metadata: { "some-text": "a value", "some-bin": "AP8Q" } });
      const headers = messages[0]!["requestHeaders"] as { key: string }[];
      deepEqual(headers.find((one) => one.key === "some-text"), { key: "some-text", text: "a value" });
      deepEqual(headers.find((one) => one.key === "some-bin"), { key: "some-bin", binary: "AP8Q" });
    },
  },
  ...(["Echo", "Count"] as const).map((method): Case => ({
    name: `metadata from the server, as text and binary, of ${method}`,
    async run(client) {
      const entries = (when: string): JsonObject[] => [{ key: `${when}-text`, text: "a value" }, { key: `${when}-bin`, binary: "AP8=" }];
      const { headers, trailers } = await client.call({ method, requests: [{ responseHeaders: entries("early"), responseTrailers: entries("late") }] });
      equal(headers["early-text"], "a value");
      equal(headers["early-bin"], "AP8");
      if (client.lacks.includes("trailers")) return;
      equal(trailers["late-text"], "a value");
      equal(trailers["late-bin"], "AP8");
    },
  })),
  {
    name: "trailers of a failure",
    async run(client) {
      const { trailers } = await client.call({ method: "Fail", requests: [{ code: 3, message: "no", trailers: [{ key: "why", text: "so" }, { key: "why-bin", binary: "AA==" }] }] });
      equal(trailers["why"], "so");
      equal(trailers["why-bin"], "AA");
    },
  },
];

const minute = "60s";

/** Every kind of call that the client has and that lasts until somebody ends it. */
const lasting: { kind: string; call: Call; needs: Feature[] }[] = [
  { kind: "unary call", call: { method: "Wait", requests: [{ duration: minute }] }, needs: [] },
  { kind: "server stream", call: { method: "Count", requests: [{ to: 1000, interval: "0.010s" }] }, needs: [] },
  { kind: "client stream", call: { method: "Sum", requests: [{ pause: minute }] }, needs: ["client streams"] },
  { kind: "duplex stream", call: { method: "Chat", requests: [{ text: "one", pause: minute }] }, needs: ["client streams"] },
];

const endings: Case[] = [
  {
    name: "the deadline reaches the server",
    async run(client) {
      const { messages } = await client.call({ method: "Echo", requests: [{}], timeoutMs: 30_000 });
      const left = Date.parse(messages[0]!["deadline"] as string) - Date.now();
      ok(left > 5_000 && left < 30_500, `${left} ms are left`);
    },
  },
  ...lasting.flatMap(({ kind, call, needs }): Case[] => [
    {
      name: `the deadline of a ${kind}, on both sides`,
      needs,
      async run(client, host) {
        const name = randomUUID();
        const { code } = await client.call({ ...call, metadata: { "call-name": name }, timeoutMs: 1000 });
        equal(code, "DEADLINE_EXCEEDED");
        await host.cancelled(name);
      },
    },
    {
      name: `the cancellation of a ${kind}, on both sides`,
      needs,
      async run(client, host) {
        const [name, cancellation] = [randomUUID(), new AbortController()];
        const outcome = client.call({ ...call, metadata: { "call-name": name }, signal: cancellation.signal });
        await host.begun(name);
        cancellation.abort();
        equal((await outcome).code, "CANCELLED");
        await host.cancelled(name);
      },
    },
  ]),
];

const text = "compresses well ".repeat(5000);

const sizes: Case[] = [
  {
    name: "gzip from the server",
    needs: ["gzip responses"],
    async run(client) {
      const { messages, headers } = await client.call({ method: "Echo", requests: [{ text }] });
      equal(messages[0]!["text"], text);
      equal(headers["seen-response-encoding"], "gzip");
    },
  },
  {
    name: "gzip to the server",
    needs: ["gzip requests"],
    async run(client) {
      const { messages, headers } = await client.call({ method: "Echo", requests: [{ text }], compress: true });
      equal(messages[0]!["text"], text);
      equal(headers["seen-request-encoding"], "gzip");
    },
  },
  {
    name: "a stream in gzip both ways",
    needs: ["client streams", "gzip requests", "gzip responses"],
    async run(client) {
      const { code, messages } = await client.call({ method: "Chat", compress: true, requests: [{ text }, { text: "short" }, { text }] });
      equal(code, "OK");
      deepEqual(messages.map((one) => one["text"]), [text, "short", text]);
    },
  },
  {
    name: "a request beyond 4 MB",
    async run(client) {
      const { code, message } = await client.call({ method: "Echo", requests: [{ payload: Buffer.alloc(4 * 1024 * 1024).toString("base64") }] });
      equal(code, "RESOURCE_EXHAUSTED");
      equal(message, "Received message exceeds the maximum configured message size.");
    },
  },
  {
    name: "a request that inflates beyond 4 MB",
    needs: ["gzip requests"],
    async run(client) {
      const { code } = await client.call({ method: "Echo", compress: true, requests: [{ payload: Buffer.alloc(4 * 1024 * 1024).toString("base64") }] });
      equal(code, "RESOURCE_EXHAUSTED");
    },
  },
  {
    name: "an answer beyond the client's limit",
    needs: ["response limit"],
    async run(client) {
      const { code } = await client.call({ method: "Echo", requests: [{ responseSize: 2_000_000, noCompression: true }], maxResponseBytes: 1_000_000 });
      equal(code, "RESOURCE_EXHAUSTED");
    },
  },
];

export const cases: Case[] = [...calls, ...failures, ...metadata, ...endings, ...sizes];
