// What every client must see, whoever made it.
import type { JsonObject } from "@bufbuild/protobuf";
import type { Feature, ForeignClient } from "../client.ts";
import type { Host } from "../host.ts";

export interface Case {
  name: string;
  needs?: Feature[];
  run(client: ForeignClient, host: Host): Promise<void>;
}

export const numbers = (count: number): JsonObject[] => Array.from({ length: count }, (_, index) => ({ value: `${index + 1}` }));
export const values = (messages: JsonObject[]): unknown[] => messages.map((one) => one["value"]);
