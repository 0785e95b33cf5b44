// Metadata in both directions.
import { deepEqual, equal } from "node:assert/strict";
import type { JsonObject } from "@bufbuild/protobuf";
import type { Case } from "./case.ts";

export const metadata: Case[] = [
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
