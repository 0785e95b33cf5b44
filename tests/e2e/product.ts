// Starts the product the way the README does, on free ports and with data of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const root = resolve(process.cwd(), "../..");

export interface DevelopmentEnvironment {
  TE_URL: string;
  TE_GRPC_URL: string;
  TE_TENANT_ID: string;
  TE_SITE_TOKEN: string;
  TE_API_TOKEN: string;
  TE_EMAIL: string;
  TE_PASSWORD: string;
}

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export class Product {
  readonly data = mkdtempSync(join(tmpdir(), "te-"));
  environment!: DevelopmentEnvironment;
  private server?: ChildProcess;

  constructor(private readonly settings: NodeJS.ProcessEnv = {}) {
    chmodSync(this.data, 0o711); // started by root, PostgreSQL runs as another user, who must get in
  }

  // Ports may be given, so that a second start is found where the first was.
  async start(httpPort = "0", grpcPort = "0"): Promise<void> {
    const begun = Date.now();
    let output = "";
    const server = spawn(join(root, "run"), ["--data", this.data, "--http-port", httpPort, "--grpc-port", grpcPort], {
      env: { ...process.env, ...this.settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    server.stdout.on("data", (text) => (output += text));
    server.stderr.on("data", (text) => (output += text));
    this.server = server;
    for (let tries = 0; !this.wroteSince(begun); tries++) {
      if (server.exitCode !== null || tries > 1200) throw new Error(`The server did not start: ${output}`);
      await sleep(50);
    }
    this.environment = Object.fromEntries(
      readFileSync(this.environmentFile, "utf8").trim().split("\n").map((line) => line.split(/=(.*)/s).slice(0, 2)),
    );
    while (!(await fetch(`${this.environment.TE_URL}/readyz`)).ok) await sleep(20);
  }

  // The file is written anew once the server listens, with the tokens of the start before.
  private wroteSince(time: number): boolean {
    return existsSync(this.environmentFile) && statSync(this.environmentFile).mtimeMs >= time;
  }

  get environmentFile(): string {
    return join(this.data, "dev.env");
  }

  // As Ctrl-C does, or as a machine that loses its power.
  async stop(signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    const server = this.server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return server?.exitCode ?? null;
    server.kill(signal);
    const [code] = (await once(server, "exit")) as [number | null];
    return code;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  te(...args: string[]): RunningCommand {
    return new RunningCommand(args, { ...process.env, ...this.environment, XDG_CONFIG_HOME: this.data });
  }

  site(method: string, path: string, body?: unknown, token: string = this.environment.TE_SITE_TOKEN): Promise<Response> {
    return this.call(method, path, body, token);
  }

  person(method: string, path: string, body?: unknown): Promise<Response> {
    return this.call(method, path, body, this.environment.TE_API_TOKEN);
  }

  private call(method: string, path: string, body: unknown, token: string): Promise<Response> {
    return fetch(`${this.environment.TE_URL}${path.replace("{tenant}", this.environment.TE_TENANT_ID)}`, {
      method,
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }
}

// A run of ./te, to wait for or to look at while it goes on.
export class RunningCommand {
  stdout = "";
  stderr = "";
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown[]>;

  constructor(args: string[], env: NodeJS.ProcessEnv) {
    this.child = spawn(join(root, "te"), args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout!.on("data", (text) => (this.stdout += text));
    this.child.stderr!.on("data", (text) => (this.stderr += text));
    this.exited = once(this.child, "close");
  }

  async end(): Promise<Finished> {
    await this.exited;
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  async interrupt(): Promise<Finished> {
    this.child.kill("SIGINT");
    return this.end();
  }

  async until(text: RegExp, seconds = 30): Promise<void> {
    await eventually(() => text.test(this.stdout), seconds, () => `${text} in the output:\n${this.stdout}\n${this.stderr}`);
  }
}

// Waits for something that comes by itself, and fails with what it waited for.
export async function eventually(happened: () => boolean | Promise<boolean>, seconds: number, what: () => string): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await happened())) {
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for ${what()}`);
    await sleep(50);
  }
}
