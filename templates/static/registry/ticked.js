// Practices ticked on several pages of results are kept while the window is open. Without script, those of one page are sent.
(() => {
  "use strict";
  const form = document.getElementById("ticked"), bar = document.getElementById("ticked-bar");
  if (!form || !bar) return;
  const KEY = "ticked", MOST = Number(bar.dataset.most), count = bar.querySelector("[data-count]");
  const full = bar.querySelector("[data-full]");
  let codes = [];
  try { codes = JSON.parse(sessionStorage.getItem(KEY) || "[]").filter((code) => /^[\w-]{1,20}$/.test(code)); } catch { /* forbidden, or not ours */ }

  const boxes = () => [...document.querySelectorAll("input[name=code][form=ticked]")];
  const show = () => {
    for (const box of boxes()) box.checked = codes.includes(box.value);
    count.textContent = codes.length;
    full.hidden = codes.length < MOST;
    bar.hidden = !codes.length;
    try { sessionStorage.setItem(KEY, JSON.stringify(codes)); } catch { /* kept for this page alone */ }
  };

  document.documentElement.classList.add("ticking");
  // Ticking is no change of the search: what exchanges the results must not hear of it.
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.matches?.("input[name=code][form=ticked]")) return;
    event.stopPropagation();
    codes = codes.filter((code) => code !== box.value);
    if (box.checked && codes.length < MOST) codes.push(box.value);
    show();
  }, true);
  // Sent is what is kept, in the order of ticking, whatever page stands below.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams(codes.map((code) => ["code", code]));
    location.assign(form.action + "?" + query);
  });
  bar.querySelector("[data-clear]").addEventListener("click", () => {
    codes = [];
    show();
    document.getElementById("results")?.focus();
  });
  document.addEventListener("htmx:afterSwap", show);
  window.addEventListener("pageshow", show); // going back, a browser restores boxes in its own way
  show();
})();
