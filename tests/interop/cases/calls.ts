// Messages of every kind of call.
import { deepEqual, equal, ok } from "node:assert/strict";
import { numbers, values, type Case } from "./case.ts";

export const calls: Case[] = [
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
