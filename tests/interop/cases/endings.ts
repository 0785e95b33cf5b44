// Deadlines and cancellation.
import { equal, ok } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Call, Feature } from "../client.ts";
import type { Case } from "./case.ts";

const minute = "60s";

/** Every kind of call that the client has and that lasts until somebody ends it. */
const lasting: { kind: string; call: Call; needs: Feature[] }[] = [
  { kind: "unary call", call: { method: "Wait", requests: [{ duration: minute }] }, needs: [] },
  { kind: "server stream", call: { method: "Count", requests: [{ to: 1000, interval: "0.010s" }] }, needs: [] },
  { kind: "client stream", call: { method: "Sum", requests: [{ pause: minute }] }, needs: ["client streams"] },
  { kind: "duplex stream", call: { method: "Chat", requests: [{ text: "one", pause: minute }] }, needs: ["client streams"] },
];

export const endings: Case[] = [
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
