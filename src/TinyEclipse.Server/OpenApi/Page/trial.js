// "Try it": a form for the parameters and the body, the curl that does the same, and the answer.
import { codeBlock, element } from "./dom.js";
import { curlOf, isStream, send } from "./call.js";
import { sampleOf } from "./sample.js";
import { tokenFor, wantsToken } from "./tokens.js";

/** Drawn when it is opened first. */
export function trialView(api, operation) {
  const fold = element("details", { class: "trial" }, element("summary", {}, "Try it"));
  fold.addEventListener("toggle", () => fold.childElementCount === 1 && fold.append(trialForm(api, operation)));
  return fold;
}

function trialForm(api, operation) {
  const fields = (operation.parameters ?? []).map((parameter) => [parameter.name, parameterInput(api, operation, parameter)]);
  const body = bodyInput(api, operation);
  const curl = codeBlock("", "curl command");
  const submit = element("button", { class: "send" }, "Send");
  const stop = element("button", { type: "button", hidden: true }, "Stop");
  const outcome = element("div", { class: "outcome", "aria-live": "polite" });
  const form = element(
    "form",
    { autocomplete: "off", novalidate: true },
    fields.map(([name, input]) => row(name, input)),
    body && row("body", body),
    curl.block,
    element("p", { class: "buttons" }, submit, stop),
    outcome,
  );
  const values = () => new Map(fields.map(([name, input]) => [name, valueOf(input)]));
  const refresh = () => curl.show(curlOf(operation, values(), body?.value));
  form.addEventListener("input", refresh);
  refresh();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const missing = fields.map(([, input]) => input).find((input) => input.required && !input.value);
    if (missing) return complain(outcome, missing, `Give ${missing.name} first.`);
    if (wantsToken(operation) && !tokenFor(operation)) return askForToken(operation, outcome);
    const abort = new AbortController();
    stop.onclick = () => abort.abort();
    [submit.disabled, stop.hidden] = [true, !isStream(operation)];
    await show(outcome, (onText) => send(operation, values(), body?.value, abort.signal, onText));
    [submit.disabled, stop.hidden] = [false, true];
  });
  return form;
}

async function show(outcome, call) {
  const begun = performance.now();
  const answer = codeBlock("", "answer");
  const status = element("p", { class: "status" }, "Waiting…");
  outcome.replaceChildren(status, answer.block);
  let text = "";
  const onText = (response, piece) => {
    text += piece;
    status.textContent = `${response.status} ${response.statusText} after ${Math.round(performance.now() - begun)} ms`;
    status.classList.toggle("failed", !response.ok);
    answer.show(readable(text));
  };
  try {
    await call(onText);
  } catch (error) {
    status.textContent += error.name === "AbortError" ? ", stopped" : ` No answer: ${error.message}`;
  }
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // a stream, or no JSON
  }
}

function parameterInput(api, operation, { name, required, schema }) {
  const attributes = { id: `${operation.operationId}-${name}`, name, required, spellcheck: "false" };
  const inner = api.resolve(schema.items ?? schema);
  if (!inner.enum) return element("input", { ...attributes, type: "text", placeholder: inner.format });
  const options = inner.enum.filter((value) => !value.endsWith("_UNSPECIFIED")).map((value) => element("option", {}, value));
  return schema.type === "array"
    ? element("select", { ...attributes, multiple: true, size: Math.min(6, options.length) }, options)
    : element("select", attributes, element("option", { value: "" }, ""), options);
}

function bodyInput(api, operation) {
  const schema = operation.requestBody?.content["application/json"]?.schema;
  if (!schema) return null;
  const input = element("textarea", { id: `${operation.operationId}-body`, name: "body", rows: "8", spellcheck: "false" });
  input.value = JSON.stringify(sampleOf(api, schema), null, 2);
  return input;
}

function row(name, input) {
  return element("div", { class: "row" }, element("label", { for: input.id }, name, input.required && element("span", { class: "required" }, "required")), input);
}

function valueOf(input) {
  return input.multiple ? [...input.selectedOptions].map((option) => option.value) : input.value.trim();
}

function complain(outcome, input, sentence) {
  outcome.replaceChildren(element("p", { class: "status failed" }, sentence));
  input.focus();
}

function askForToken(operation, outcome) {
  document.getElementById("tokens").open = true;
  complain(outcome, document.getElementById(`token-${Object.keys(operation.security[0])[0]}`), "Give a token first, at the top of the page.");
}
