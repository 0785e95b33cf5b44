// Passkeys in a real browser, whose DevTools play the authenticator (WebDriver's virtual authenticator): a page of the server's own makes one, signs in
// with it, and proves with it who sits there.
import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";
import type { Browser, CDPSession, Page } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { Product } from "./product.ts";

interface Answered {
  status: number;
  body: Record<string, any>;
}

const product = new Product();
let browser: Browser;
let page: Page;
let devTools: CDPSession;
let authenticatorId: string;

before(async () => {
  await product.start();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await product.dispose();
});

beforeEach(async () => {
  page = await browser.newPage();
  devTools = await page.context().newCDPSession(page);
  await devTools.send("WebAuthn.enable");
  ({ authenticatorId } = await devTools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  }));
  await page.goto(`${origin()}/docs`);
});

afterEach(() => page.close());

// Browsers have no passkeys at bare addresses such as 127.0.0.1.
const origin = (host = "localhost"): string => product.environment.TE_URL.replace("127.0.0.1", host);

function call(path: string, body: unknown, token = "", method = "POST"): Promise<Answered> {
  return page.evaluate(
    async ([path, body, token, method]) => {
      const headers: HeadersInit = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
      const response = await fetch(path as string, { method: method as string, headers, body: method === "POST" ? JSON.stringify(body) : undefined });
      return { status: response.status, body: await response.json() };
    },
    [path, body, token, method] as const,
  );
}

async function begin(path: string, token = ""): Promise<Record<string, any>> {
  const begun = await call(path, {}, token);
  assert.equal(begun.status, 200, JSON.stringify(begun.body));
  return begun.body;
}

// What a page does with a challenge, as the contract says it.
function create(challenge: Record<string, any>): Promise<unknown> {
  return page.evaluate(async (challenge) => {
    const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(challenge.options) });
    return { challenge_token: challenge.challenge_token, credential: (credential as PublicKeyCredential).toJSON() };
  }, challenge);
}

function get(challenge: Record<string, any>): Promise<unknown> {
  return page.evaluate(async (challenge) => {
    const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(challenge.options) });
    return { challenge_token: challenge.challenge_token, credential: (credential as PublicKeyCredential).toJSON() };
  }, challenge);
}

async function signInByPassword(): Promise<string> {
  const { TE_EMAIL: email, TE_PASSWORD: password } = product.environment;
  return (await call("/api/portal/sign-in", { email, password })).body.session_token;
}

async function register(token: string, name = "Test"): Promise<Record<string, any>> {
  const made = await call("/api/portal/passkeys/registration/finish", { answer: await create(await begin("/api/portal/passkeys/registration", token)), name }, token);
  assert.equal(made.status, 200, JSON.stringify(made.body));
  return made.body;
}

async function signIn(): Promise<Answered> {
  return call("/api/portal/sign-in/passkey/finish", { answer: await get(await begin("/api/portal/sign-in/passkey")), device_name: "Chromium" });
}

test("a page makes a passkey, signs in with it and proves who sits there", async () => {
  const passkey = await register(await signInByPassword(), "Laptop");
  assert.deepEqual(passkey.transports, ["internal"]);

  const signedIn = await signIn();
  assert.equal(signedIn.status, 200, JSON.stringify(signedIn.body));
  assert.equal(signedIn.body.person.email, product.environment.TE_EMAIL);

  const token = signedIn.body.session_token;
  const proved = await call("/api/portal/reauthenticate", { passkey: await get(await begin("/api/portal/reauthenticate/passkey", token)) }, token);
  assert.equal(proved.status, 200, JSON.stringify(proved.body));
  assert.ok(proved.body.current);

  const listed = await call("/api/portal/passkeys", undefined, token, "GET");
  assert.ok(listed.body.passkeys.find((one: { id: string }) => one.id === passkey.id).last_use_time);
});

test("a device that has one of the person's passkeys makes no second", async () => {
  const token = await signInByPassword();
  await register(token);
  await assert.rejects(register(token), /InvalidStateError/);
});

test("who is not verified at the device does not get in", async () => {
  await register(await signInByPassword());
  await devTools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await assert.rejects(signIn(), /NotAllowedError/); // the browser keeps to what the server asks for
});

test("a copied authenticator, whose count stands behind, is refused", async () => {
  await register(await signInByPassword());
  const { credentials: [copy] } = await devTools.send("WebAuthn.getCredentials", { authenticatorId });
  assert.ok(copy?.credentialId);
  assert.equal((await signIn()).status, 200);
  await devTools.send("WebAuthn.removeCredential", { authenticatorId, credentialId: copy.credentialId });
  await devTools.send("WebAuthn.addCredential", { authenticatorId, credential: { ...copy, credentialId: copy.credentialId, signCount: 0 } });

  const refused = await signIn();
  assert.equal(refused.status, 401);
  assert.equal(refused.body.details[0].reason, "SIGN_IN_REFUSED");
});

test("a passkey that was deleted opens nothing, and the browser is told", async () => {
  const token = await signInByPassword();
  const passkey = await register(token);
  assert.equal((await call(`/api/portal/passkeys/${passkey.id}`, undefined, token, "DELETE")).status, 200);

  const refused = await signIn();
  assert.equal(refused.body.details[0].reason, "PASSKEY_UNKNOWN");
  await page.evaluate((id) => (PublicKeyCredential as any).signalUnknownCredential({ rpId: "localhost", credentialId: id }), passkey.credential_id);
  await assert.rejects(signIn(), /NotAllowedError/); // nothing is left to offer
});

test("at another address than the server's domain the browser gives nothing", async () => {
  await page.goto(`${origin("127.0.0.1")}/docs`);
  await assert.rejects(get(await begin("/api/portal/sign-in/passkey")), /SecurityError/);
});
