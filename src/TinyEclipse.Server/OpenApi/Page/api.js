// Reads the OpenAPI document: its operations in order, and what its references point at.

const verbs = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];

export class Api {
  constructor(document) {
    this.document = document;
  }

  static async load() {
    const response = await fetch("/openapi.json");
    if (!response.ok) throw new Error(`/openapi.json answers ${response.status}`);
    return new Api(await response.json());
  }

  get info() {
    return this.document.info;
  }

  get securitySchemes() {
    return this.document.components.securitySchemes ?? {};
  }

  /** What a $ref points at, with what stands beside it. Anything else is itself. */
  resolve(node) {
    if (!node?.$ref) return node;
    const { $ref, ...beside } = node;
    const target = $ref.slice(2).split("/").reduce((found, key) => found[key], this.document);
    return { ...this.resolve(target), ...beside };
  }

  /** The last word of a $ref: what it is called. */
  nameOf(node) {
    return node?.$ref?.split("/").at(-1);
  }

  /** The tags, each with its operations, in the document's order. */
  get groups() {
    const operations = Object.entries(this.document.paths).flatMap(([path, entry]) =>
      verbs.filter((verb) => entry[verb]).map((verb) => ({ verb, path, ...entry[verb] })),
    );
    return this.document.tags.map((tag) => ({ ...tag, operations: operations.filter((operation) => operation.tags.includes(tag.name)) }));
  }
}
