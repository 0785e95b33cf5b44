import { after, describe, test } from "node:test";
import { cases } from "./cases.ts";
import type { ForeignClient } from "./client.ts";
import { BufClient } from "./clients/buf.ts";
import { ConnectClient } from "./clients/connect.ts";
import { GrpcJsClient } from "./clients/grpc-js.ts";
import { PythonClient } from "./clients/python.ts";
import { Host } from "./host.ts";

const host = await Host.start();
after(() => host.stop());

const clients: ForeignClient[] = [
  new GrpcJsClient(host.grpc),
  new PythonClient(host.grpc),
  ConnectClient.grpc(host.grpc),
  ConnectClient.grpcWeb(host.grpc, "2"),
  ConnectClient.grpcWeb(host.http1, "1.1"),
  ConnectClient.web(host.http1),
  BufClient.grpc(host.grpc),
  BufClient.grpcWeb(host.http1),
];

for (const client of clients) {
  describe(client.name, () => {
    after(() => client.close());
    for (const one of cases) {
      const missing = (one.needs ?? []).filter((need) => client.lacks.includes(need));
      const skip = missing.length > 0 && `${client.name} has no ${missing.join(", ")}`;
      test(one.name, { timeout: 15_000, skip }, () => one.run(client, host));
    }
  });
}
