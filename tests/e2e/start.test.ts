// What a start leaves behind that does not come to its end: nothing.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Product, root } from "./product.ts";

before(() => {
  execFileSync(join(root, "run"), ["--prepare"]); // a start begins to count once all is built
});

interface BrokenStart {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

// Started as a terminal does, in a process group of its own, which Ctrl-C is sent to as a whole.
async function start(product: Product, options: string[], settings: NodeJS.ProcessEnv = {}, interruptAfter?: number): Promise<BrokenStart> {
  const server = spawn(join(root, "run"), ["--data", product.data, ...options], {
    detached: true,
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  server.stdout.on("data", (text) => (output += text));
  server.stderr.on("data", (text) => (output += text));
  const closed = once(server, "close");
  if (interruptAfter !== undefined) {
    await sleep(interruptAfter);
    process.kill(-server.pid!, "SIGINT");
  }
  await closed;
  return { code: server.exitCode, signal: server.signalCode, output };
}

function processesOf(product: Product): string {
  const all = execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
  return all.filter((line) => line.includes(product.data)).join("\n");
}

test("a port in use is a sentence, and nothing is started for it", async (context) => {
  const product = new Product();
  context.after(() => product.dispose());
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const port = String((other.address() as AddressInfo).port);

  const refused = await start(product, ["--http-port", port, "--grpc-port", "0"]);
  other.close();

  assert.equal(refused.code, 1);
  assert.match(refused.output, new RegExp(`^TinyEclipse did not start: port ${port} of 127\\.0\\.0\\.1 cannot be had: .* --http-port .*\\n$`));
  assert.equal(processesOf(product), "");
  assert.ok(!existsSync(join(product.data, "postgres")));
});

test("a certificate that is not there is a sentence, and nothing is started for it", async (context) => {
  const product = new Product();
  context.after(() => product.dispose());
  const refused = await start(product, ["--tls-port", "0"], { Listen__CertificatePath: join(product.data, "nowhere.pem") });

  assert.equal(refused.code, 1);
  assert.match(refused.output, /^TinyEclipse did not start: Listen__CertificatePath .*nowhere\.pem.*\n$/);
  assert.equal(processesOf(product), "");
});

for (const moment of [20, 150, 700, 1300, 2200]) {
  test(`Ctrl-C ${moment} ms after the begin of a first start leaves no PostgreSQL, and the next start is none the worse`, async (context) => {
    const product = new Product();
    context.after(() => product.dispose());

    const broken = await start(product, ["--http-port", "0", "--grpc-port", "0"], {}, moment);

    // At first there is but the shell, which ends by the signal itself; a fast machine may be ready already.
    if (broken.signal !== "SIGINT") {
      const wasReady = broken.output.startsWith("TinyEclipse answers. ");
      assert.deepEqual([broken.code, wasReady || broken.output], wasReady ? [0, true] : [130, "TinyEclipse was stopped before it was ready.\n"]);
    }
    assert.equal(processesOf(product), "");
    await product.start();
    assert.equal(await product.stop(), 0);
    assert.equal(processesOf(product), "");
  });
}
