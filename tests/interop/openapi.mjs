// The OpenAPI document of a running server (named by the variables of its dev.env): a linter reads it, and real answers of real routes
// are what it says, field by field, by a JSON Schema validator that knows nothing of protobuf.
import { execFileSync } from "node:child_process";
import { createECDH, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiCaller } from "./openapi-caller.mjs";

const tools = new URL("../tools/", import.meta.url).pathname;
const require = createRequire(tools);
const { TE_URL: url, TE_TENANT_ID: tenant_id } = process.env;

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

// Each method once or more, in an order in which one finds what the one before made.
async function callEverything(api) {
  const mark = randomBytes(4).toString("hex");
  await api.call("GetMe");
  const tenant = await api.call("CreateTenant", { body: { name: "Interop", domain: `${mark}.example` } });
  await api.call("CreateTenant", { body: { name: "Interop", domain: `${mark}.example` }, expected: 409 });
  await api.call("ChangePlan", { tenant_id: tenant.id, body: { plan: "PLAN_PRO" } });
  await api.call("GetTenant", { tenant_id: tenant.id });
  await api.call("ListTenants", { page_size: 1 });

  const site = await api.call("CreateSite", { tenant_id, body: { url: `https://${mark}.example` } });
  await api.call("GetSite", { tenant_id, site_id: site.id });
  await api.call("ListSites", { tenant_id });
  await api.call("CreateSiteToken", { site_id: site.id, body: { tenant_id } });
  await api.call("RecordHeartbeat", { body: { versions: { php: "8.3" } } });

  const items = [{ product_id: "11", name: "Pralines 250 g", quantity: 2, price_minor: "2250" }];
  const cart = await api.call("ReportCart", { tenant_id, body: { cart_token: mark, email: "an@example.be", currency_code: "EUR", total_minor: 4500, items } });
  await api.call("ReportCart", { tenant_id, body: { cart_token: mark, currency_code: "EUR" }, token: process.env.TE_API_TOKEN, expected: 403 });
  await api.call("GetAbandonedCart", { tenant_id, cart_id: cart.id });
  await api.call("GetAbandonedCart", { tenant_id, cart_id: tenant.id, expected: 404 });
  await api.call("GetAbandonedCart", { tenant_id, cart_id: "x", expected: 400 });
  await api.call("ListAbandonedCarts", { tenant_id, state: "CART_STATE_ACTIVE", page_size: 5 });
  await api.call("GetAbandonedCartStats", { tenant_id });

  const entry = { event_id: mark, identity: { email: "an@example.be" }, touchpoint: "TOUCHPOINT_FORM", title: "Asked", data: { answers: [1, null, "x"] }, sentiment: 0.5 };
  await api.call("AppendJourneyEntry", { tenant_id, body: entry });
  await api.call("GetContact", { tenant_id, contact_id: cart.contact_id });
  await api.call("ListContacts", { tenant_id, email: "AN@example.be" });
  await api.call("ListJourneyEntries", { tenant_id, contact_id: cart.contact_id });

  const device = createECDH("prime256v1");
  const keys = { p256dh: device.generateKeys().toString("base64"), auth: randomBytes(16).toString("base64") };
  const subscription = await api.call("CreatePushSubscription", { tenant_id, body: { endpoint: `https://127.0.0.1:9/${mark}`, ...keys } });
  await api.call("GetPushKey");
  await api.call("ListPushSubscriptions", { tenant_id });
  await api.call("SendTestPush", { body: { tenant_id } });
  await api.call("ListNotifications", { tenant_id });
  const { messages } = await api.call("ListOutboxMessages", { tenant_id });
  await api.call("RetryOutboxMessage", { message_id: messages[0].id, body: { tenant_id }, expected: 400 });
  await api.call("DeletePushSubscription", { tenant_id, push_subscription_id: subscription.id });

  const { TE_EMAIL: email, TE_PASSWORD: password } = process.env;
  const signedIn = await api.call("SignIn", { body: { email, password } });
  await api.call("SignIn", { body: { email: `${mark}@example.be`, password }, expected: 401 });
  api.tokens.sessionToken = signedIn.session_token;
  await api.call("Reauthenticate", { body: { password } });
  await api.call("ListSessions");
  await api.call("RevokeSession", { session_id: tenant.id, expected: 404 });
  await api.call("RevokeOtherSessions", { body: {} });
  await api.call("SignOut", { body: {} });
  await api.call("GetServerKeys");

  await api.firstMessage("WatchEvents", { tenant_id, types: ["EVENT_TYPE_CART_STARTED", "EVENT_TYPE_CART_ORDERED"] }, () =>
    api.call("ReportCart", { tenant_id, body: { cart_token: `${mark}-2`, currency_code: "EUR", items } }));
}

const text = await (await fetch(`${url}/openapi.json`)).text();
lint(text);
const api = new ApiCaller(require, url, JSON.parse(text));
await callEverything(api);
await api.callAllWithoutToken();
console.log(`no fault in the document, nor in ${api.count} answers of ${api.operations.size} methods`);
