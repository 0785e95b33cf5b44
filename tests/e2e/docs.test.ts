// The page at /docs, as a partner's developer uses it: find a method, give a token, call it.
import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { Product } from "./product.ts";

const product = new Product();
let browser: Browser;
let page: Page;
let complaints: string[];

before(async () => {
  await product.start();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await product.dispose();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  complaints = [];
  // A refused call is no complaint: the page shows it.
  page.on("console", (message) => message.type() === "error" && !message.location().url.includes("/api/") && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => request.url().startsWith(product.environment.TE_URL) || complaints.push(`asks ${request.url()}`));
  await page.goto(`${product.environment.TE_URL}/docs`);
  await page.waitForSelector("#ReportCart");
});

// Nothing is loaded from elsewhere, and the content security policy has nothing to say.
afterEach(async () => {
  await page.close();
  assert.deepEqual(complaints, []);
});

async function giveToken(name: string, token: string): Promise<void> {
  await page.click("#tokens > summary");
  await page.fill(`#token-${name}`, token);
  await page.keyboard.press("Escape");
}

async function send(method: string): Promise<string> {
  await page.click(`#${method} .send`);
  await page.waitForFunction((id) => /^\d{3} /.test(document.querySelector(`#${id} .outcome .status`)?.textContent ?? ""), method);
  await page.waitForSelector(`#${method} .send:not([disabled])`);
  return page.innerText(`#${method} .outcome`);
}

test("every method of the document stands on the page, and in its menu", async () => {
  const document = (await (await fetch(`${product.environment.TE_URL}/openapi.json`)).json()) as { paths: Record<string, Record<string, { operationId: string }>> };
  const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map((operation) => operation.operationId)).sort();
  assert.ok(ids.length > 20);
  assert.deepEqual((await page.$$eval("article", (articles) => articles.map((article) => article.id))).sort(), ids);
  assert.deepEqual((await page.$$eval("nav a", (links) => links.map((link) => link.getAttribute("href")!.slice(1)))).sort(), ids);
});

test("a site's cart is reported and an owner lists it, without leaving the page", async () => {
  await giveToken("siteToken", product.environment.TE_SITE_TOKEN);
  await page.click("#ReportCart .trial > summary");
  await page.fill("#ReportCart-tenant_id", product.environment.TE_TENANT_ID);
  await page.fill("#ReportCart-body", '{"cart_token":"docs-1","email":"o\'neill@example.be","currency_code":"EUR","total_minor":4500,"items":[]}');
  assert.match(await page.innerText("#ReportCart .trial form pre"), /-d '.*o'\\''neill@example\.be.*'$/s);
  assert.match(await send("ReportCart"), /^200 [^]*"cart_token": "docs-1"/);

  await giveToken("personToken", product.environment.TE_API_TOKEN);
  await page.click("#ListAbandonedCarts .trial > summary");
  await page.selectOption("#ListAbandonedCarts-state", "CART_STATE_CLEARED");
  await page.fill("#ListAbandonedCarts-page_size", "5");
  assert.match(await page.innerText("#ListAbandonedCarts .trial form pre"), /\/api\/admin\/abandoned-carts\?state=CART_STATE_CLEARED&page_size=5'/);
  assert.match(await send("ListAbandonedCarts"), /^200 [^]*"cart_token": "docs-1"/);
});

test("an error is shown as the server tells it", async () => {
  await giveToken("personToken", product.environment.TE_API_TOKEN);
  await page.click("#GetContact .trial > summary");
  await page.fill("#GetContact-contact_id", "x");
  assert.match(await send("GetContact"), /^400 [^]*"field": "contact_id"/);
});

test("a call that needs a token asks for one, and what must be given is asked for", async () => {
  await page.click("#GetMe .trial > summary");
  await page.click("#GetMe .send");
  assert.match(await page.innerText("#GetMe .outcome"), /token first/);
  assert.match((await page.evaluate(() => document.activeElement?.id)) ?? "", /^token-personToken$/);

  await page.click("#GetContact .trial > summary");
  await page.click("#GetContact .send");
  assert.match(await page.innerText("#GetContact .outcome"), /contact_id/);
});

test("a stream shows its messages as they come, until it is stopped", async () => {
  await giveToken("personToken", product.environment.TE_API_TOKEN);
  await page.click("#WatchEvents .trial > summary");
  await page.click("#WatchEvents .send");
  await page.waitForFunction(() => /^200/.test(document.querySelector("#WatchEvents .outcome .status")?.textContent ?? ""));
  await product.site("POST", "/api/shop/{tenant}/abandoned-carts", { cart_token: "docs-stream", currency_code: "EUR", total_minor: 100, items: [{ product_id: "1", name: "Praline", quantity: 1, price_minor: 100 }] });
  await page.waitForFunction(() => document.querySelector("#WatchEvents .outcome pre")?.textContent?.includes("EVENT_TYPE_CART_STARTED"));
  await page.click("#WatchEvents .buttons button:not(.send)");
  await page.waitForFunction(() => document.querySelector("#WatchEvents .outcome .status")?.textContent?.endsWith("stopped"));
});

test("a token is in memory only, and in no curl", async () => {
  await giveToken("personToken", product.environment.TE_API_TOKEN);
  await page.click("#GetMe .trial > summary");
  assert.match(await send("GetMe"), /^200 /);
  assert.match(await page.innerText("#GetMe .trial form pre"), /\$TE_TOKEN/);
  assert.ok(!(await page.content()).includes(product.environment.TE_API_TOKEN));
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie, location.href].join(" "));
  assert.equal(kept, `0 0  ${product.environment.TE_URL}/docs`);
  await page.reload();
  await page.waitForSelector("#GetMe");
  assert.equal(await page.inputValue("#token-personToken"), "");
});

test("it is used by keyboard alone: search, enter, try", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("sites recordheart");
  assert.deepEqual(await page.$$eval("article:not([hidden])", (articles) => articles.map((article) => article.id)), ["RecordHeartbeat"]);
  assert.equal(await page.textContent("#announcement"), "1 method");
  await page.keyboard.press("Enter");
  assert.match(page.url(), /#RecordHeartbeat$/);
  await page.focus("#RecordHeartbeat .trial > summary");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#RecordHeartbeat .send");
  await page.focus("#search");
  await page.keyboard.press("Escape");
  assert.ok((await page.$$("article:not([hidden])")).length > 20);
});

test("on a phone the menu is behind a button, and nothing is wider than the screen", async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await page.isVisible("nav"), false);
  await page.click("#menu");
  await page.click('nav a[href="#CreateSite"]');
  assert.equal(await page.isVisible("nav"), false);
  for (const summary of await page.$$("article summary")) await summary.evaluate((element) => (element.closest("details")!.open = true));
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
});
