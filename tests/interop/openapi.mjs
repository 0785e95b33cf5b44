// The OpenAPI document of a running server (named by the variables of its dev.env): a linter reads it, and real answers of real routes
// are what it says, field by field, by a JSON Schema validator that knows nothing of protobuf.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiCaller } from "./openapi-caller.mjs";
import { callAccounts } from "./openapi/accounts.mjs";
import { callShop } from "./openapi/shop.mjs";
import { callSites } from "./openapi/sites.mjs";
import { callTenants } from "./openapi/tenants.mjs";

const tools = new URL("../tools/", import.meta.url).pathname;
const require = createRequire(tools);
const { TE_URL: url } = process.env;

function lint(text) {
  const folder = mkdtempSync(join(tmpdir(), "te-openapi-"));
  try {
    writeFileSync(join(folder, "openapi.json"), text);
    const config = new URL("redocly.yaml", import.meta.url).pathname;
    execFileSync(join(tools, "node_modules/.bin/redocly"), ["lint", "--config", config, join(folder, "openapi.json")], {
      encoding: "utf8",
      stdio: "pipe",
      env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
    });
  } catch (failure) {
    throw new Error(`The linter refuses the document:\n${failure.stdout}${failure.stderr}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const text = await (await fetch(`${url}/openapi.json`)).text();
lint(text);
const api = new ApiCaller(require, url, JSON.parse(text));
await callTenants(api);
await callSites(api);
await callShop(api);
await callAccounts(api);
await api.callAllWithoutToken();
api.assertAllCalled();
console.log(`no fault in the document, nor in ${api.count} answers of ${api.operations.size} methods`);
