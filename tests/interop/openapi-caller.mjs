// Calls a server by what its OpenAPI document says, and holds each answer against it.
import assert from "node:assert/strict";

export class ApiCaller {
  count = 0;
  called = new Set();
  tokens = { siteToken: process.env.TE_SITE_TOKEN, personToken: process.env.TE_API_TOKEN };

  constructor(require, url, document) {
    this.url = url;
    this.operations = new Map(
      Object.entries(document.paths).flatMap(([path, entry]) => Object.entries(entry).map(([verb, operation]) => [operation.operationId, { verb, path, ...operation }])),
    );
    const Ajv = require("ajv/dist/2020.js").default;
    // "openapi", "paths" and the x- fields are no words of JSON Schema; a schema's own words are checked by the linter.
    this.ajv = new Ajv({ strict: false, allErrors: true });
    require("ajv-formats").default(this.ajv);
    this.document = document;
    this.ajv.addSchema({ $id: "openapi", ...closed(document) });
  }

  /** Fills path and query by name, sends, and checks the answer's status and body. Returns the body. */
  async call(id, { body, token, expected = 200, ...parameters } = {}) {
    const operation = this.operations.get(id) ?? assert.fail(`The document has no ${id}.`);
    if (body !== undefined && expected === 200) this.check(`${id}, what is sent`, operation.requestBody.content["application/json"].schema, body);
    const response = await this.send(operation, parameters, body, token ?? this.tokenOf(operation));
    const answer = await response.json();
    this.checkAnswer(operation, response, answer, expected);
    return answer;
  }

  /** What is answered as it is: a file. Returns its text. */
  async callRaw(id, parameters) {
    const operation = this.operations.get(id);
    const response = await this.send(operation, parameters, undefined, this.tokenOf(operation));
    const text = await response.text();
    assert.equal(response.status, 200, `${id}: ${text}`);
    assert.ok("*/*" in operation.responses[200].content, `${id}: the document names a schema for what has none`);
    this.count++;
    this.called.add(id);
    return text;
  }

  /** A method of the document that no answer was seen of is a fault of this suite. */
  assertAllCalled() {
    const missing = [...this.operations.keys()].filter((id) => !this.called.has(id));
    assert.deepEqual(missing, [], "These methods are to be called, too");
  }

  /** The first line of a stream, which something causes once the stream is open. */
  async firstMessage(id, parameters, cause) {
    const operation = this.operations.get(id);
    const abort = new AbortController();
    const ends = AbortSignal.any([abort.signal, AbortSignal.timeout(20_000)]);
    const response = await this.send(operation, parameters, undefined, this.tokenOf(operation), ends);
    await cause();
    let text = "";
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.includes("\n")) break;
    }
    abort.abort();
    this.checkAnswer(operation, response, JSON.parse(text.split("\n")[0]), 200);
  }

  /** Whoever sends no token is refused as the document says, by every method that wants one. */
  async callAllWithoutToken() {
    for (const operation of this.operations.values()) {
      if (!operation.security.length || operation.security.some((way) => Object.keys(way).length === 0)) continue;
      const parameters = Object.fromEntries((operation.parameters ?? []).filter(({ required }) => required).map(({ name }) => [name, "x"]));
      const response = await this.send(operation, parameters, operation.requestBody ? {} : undefined, undefined);
      this.checkAnswer(operation, response, await response.json(), 401);
    }
  }

  tokenOf(operation) {
    return operation.security.flatMap(Object.keys).map((scheme) => this.tokens[scheme])[0];
  }

  send(operation, parameters, body, token, signal) {
    const query = new URLSearchParams();
    let path = operation.path;
    for (const [name, value] of Object.entries(parameters)) {
      const known = operation.parameters?.find((parameter) => parameter.name === name) ?? assert.fail(`${operation.operationId} has no parameter ${name}.`);
      if (known.in === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
      else for (const one of [value].flat()) query.append(name, one);
    }
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { "content-type": "application/json" }) };
    return fetch(`${this.url}${path}?${query}`, { method: operation.verb.toUpperCase(), headers, body: body && JSON.stringify(body), signal });
  }

  checkAnswer(operation, response, answer, expected) {
    const place = `${operation.operationId}, ${response.status}`;
    assert.equal(response.status, expected, `${place}: ${JSON.stringify(answer)}`);
    const told = this.resolve(operation.responses[response.status] ?? assert.fail(`${place}: the document does not name this answer`));
    const type = response.headers.get("content-type").split(";")[0];
    this.check(place, (told.content[type] ?? assert.fail(`${place}: the document does not name ${type}`)).schema, answer);
    this.count++;
    // Whoever is refused at the door has seen nothing of the method.
    if (expected !== 401 || operation.operationId === "SignIn") this.called.add(operation.operationId);
  }

  resolve(node) {
    return node.$ref ? node.$ref.slice(2).split("/").reduce((found, key) => found[key], this.document) : node;
  }

  check(place, schema, value) {
    const validate = this.ajv.compile(absolute(closed(schema)));
    if (!validate(value)) assert.fail(`${place}: ${this.ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
  }
}

// Objects hold nothing that the document does not name, though callers must bear it: a field that is missing there would not be seen otherwise.
function closed(node) {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== "object") return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return copy.type === "object" && copy.properties && copy.additionalProperties === undefined ? { ...copy, additionalProperties: false } : copy;
}

function absolute(schema) {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'));
}
