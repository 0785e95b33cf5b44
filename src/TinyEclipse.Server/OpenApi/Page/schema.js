// Shows what JSON looks like: the fields of an object, with what lies in them behind a fold that opens on demand.
import { element, inline, prose } from "./dom.js";

/** "list of CartItem", "text (date-time)": a schema in a few words. */
export function typeOf(api, schema) {
  const name = api.nameOf(schema);
  if (name) return name;
  if (schema.type === "array") return `list of ${typeOf(api, schema.items)}`;
  if (schema.additionalProperties?.type || schema.additionalProperties?.$ref) return `map of ${typeOf(api, schema.additionalProperties)}`;
  const type = [schema.type ?? "any"].flat().join(" or ");
  const detail = schema.contentEncoding ?? schema.format;
  return detail ? `${type} (${detail})` : type;
}

/** A schema's fields; for an enum its values. In an answer most fields are always there, so those that may be missing are marked instead. */
export function schemaView(api, schema, isAnswer = false) {
  const resolved = api.resolve(schema);
  if (resolved.enum) return enumView(resolved);
  if (resolved.type === "array") return schemaView(api, resolved.items, isAnswer);
  const fields = Object.entries(resolved.properties ?? {}).filter(([, field]) => !(isAnswer && field.writeOnly));
  if (fields.length === 0) return element("p", { class: "none" }, resolved.type === "object" ? "An object without fields of its own." : typeOf(api, schema));
  const required = new Set(resolved.required);
  return element("ul", { class: "fields" }, fields.map(([name, field]) => {
    const mark = isAnswer ? !required.has(name) && "may be missing" : required.has(name) && "required";
    return fieldView(api, name, field, { mark, isAnswer });
  }));
}

/** One field or parameter: name, type, a mark such as "required", what it means, what lies within. */
export function fieldView(api, name, schema, { mark, isAnswer = false, description = schema.description }) {
  return element(
    "li",
    {},
    element("code", { class: "name" }, name),
    " ",
    element("span", { class: "type" }, typeOf(api, schema)),
    mark && element("span", { class: isAnswer ? "optional" : "required" }, mark),
    schema.deprecated && element("span", { class: "required" }, "deprecated"),
    description && element("div", { class: "meaning" }, inline(description)),
    within(api, schema, isAnswer),
  );
}

function enumView(schema) {
  const meanings = schema["x-enum-descriptions"] ?? {};
  return element("ul", { class: "fields" }, schema.enum.map((value) =>
    element("li", {}, element("code", { class: "name" }, value), meanings[value] && element("div", { class: "meaning" }, prose(meanings[value])))));
}

// Folded, and drawn when it is opened: a message may hold itself.
function within(api, schema, isAnswer) {
  const inner = schema.items ?? (typeof schema.additionalProperties === "object" ? schema.additionalProperties : schema);
  const resolved = api.resolve(inner);
  if (!resolved.enum && !resolved.properties) return null;
  const fold = element("details", { class: "within" }, element("summary", {}, resolved.enum ? "values" : `fields of ${api.nameOf(inner) ?? "it"}`));
  fold.addEventListener("toggle", () => fold.childElementCount === 1 && fold.append(schemaView(api, inner, isAnswer)));
  return fold;
}
