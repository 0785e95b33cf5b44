import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Call, ForeignClient, Outcome } from "../client.ts";
import { descriptorFiles, root } from "../schema.ts";

/** grpcio, which is gRPC's own C core, in a process that takes calls as lines of JSON. */
export class PythonClient implements ForeignClient {
  readonly name = "Python's grpcio";
  readonly lacks = [] as const;
  private readonly process: ChildProcess;
  private readonly waiting = new Map<number, (outcome: Outcome) => void>();
  private readonly ended: Promise<never>;
  private next = 0;

  constructor(address: string) {
    const program = join(root, "tests/interop/clients/python_client.py");
    this.process = spawn("/usr/bin/python3", [program, new URL(address).host, ...descriptorFiles], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface(this.process.stdout!).on("line", (line) => {
      const { id, outcome } = JSON.parse(line) as { id: number; outcome: Outcome };
      this.waiting.get(id)!(outcome);
    });
    this.ended = once(this.process, "exit").then(() => Promise.reject(new Error("Python ended.")));
    this.ended.catch(() => {});
  }

  call(call: Call): Promise<Outcome> {
    const id = this.next++;
    const { signal, ...rest } = call;
    signal?.addEventListener("abort", () => this.tell({ id, cancel: true }));
    this.tell({ id, call: rest });
    return Promise.race([this.ended, new Promise<Outcome>((resolve) => this.waiting.set(id, resolve))]);
  }

  async close(): Promise<void> {
    this.process.stdin!.end();
    await once(this.process, "exit");
  }

  private tell(line: object): void {
    this.process.stdin!.write(`${JSON.stringify(line)}\n`);
  }
}
