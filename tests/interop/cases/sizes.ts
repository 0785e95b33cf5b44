// Compression and limits of size.
import { deepEqual, equal } from "node:assert/strict";
import type { Case } from "./case.ts";

const text = "compresses well ".repeat(5000);

export const sizes: Case[] = [
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
