// Narrows the page to the methods that hold every word that was typed.

/** Each entry: the words to look through, and the elements that stand or fall with it. */
export function wireSearch(input, entries, announce) {
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { text, elements } of entries) {
      const matches = words.every((word) => text.includes(word));
      if (matches) found++;
      for (const element of elements) element.hidden = !matches;
    }
    for (const group of document.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-method]:not([hidden])");
    document.body.classList.toggle("searching", words.length > 0);
    announce(words.length > 0 ? `${found} ${found === 1 ? "method" : "methods"}` : "");
  };
  input.addEventListener("input", apply);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      input.value = "";
      apply();
    }
    if (event.key === "Enter") document.querySelector("nav [data-method]:not([hidden]) a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    input.focus();
  });
}
