// Around what htmx exchanges on the search page: disclosures stay as they were, the focus is kept, trouble is told.
(() => {
  "use strict";
  const form = document.getElementById("search");
  if (!form || !window.htmx) return;
  const $ = (selector) => document.querySelector(selector);
  const details = () => [...document.querySelectorAll("#found details[id]")];
  const wide = matchMedia("(min-width: 60rem)");
  const trouble = $("#trouble");
  let open = new Map(), focused = [], applied = false, slow;

  const say = (text) => { clearTimeout(slow); trouble.textContent = text; };
  const names = (one) => [
    one.id && "#" + CSS.escape(one.id),
    one.name && `#found [name="${CSS.escape(one.name)}"][value="${CSS.escape(one.value)}"]`,
    one.closest(".facet") && `#${CSS.escape(one.closest(".facet").id)} > summary`,
  ];
  // Focus what stands where the focus was; open what hides it.
  const focus = (selector) => {
    const one = selector && $(selector);
    if (!one) return false;
    for (let up = one.parentElement.closest("details:not(#filters)"); up; up = up.parentElement.closest("details:not(#filters)"))
      if (one.parentElement !== up) up.open = true;
    one.focus({ preventScroll: true });
    if (document.activeElement !== one) return false;
    const box = one.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) one.scrollIntoView({ block: "center" });
    return true;
  };

  document.documentElement.classList.add("scripted");
  if (wide.matches) $("#filters").open = true;
  else document.querySelectorAll("[data-unasked]").forEach((one) => { one.open = false; });

  // Years are sent by their button or Enter: an exchange while somebody still types would lose what was typed.
  form.addEventListener("change", (event) => { if (event.target.closest(".years")) event.stopPropagation(); }, true);
  form.addEventListener("submit", (event) => {
    applied = Boolean(event.submitter?.closest(".apply"));
    if (matchMedia("(pointer: coarse)").matches) document.activeElement.blur(); // puts the keyboard away
  });
  form.addEventListener("htmx:beforeRequest", () => {
    say("");
    slow = setTimeout(() => say(trouble.dataset.slow), 4000);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"])
    form.addEventListener(name, () => say(trouble.dataset.failed));
  form.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    say(status === 503 ? trouble.dataset.busy : status === 400 ? trouble.dataset.long : trouble.dataset.failed);
  });

  // The same page in other languages is now another one.
  document.addEventListener("htmx:pushedIntoHistory", () => {
    for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
  });
  form.addEventListener("htmx:beforeSwap", () => {
    open = new Map(details().map((one) => [one.id, one.open]));
    focused = document.activeElement === document.body ? [] : names(document.activeElement);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "found-now") return;
    say("");
    for (const one of details()) if (open.has(one.id)) one.open = open.get(one.id);
    if ($("#problems .problems")) $("#problems").scrollIntoView({ block: "center" });
    else if (applied) {
      $("#filters").open = wide.matches;
      $("#results").focus();
      $("#results").scrollIntoView();
    } else if (document.activeElement === document.body && focused.length && !focused.some(focus))
      $("#results").focus({ preventScroll: true });
    applied = false;
  });
})();
