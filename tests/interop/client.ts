// What a client of any make can be asked for.
import type { JsonObject } from "@bufbuild/protobuf";

/** Values of keys that end in -bin are base64 without padding. */
export type Metadata = Record<string, string>;

export interface Call {
  method: "Echo" | "Fail" | "Wait" | "Sum" | "Count" | "Chat";
  requests: JsonObject[];
  metadata?: Metadata;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** A request is sent only when the one before was answered. */
  inTurns?: boolean;
  /** The requests are compressed with gzip. */
  compress?: boolean;
  maxResponseBytes?: number;
}

export interface Outcome {
  messages: JsonObject[];
  /** OK, NOT_FOUND, ... */
  code: string;
  message: string;
  details: JsonObject[];
  headers: Metadata;
  trailers: Metadata;
}

/** What some clients, or the protocol they speak, do not have. */
export type Feature = "client streams" | "turns" | "gzip requests" | "gzip responses" | "response limit" | "headers of a failure" | "trailers" | "messages of a failed stream";

export interface ForeignClient {
  readonly name: string;
  readonly lacks: readonly Feature[];
  call(call: Call): Promise<Outcome>;
  close(): Promise<void> | void;
}

export const withoutPadding = (base64: string): string => base64.replace(/=+$/, "");

/** The values of an iterable; after each but the first, the next waits until it is told to go on. */
export class Turns<T> {
  private goOn: () => void = () => {};

  constructor(
    private readonly values: readonly T[],
    private readonly inTurns: boolean,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (const value of this.values) {
      const answered = new Promise<void>((resolve) => (this.goOn = resolve));
      yield value;
      if (this.inTurns) await answered;
    }
  }

  answered(): void {
    this.goOn();
  }
}
