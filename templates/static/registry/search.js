// Makes the search quicker: suggestions while typing, and boxes that filter long lists. All works without it.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

  // A combobox with a list box, as the ARIA practices describe it.
  function suggest(input) {
    const box = make("div", { className: "suggestions" });
    const said = make("p", { className: "unseen", role: "status" });
    let timer, request, options = [], active = -1;

    const mark = (place) => {
      active = place;
      options.forEach((option, number) => option.setAttribute("aria-selected", number === place));
      options[place]?.scrollIntoView({ block: "nearest" });
      if (options[place]) input.setAttribute("aria-activedescendant", options[place].id);
      else input.removeAttribute("aria-activedescendant");
    };
    const show = (html) => {
      box.innerHTML = html;
      options = all("[role=option]", box);
      box.hidden = !options.length;
      input.setAttribute("aria-expanded", !box.hidden);
      said.textContent = box.hidden ? "" : box.querySelector("ul").dataset.said;
      mark(-1);
    };
    const stop = () => { clearTimeout(timer); request?.abort(); };
    const close = () => { stop(); show(""); };
    const ask = async () => {
      request = new AbortController();
      const address = input.dataset.suggestions + "?" + new URLSearchParams(new FormData(input.form));
      try {
        const answer = await fetch(address, { signal: request.signal });
        if (answer.ok) show(await answer.text());
      } catch { /* a newer request took its place, or the connection is gone: the form works without */ }
    };
    const follow = (option) => { if (option) location.assign(option.dataset.address); };

    input.after(box, said);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", "suggestions");
    show("");
    input.addEventListener("input", () => {
      stop();
      if (input.value.trim().length < 2) close();
      else timer = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || box.hidden) return;
      const last = options.length - 1, moves = {
        ArrowDown: active === last ? -1 : active + 1,
        ArrowUp: active < 0 ? last : active - 1,
        ...(active < 0 ? {} : { Home: 0, End: last }), // with no option marked they move the caret
      };
      if (event.key in moves) mark(moves[event.key]);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) follow(options[active]);
      else return;
      event.preventDefault();
    });
    box.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    box.addEventListener("click", (event) => follow(event.target.closest("[role=option]")));
    input.addEventListener("blur", close);
    input.form.addEventListener("submit", close);
  }

  // A box that filters a long list. What was typed outlives the exchange of the list.
  const typed = new Map();
  function filterList(group) {
    const id = "find-" + group.parentElement.id;
    const input = make("input", { type: "text", className: "facet-filter", id, value: typed.get(id) || "", autocomplete: "off", placeholder: group.dataset.hint });
    const none = make("p", { className: "facet-hint", role: "status" });
    const entries = all("li", group).map((item) => [item, fold(item.querySelector("bdi").textContent)]);
    const inner = all("details", group);
    let before = null; // which disclosures were open

    const apply = () => {
      const wanted = fold(input.value);
      typed.set(id, input.value);
      if (wanted) before ??= inner.map((one) => one.open);
      else if (before) before = inner.forEach((one, place) => { one.open = before[place]; }) ?? null;
      const found = entries.filter(([, name]) => name.includes(wanted));
      entries.forEach(([item]) => { item.hidden = Boolean(wanted); });
      if (wanted) for (const [item] of found)
        for (let up = item; up !== group; up = up.parentElement) {
          up.hidden = false;
          if (up.tagName === "DETAILS") up.open = true;
        }
      none.textContent = found.length ? "" : group.dataset.none;
    };
    input.setAttribute("aria-label", group.dataset.filter);
    input.addEventListener("input", apply);
    input.addEventListener("change", (event) => event.stopPropagation()); // nothing was chosen
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    group.prepend(input, none);
    if (input.value) apply();
  }

  const filterLists = () => all("[data-filter]").forEach(filterList);
  all("[data-suggestions]").forEach(suggest);
  filterLists();
  document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "found-now") filterLists(); });
})();
