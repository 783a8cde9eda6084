// Makes the page of downloads quicker: buttons for all columns, an address that follows the choice. All works without it.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  function choose(form) {
    const boxes = all("[name=columns]", form), address = form.querySelector("[data-address]");
    const chosen = form.querySelector("[data-chosen]"), bar = form.querySelector(".export-all");
    const base = new URL(address.value), prepare = document.querySelector("[data-prepare]");

    // The same address as the server makes: the usual columns stay out of it, the others stand in one parameter.
    const follow = () => {
      const given = new FormData(form), query = new URLSearchParams();
      const ticked = boxes.filter((box) => box.checked);
      const usual = !ticked.length || boxes.every((box) => box.checked === box.hasAttribute("data-usual"));
      for (const [name, value] of given)
        if (value && !["format", "in", "columns", "layout", "codes", "headings"].includes(name)) query.append(name, value);
      const whole = ticked.length === boxes.length;
      if (!usual) query.append("columns", whole ? "all" : ticked.map((box) => box.value).join(","));
      for (const name of ["layout", "codes", "headings"]) if (given.get(name)) query.append(name, given.get(name));
      const path = base.pathname.replace(/\/\w+\/practices\/export\.\w+$/, `/${given.get("in")}/practices/export.${given.get("format")}`);
      const text = query.toString().replaceAll("%2C", ",");
      address.value = base.origin + path + (text ? "?" + text : "");
      chosen.textContent = usual && !ticked.length ? all("[data-usual]", form).length : ticked.length;
      if (prepare) {
        prepare.hidden = !form.querySelector("[name=format]:checked").hasAttribute("data-prepared");
        prepare.querySelector("[name=query]").value = text;
        prepare.querySelector("[name=in]").value = given.get("in");
      }
      // Going back, or sharing the page, finds the same choice.
      query.append("format", given.get("format"));
      if (given.get("in") !== form.dataset.language) query.append("in", given.get("in"));
      if (location.pathname.endsWith("/export/")) history.replaceState(history.state, "", "?" + query.toString().replaceAll("%2C", ","));
    };
    const tick = (wanted) => () => { for (const box of boxes) box.checked = wanted(box); follow(); };
    const button = (words, wanted) => {
      const one = make("button", { type: "button", className: "button button-quiet", textContent: words });
      one.addEventListener("click", tick(wanted));
      bar.append(one);
    };
    button(bar.dataset.usual, (box) => box.hasAttribute("data-usual"));
    button(bar.dataset.all, () => true);
    button(bar.dataset.none, () => false);
    form.querySelector("[data-update]").hidden = true;
    form.addEventListener("change", follow);

    const copy = make("button", { type: "button", className: "button button-quiet", textContent: address.dataset.copy });
    const said = make("span", { className: "unseen" });
    said.setAttribute("role", "status");
    copy.addEventListener("click", async () => {
      address.select();
      try {
        await navigator.clipboard.writeText(address.value);
        copy.textContent = said.textContent = address.dataset.copied;
      } catch { /* the address is selected: the keyboard copies it */ }
    });
    address.after(copy, said);
    address.addEventListener("focus", () => address.select());
  }

  // What is being made: the page is asked again until it is ready.
  function watch(state) {
    const again = async () => {
      try {
        const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
        if (answer.status === 404) return location.reload();
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = page.getElementById("export-state");
        if (!answer.ok || !found) throw new Error();
        if (!found.hasAttribute("data-going-on")) return location.reload();
        const words = state.querySelector("[role=status]"), bar = state.querySelector("progress");
        words.textContent = found.querySelector("[role=status]").textContent;
        bar.replaceWith(found.querySelector("progress"));
      } catch { /* the connection is gone for a moment */ }
      setTimeout(again, 2000);
    };
    state.querySelector(".look-again").hidden = true;
    setTimeout(again, 2000);
  }

  all("form[data-export]").forEach(choose);
  all("[data-going-on]").forEach(watch);
})();
