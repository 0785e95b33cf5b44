// A phone of the tests: takes pushes as a push service would and reads them with npm's http_ece, which knows nothing of our code.
import { createECDH, createPublicKey, randomBytes, verify } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import ece from "http_ece";

export interface Push {
  headers: IncomingHttpHeaders;
  payload: { id: string; type: string; title: string; body: string; tag: string };
  token: { aud: string; exp: number; sub: string };
  receivedAt: number; // milliseconds since 1970
}

export class Phone {
  readonly pushes: Push[] = [];
  readonly failures: unknown[] = [];
  private readonly keys = createECDH("prime256v1");
  private readonly auth = randomBytes(16);
  private readonly server: Server;

  constructor() {
    this.keys.generateKeys();
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        try {
          this.pushes.push(this.read(request.headers, Buffer.concat(chunks)));
          response.writeHead(201, { location: `${this.endpoint}/message` }).end();
        } catch (failure) {
          this.failures.push(failure);
          response.writeHead(400).end();
        }
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/push/${this.auth.toString("hex")}`;
  }

  get subscription(): unknown {
    return { endpoint: this.endpoint, p256dh: this.keys.getPublicKey("base64url"), auth: this.auth.toString("base64url"), device_name: "Toestel van de test" };
  }

  private read(headers: IncomingHttpHeaders, body: Buffer): Push {
    if (headers["content-encoding"] !== "aes128gcm") throw new Error(`content-encoding ${headers["content-encoding"]}`);
    const plaintext = ece.decrypt(body, { version: "aes128gcm", privateKey: this.keys, authSecret: this.auth.toString("base64url") });
    return { headers, payload: JSON.parse(plaintext.toString("utf8")), token: verifyVapid(headers.authorization ?? ""), receivedAt: Date.now() };
  }
}

// RFC 8292: `vapid t=<JWT>, k=<key>`; the JWT is signed with ES256 by that key.
function verifyVapid(authorization: string): Push["token"] {
  const [, jwt, key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization) ?? [];
  if (!jwt || !key) throw new Error(`authorization ${authorization}`);
  const [header, claims, signature] = jwt.split(".") as [string, string, string];
  const point = Buffer.from(key, "base64url");
  const publicKey = createPublicKey({
    format: "jwk",
    key: { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") },
  });
  const valid = verify("sha256", Buffer.from(`${header}.${claims}`), { key: publicKey, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  if (!valid) throw new Error("the VAPID token is not signed by its key");
  return JSON.parse(Buffer.from(claims, "base64url").toString("utf8"));
}
