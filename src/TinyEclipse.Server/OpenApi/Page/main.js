// Draws the page from /openapi.json.
import { Api } from "./api.js";
import { element, prose } from "./dom.js";
import { operationView, titleOf } from "./operation.js";
import { wireSearch } from "./search.js";
import { drawTokens } from "./tokens.js";

const [content, navigation, menu, tokens, announcement] = ["content", "navigation", "menu", "tokens", "announcement"].map((id) => document.getElementById(id));

function draw(api) {
  const entries = [];
  const groups = api.groups.map((group) => drawGroup(api, group, entries));
  content.replaceChildren(
    element("section", { class: "introduction" }, element("h1", {}, `${api.info.title} API `, element("small", {}, api.info.version)), prose(api.info.description),
      element("p", {}, element("a", { href: "/openapi.json" }, "openapi.json"), ", for code generators and other tools.")),
    ...groups.map(({ section }) => section),
  );
  navigation.replaceChildren(...groups.map(({ list }) => list));
  drawTokens(api, document.getElementById("token-form"), () => tokens.classList.toggle("given", [...tokens.querySelectorAll("input")].some((input) => input.value)));
  wireSearch(document.getElementById("search"), entries, (text) => (announcement.textContent = text));
  followReading(content.querySelectorAll("article"));
}

function drawGroup(api, group, entries) {
  const links = [];
  const articles = group.operations.map((operation) => {
    const article = operationView(api, operation);
    const link = element("li", { "data-method": true }, element("a", { href: `#${operation.operationId}` },
      element("span", { class: `verb ${operation.verb}` }, operation.verb.toUpperCase()), element("span", {}, titleOf(operation))));
    article.dataset.method = "";
    links.push(link);
    entries.push({ text: [group.name, operation.operationId, operation.path, operation.summary, operation.description].join(" ").toLowerCase(), elements: [article, link] });
    return article;
  });
  return {
    section: element("section", { "data-group": true }, element("h2", {}, group.name), prose(group.description), articles),
    list: element("div", { "data-group": true }, element("h2", {}, group.name), element("ul", {}, links)),
  };
}

// The method that is being read is marked in the menu.
function followReading(articles) {
  const observer = new IntersectionObserver((seen) => {
    const id = seen.find((entry) => entry.isIntersecting)?.target.id;
    if (!id) return;
    navigation.querySelector("[aria-current]")?.removeAttribute("aria-current");
    navigation.querySelector(`a[href="#${id}"]`)?.setAttribute("aria-current", "true");
  }, { rootMargin: "-15% 0px -75% 0px" });
  for (const article of articles) observer.observe(article);
}

function openMenu(isOpen) {
  menu.setAttribute("aria-expanded", String(isOpen));
  document.body.classList.toggle("menu-open", isOpen);
}

menu.addEventListener("click", () => openMenu(menu.getAttribute("aria-expanded") !== "true"));
navigation.addEventListener("click", (event) => event.target.closest("a") && openMenu(false));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenu(false);
  tokens.open = false;
});

try {
  draw(await Api.load());
  // The place that the address names exists only now.
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
} catch (error) {
  content.replaceChildren(element("p", { role: "alert" }, `The description could not be read: ${error.message}`));
}
