// How calls fail.
import { deepEqual, equal, ok } from "node:assert/strict";
import type { Call } from "../client.ts";
import { numbers, values, type Case } from "./case.ts";

const violation = { "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: [{ field: "email", description: "must be an address: é" }] };

const failureAfterHeaders: Call = { method: "Fail", requests: [{ code: 9, message: "later", afterHeaders: true, details: [violation] }] };

export const failures: Case[] = [
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
      const { code, message, details } = await client.call(failureAfterHeaders);
      equal(code, "FAILED_PRECONDITION");
      equal(message, "later");
      deepEqual(details, [violation]);
    },
  },
  {
    name: "the headers of a failure",
    needs: ["headers of a failure"],
    async run(client) {
      const { headers } = await client.call(failureAfterHeaders);
      equal(headers["before"], "failure");
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
