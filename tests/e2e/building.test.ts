// What ./te and ./run say while they build, with a compiler that only pretends.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { root } from "./product.ts";

const folder = mkdtempSync(join(tmpdir(), "te-building-"));
after(() => rmSync(folder, { recursive: true }));

// It says something and works, or does not; what it is asked to run says that it runs.
const compiler = `#!/bin/sh
case $1 in
    build | publish) echo "Build noise"; [ -z "$BREAKS" ] ;;
    *) echo "runs" ;;
esac
`;

function start(script: string, built: string, breaks: boolean): [number | null, string, string] {
  const bin = join(folder, "bin");
  for (const made of [bin, dirname(join(folder, built))]) mkdirSync(made, { recursive: true });
  writeFileSync(join(bin, "dotnet"), compiler);
  chmodSync(join(bin, "dotnet"), 0o755);
  copyFileSync(join(root, script), join(folder, script));
  rmSync(join(folder, built), { force: true });
  const { status, stdout, stderr } = spawnSync(join(folder, script), [], {
    encoding: "utf8",
    env: { PATH: `${bin}:${process.env.PATH}`, BREAKS: breaks ? "yes" : "", Postgres__Binaries: "/nowhere" },
  });
  return [status, stdout, stderr];
}

const te = (breaks: boolean) => start("te", "clients/TinyEclipse.Cli/bin/Release/net10.0/te.dll", breaks);
const run = (breaks: boolean) => start("run", "src/TinyEclipse.Server/bin/ahead/.built", breaks);

test("a build that works is no news", () => {
  assert.deepEqual(te(false), [0, "runs\n", "Building te...\n"]);
  assert.deepEqual(run(false), [0, "Building...\nruns\n", ""]);
});

test("a build that fails says why, and nothing runs", () => {
  assert.deepEqual(te(true), [1, "", "Building te...\nBuild noise\n"]);
  assert.deepEqual(run(true), [1, "Building...\n", "Build noise\n"]);
});
