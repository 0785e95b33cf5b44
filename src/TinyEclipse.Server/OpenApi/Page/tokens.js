// The tokens to call with. They live in this module while the page is open, and nowhere else: no storage, no cookie, no address.
import { element, inline } from "./dom.js";

const tokens = new Map();

/** A field for each way to sign in that the document knows. */
export function drawTokens(api, form, onChange) {
  form.replaceChildren(
    ...Object.entries(api.securitySchemes).map(([name, scheme]) => {
      const input = element("input", { id: `token-${name}`, type: "password", autocomplete: "off", spellcheck: "false", "aria-describedby": `about-${name}` });
      input.addEventListener("input", () => {
        tokens.set(name, input.value.trim());
        onChange();
      });
      return element("div", {}, element("label", { for: input.id }, name), input, element("p", { id: `about-${name}` }, inline(scheme.description ?? "")));
    }),
    element("p", { class: "promise" }, "Kept in this tab's memory until you leave the page."),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
}

/** The token that opens an operation, or nothing. */
export function tokenFor(operation) {
  return (operation.security ?? []).flatMap(Object.keys).map((name) => tokens.get(name)).find(Boolean);
}

/** Whether an operation is refused without a token; `{}` among its ways to sign in says that none is needed. */
export function wantsToken(operation) {
  const ways = operation.security ?? [];
  return ways.length > 0 && ways.every((way) => Object.keys(way).length > 0);
}
