// Builds elements from data. Text is always text: nothing that comes from a server becomes markup.

/** element("a", { href: "#x", class: "y" }, "text", child, null): what is null or false is left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** The little markdown that comments hold: paragraphs, lists, `code` and **bold**. */
export function prose(text) {
  if (!text) return [];
  return text.split("\n\n").flatMap((paragraph) => {
    const lines = paragraph.split("\n");
    const items = lines.filter((line) => line.startsWith("- "));
    const before = lines.filter((line) => !line.startsWith("- ")).join(" ");
    return [
      before && element("p", {}, inline(before)),
      items.length > 0 && element("ul", {}, items.map((item) => element("li", {}, inline(item.slice(2))))),
    ].filter(Boolean);
  });
}

export function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith("`")) return element("code", {}, part.slice(1, -1));
    if (part.startsWith("**")) return element("strong", {}, part.slice(2, -2));
    return part;
  });
}

/** A block of code with a button that copies it. */
export function codeBlock(text, label) {
  const code = element("code", {}, text);
  const copy = element("button", { type: "button", class: "copy", "aria-label": `Copy ${label}` }, "Copy");
  copy.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(code.textContent);
    copy.textContent = "Copied";
    setTimeout(() => (copy.textContent = "Copy"), 1500);
  });
  const block = element("div", { class: "code" }, element("pre", { tabindex: "0", "aria-label": label }, code), copy);
  return { block, show: (changed) => (code.textContent = changed) };
}
