// One method: what it does, what it takes, what it answers, and a way to try it.
import { codeBlock, element, inline, prose } from "./dom.js";
import { fieldView, schemaView, typeOf } from "./schema.js";
import { trialView } from "./trial.js";

/** "ListSites" is "List sites". */
export function titleOf({ operationId }) {
  const words = operationId.split(".").at(-1).replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();
  return words[0].toUpperCase() + words.slice(1);
}

export function operationView(api, operation) {
  const { operationId, verb, path, summary, description, deprecated } = operation;
  return element(
    "article",
    { id: operationId, "aria-labelledby": `${operationId}-title` },
    element("h3", { id: `${operationId}-title` }, titleOf(operation), element("a", { class: "anchor", href: `#${operationId}`, "aria-label": `Link to ${titleOf(operation)}` }, "#")),
    element("p", { class: "route" }, element("span", { class: `verb ${verb}` }, verb.toUpperCase()), " ", element("code", {}, breakable(path))),
    deprecated && element("p", { class: "required" }, "Deprecated"),
    summary !== titleOf(operation) && prose(`${summary}.`),
    prose(description),
    parameters(api, operation),
    body(api, operation),
    element("h4", {}, "Answers"),
    Object.entries(operation.responses).map(([status, answer]) => answerView(api, status, api.resolve(answer))),
    trialView(api, operation),
  );
}

const places = { path: "In the path. ", header: "A header. " };

function parameters(api, operation) {
  const views = (operation.parameters ?? []).map((parameter) =>
    fieldView(api, parameter.name, parameter.schema, {
      mark: parameter.required && "required",
      description: `${places[parameter.in] ?? ""}${parameter.description ?? ""}`,
    }));
  return views.length > 0 && [element("h4", {}, "Parameters"), element("ul", { class: "fields" }, views)];
}

function body(api, operation) {
  const content = operation.requestBody?.content ?? {};
  return Object.entries(content).map(([type, { schema }]) => [
    element("h4", {}, "Body ", element("span", { class: "type" }, type)),
    prose(operation.requestBody.description),
    schema && schemaView(api, schema),
  ]);
}

function answerView(api, status, answer) {
  const types = Object.keys(answer.content ?? {});
  const { schema, examples } = answer.content?.[types[0]] ?? {};
  const first = (answer.description ?? "").split("\n")[0].replace(/^- /, "");
  return element(
    "details",
    { class: "answer" },
    element("summary", {}, element("span", { class: status.startsWith("2") ? "good" : "failed" }, status), " ", inline(first)),
    answer.description.includes("\n") && prose(answer.description),
    types.length > 0 && element("p", { class: "type" }, `${types.join(", ")}${schema ? `: ${typeOf(api, schema)}` : ""}`),
    examples ? Object.values(examples).map(({ value }) => codeBlock(JSON.stringify(value, null, 2), "example").block) : schema && schemaView(api, schema, true),
  );
}

// A long path may break behind each slash.
function breakable(path) {
  return path.split(/(?<=\/)/).flatMap((part, index) => (index > 0 ? [element("wbr"), part] : [part]));
}
