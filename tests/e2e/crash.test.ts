// What holds when the server is killed amid its work.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Phone } from "./phone.ts";
import { eventually, Product, type RunningCommand } from "./product.ts";

// A short lease: what was on its way at the kill is tried again soon, and within the test.
const product = new Product({ Outbox__LeaseSeconds: "5" });
const phone = new Phone();

before(async () => {
  await phone.listen();
  await product.start();
  await product.person("POST", "/api/portal/push-subscriptions", phone.subscription);
});

after(async () => {
  await product.dispose();
  phone.close();
});

interface LedgerLine {
  cart_token: string;
  id: string;
}

interface ListedCart {
  cart_token: string;
  id: string;
  state: string;
}

async function allCarts(): Promise<ListedCart[]> {
  const carts: ListedCart[] = [];
  let token = "";
  do {
    const page = (await (await product.person("GET", `/api/admin/abandoned-carts?page_size=200&page_token=${token}`)).json()) as {
      abandoned_carts: ListedCart[];
      next_page_token: string;
    };
    carts.push(...page.abandoned_carts);
    token = page.next_page_token;
  } while (token);
  return carts;
}

interface Notification {
  id: string;
  type: string;
  path: string;
}

async function notifications(): Promise<Notification[]> {
  const page = (await (await product.person("GET", "/api/portal/notifications?page_size=200")).json()) as { notifications: Notification[] };
  return page.notifications.filter((one) => one.type === "NOTIFICATION_TYPE_ABANDONED_CART");
}

// How often the owner was told of each cart.
async function told(): Promise<Map<string, number>> {
  return count((await notifications()).map((one) => one.path.split("/").at(-1)!));
}

async function pendingMessages(): Promise<number> {
  const page = (await (await product.person("GET", "/api/admin/outbox?state=OUTBOX_STATE_PENDING")).json()) as { messages: unknown[] };
  return page.messages.length;
}

// How often each cart was judged abandoned, as te saw it, before and after the crash.
function judged(watch: RunningCommand): Map<string, number> {
  const events = watch.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line) as { type: string; subject_id: string });
  return count(events.filter((event) => event.type === "EVENT_TYPE_CART_ABANDONED").map((event) => event.subject_id));
}

function count(values: string[]): Map<string, number> {
  return values.sort().reduce((counts, value) => counts.set(value, (counts.get(value) ?? 0) + 1), new Map<string, number>());
}

test("kill -9 amid the demo: no acknowledged cart is lost, no push is doubled", async () => {
  const ledger = join(product.data, "ledger.jsonl");
  const { TE_URL, TE_GRPC_URL } = product.environment;
  const watch = product.te("watch", "--json");
  const demo = product.te("demo", "--speed", "60", "--seed", "3", "--carts", "40", "--ledger", ledger);
  await eventually(() => phone.pushes.length >= 2, 90, () => "the first pushes");
  const killed = Date.now();
  await product.stop("SIGKILL");
  await sleep(500);
  await product.start(new URL(TE_URL).port, new URL(TE_GRPC_URL).port);
  const finished = await demo.end();
  assert.equal(finished.code, 0, finished.stderr);

  const acknowledged = readFileSync(ledger, "utf8").trim().split("\n").map((line) => JSON.parse(line) as LedgerLine);
  assert.ok(acknowledged.length >= 40);
  const stored = new Map((await allCarts()).map((cart) => [cart.cart_token, cart.id]));
  for (const line of acknowledged) assert.equal(stored.get(line.cart_token), line.id, `the cart ${line.cart_token} was acknowledged and is gone`);

  await eventually(async () => (await allCarts()).every((cart) => cart.state !== "CART_STATE_ACTIVE" && cart.state !== "CART_STATE_IDLE"), 60, () => "every cart to be judged");
  const abandoned = (await allCarts()).filter((cart) => cart.state === "CART_STATE_ABANDONED");
  assert.ok(abandoned.length > 3);
  // The owner is told once per judgement, and the phone gets each of these.
  await eventually(() => abandoned.every((cart) => judged(watch).has(cart.id)), 30, () => "te watch to see every abandoned cart");
  await eventually(async () => (await pendingMessages()) === 0, 60, () => "the outbox to be empty");
  assert.deepEqual(await told(), judged(watch));
  assert.deepEqual(new Set(phone.pushes.map((push) => push.payload.id)), new Set((await notifications()).map((one) => one.id)));
  assert.deepEqual(phone.failures, []);
  for (const [id, times] of count(phone.pushes.map((push) => push.payload.id))) {
    // Only what was on its way at the moment of the kill may come again, and then it replaces what the phone shows.
    const first = phone.pushes.find((push) => push.payload.id === id)!;
    assert.ok(times === 1 || Math.abs(first.receivedAt - killed) < 1000, `the push ${id} came ${times} times`);
    for (const push of phone.pushes) if (push.payload.id === id) assert.equal(push.headers.topic, first.headers.topic);
  }
  await watch.interrupt();
});
