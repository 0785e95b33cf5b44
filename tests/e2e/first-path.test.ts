// From a cart left in a shop to the owner's phone and the agency's terminal.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, before, test } from "node:test";
import { Phone } from "./phone.ts";
import { eventually, Product } from "./product.ts";

const product = new Product();
const phone = new Phone();

before(async () => {
  await phone.listen();
  await product.start();
});

after(async () => {
  await product.dispose();
  phone.close();
});

const cart = {
  cart_token: "c-1",
  email: "an@example.be",
  currency_code: "EUR",
  total_minor: 4500,
  items: [{ product_id: "11", name: "Pralines 250 g", quantity: 2, price_minor: 2250 }],
  occurred_at: "2026-11-22T10:00:00Z",
};

// A cart whose shopper left so long ago that it is abandoned now.
function leftCart(token: string): unknown {
  return { ...cart, cart_token: token, email: `${token}@example.be`, occurred_at: new Date(Date.now() - 61 * 60_000).toISOString() };
}

test("the development tokens are for their owner only", () => {
  assert.equal(statSync(product.environmentFile).mode & 0o777, 0o600);
});

test("the server says that it lives and that it is ready", async () => {
  for (const path of ["/healthz", "/readyz"]) assert.equal((await fetch(product.environment.TE_URL + path)).status, 200);
});

test("a reported cart is answered with its id, and the same cart again with the same id", async () => {
  const answers = [];
  for (const path of ["/api/shop/{tenant}/abandoned-carts", "/api/shop/{tenant}/abandoned-carts/"]) {
    const response = await product.site("POST", path, cart);
    assert.equal(response.status, 200);
    answers.push((await response.json()) as Record<string, unknown>);
  }
  assert.match(String(answers[0]!.id), /^[0-9a-f-]{36}$/);
  assert.equal(answers[0]!.id, answers[1]!.id);
  assert.equal(answers[0]!.total_minor, 4500);
});

test("without a token, with a wrong one, for another tenant: 401, 401, 403", async () => {
  const path = "/api/shop/{tenant}/abandoned-carts";
  assert.equal((await product.site("POST", path, cart, "")).status, 401);
  assert.equal((await product.site("POST", path, cart, `te_site_${"x".repeat(43)}`)).status, 401);
  assert.equal((await product.site("POST", "/api/shop/11111111-1111-4111-8111-111111111111/abandoned-carts", cart)).status, 403);
});

test("a bad body names every wrong field", async () => {
  const bad = { email: "nobody", currency_code: "euro", total_minor: -1, items: [{ product_id: "", name: "x", quantity: 0, price_minor: 1 }] };

  const response = await product.site("POST", "/api/shop/{tenant}/abandoned-carts", bad);

  assert.equal(response.status, 400);
  assert.deepEqual(fieldsOf(await response.json()), ["cart_token", "currency_code", "email", "items[0].product_id", "items[0].quantity", "total_minor"]);
});

test("a wrong type names its field", async () => {
  const response = await product.site("POST", "/api/shop/{tenant}/abandoned-carts", { ...cart, total_minor: "veel", items: [{ quantity: {} }] });

  assert.equal(response.status, 400);
  assert.deepEqual(fieldsOf(await response.json()), ["items[0].quantity", "total_minor"]);
});

test("an abandoned cart reaches the owner's phone, once, readable by another implementation", async () => {
  const subscribed = await product.person("POST", "/api/portal/push-subscriptions", phone.subscription);
  assert.equal(subscribed.status, 200, await subscribed.clone().text());

  await product.site("POST", "/api/shop/{tenant}/abandoned-carts", leftCart("left-1"));

  await eventually(() => pushesOf("left-1").length > 0, 10, () => "the push");
  const push = pushesOf("left-1")[0]!;
  assert.equal(push.payload.title, "Winkelwagen verlaten");
  assert.match(push.payload.body, /€\s45,00/);
  assert.equal(push.token.aud, new URL(phone.endpoint).origin);
  assert.ok(push.token.exp * 1000 < Date.now() + 24 * 3600_000, "the token lives at most a day (RFC 8292)");
  assert.ok(Number(push.headers.ttl) > 0);
  assert.match(String(push.headers.topic), /^[A-Za-z0-9_-]{1,32}$/);
  await product.site("POST", "/api/shop/{tenant}/abandoned-carts", leftCart("left-1"));
  assert.equal(pushesOf("left-1").length, 1);
  assert.deepEqual(phone.failures, []);
});

test("the demo plays, the watcher sees it, the list and the story tell it", async () => {
  const watch = product.te("watch", "--json");
  const demo = await product.te("demo", "--speed", "120", "--seed", "7", "--carts", "12").end();
  assert.equal(demo.code, 0, demo.stderr);
  await watch.until(/EVENT_TYPE_CART_ABANDONED/);
  const seen = await watch.interrupt();
  assert.equal(seen.code, 0);

  const abandoned = JSON.parse((await product.te("carts", "list", "--json", "--all").end()).stdout).abandoned_carts.filter(
    (one: { state: string; contact_id: string }) => one.state === "CART_STATE_ABANDONED" && one.contact_id,
  );
  assert.ok(abandoned.length > 0);
  const story = await product.te("contacts", "show", abandoned[0].contact_id).end();
  assert.equal(story.code, 0, story.stderr);
  assert.match(story.stdout, /verlaten/);
});

test("te says what is wrong in a sentence, with the exit code for it", async () => {
  assert.equal((await product.te("carts", "show", "11111111-1111-4111-8111-111111111111").end()).code, 1);
  assert.equal((await product.te("carts", "dance").end()).code, 2);
  const away = await product.te("tenants", "list", "--url", "http://127.0.0.1:9").end();
  assert.equal(away.code, 1);
  assert.doesNotMatch(away.stderr, /\n\s+at /);
});

test("a second start finds the data again", async () => {
  const before = await (await product.person("GET", "/api/admin/abandoned-carts?page_size=200")).json();
  const { TE_URL, TE_GRPC_URL, TE_API_TOKEN } = product.environment;
  assert.equal(await product.stop(), 0);

  await product.start(new URL(TE_URL).port, new URL(TE_GRPC_URL).port);

  assert.equal(product.environment.TE_API_TOKEN, TE_API_TOKEN);
  assert.deepEqual(await (await product.person("GET", "/api/admin/abandoned-carts?page_size=200")).json(), before);
});

function pushesOf(token: string) {
  return phone.pushes.filter((push) => push.payload.body.includes(token));
}

function fieldsOf(error: unknown): string[] {
  const details = (error as { details: { fieldViolations?: { field: string }[]; field_violations?: { field: string }[] }[] }).details;
  return details.flatMap((detail) => detail.field_violations ?? detail.fieldViolations ?? []).map((violation) => violation.field).sort();
}
