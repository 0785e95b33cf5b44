// The interop service in a process of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./schema.ts";

export class Host {
  private constructor(
    private readonly process: ChildProcess,
    readonly grpc: string,
    readonly http1: string,
  ) {}

  static async start(): Promise<Host> {
    const program = join(root, "tests/TinyEclipse.Grpc.Interop/bin/Release/net10.0/TinyEclipse.Grpc.Interop.dll");
    const process = spawn("dotnet", [program], { stdio: ["ignore", "pipe", "inherit"] });
    const addresses: string[] = [];
    for await (const line of createInterface(process.stdout)) {
      addresses.push(line);
      if (addresses.length === 2) return new Host(process, addresses[0]!, addresses[1]!);
    }
    throw new Error("The interop service did not start; build the solution first.");
  }

  /** Resolves when the server runs the call of that `call-name`. */
  async begun(name: string): Promise<void> {
    await this.told(name, "begun");
  }

  /** Resolves when the server has ended the call because it was cancelled or its deadline passed. */
  async cancelled(name: string): Promise<void> {
    await this.told(name, "cancelled");
  }

  private async told(name: string, what: string): Promise<void> {
    const answer = await fetch(`${this.http1}/calls/${name}/${what}`);
    if (!answer.ok) throw new Error(`The server does not say that ${name} has ${what}: ${answer.status}`);
  }

  async stop(): Promise<void> {
    this.process.kill("SIGTERM");
    await once(this.process, "exit");
  }
}
