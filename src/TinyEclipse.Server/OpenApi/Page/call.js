// A call as it stands in the form: its address, its fetch, and the curl that does the same.
import { tokenFor, wantsToken } from "./tokens.js";

/** Only what was filled in is sent; a list is given once for each value. */
export function addressOf(operation, values) {
  const query = new URLSearchParams();
  let path = operation.path;
  for (const { name, in: place } of operation.parameters ?? []) {
    const given = [values.get(name) ?? []].flat().filter((value) => value !== "");
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(given[0] ?? ""));
    else if (place === "query") for (const value of given) query.append(name, value);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

export function curlOf(operation, values, body) {
  const address = addressOf(operation, values);
  const method = operation.verb.toUpperCase();
  return [
    `curl ${isStream(operation) ? "-N " : ""}${method === "GET" ? "" : `-X ${method} `}${quote(location.origin + address)}`,
    (wantsToken(operation) || tokenFor(operation)) && '-H "Authorization: Bearer $TE_TOKEN"',
    ...headersOf(operation, values).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    body !== undefined && "-H 'content-type: application/json'",
    body !== undefined && `-d ${quote(body)}`,
  ].filter(Boolean).join(" \\\n  ");
}

/** Sends it. What comes is handed over piece by piece, as it comes. */
export async function send(operation, values, body, signal, onText) {
  const headers = new Headers({ accept: isStream(operation) ? "application/x-ndjson" : "application/json" });
  const token = tokenFor(operation);
  if (token) headers.set("authorization", `Bearer ${token}`);
  for (const [name, value] of headersOf(operation, values)) headers.set(name, value);
  if (body !== undefined) headers.set("content-type", "application/json");
  const response = await fetch(addressOf(operation, values), {
    method: operation.verb.toUpperCase(), headers, body, signal, credentials: "omit", cache: "no-store", redirect: "error",
  });
  onText(response, "");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader.read()) onText(response, piece.value);
  return response;
}

function headersOf(operation, values) {
  return (operation.parameters ?? []).filter(({ name, in: place }) => place === "header" && values.get(name)).map(({ name }) => [name, values.get(name)]);
}

export function isStream(operation) {
  return "application/x-ndjson" in (operation.responses["200"]?.content ?? {});
}

function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
