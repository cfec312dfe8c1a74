// What pages do beyond HTML: keys in lists, short addresses, copying, figures on hover. Everything works without it.
(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]");

  // j and k walk through the lines of a list, Enter opens one as any link, / goes to the search.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (event.key === "/") {
      const search = find("main [role=search] :is([name=q], [type=search])") || find("#id_q") || find("#search");
      if (!search) return;
      event.preventDefault();
      search.focus();
    } else if (event.key === "j" || event.key === "k") {
      const lines = all("[data-line]");
      const at = lines.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
      const line = lines[Math.max(0, Math.min(at, lines.length - 1))];
      if (line) line.focus();
    }
  });

  // The box at the head of a list chooses all lines of the page.
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-choose-all]");
    if (box) box.closest("table").querySelectorAll("td.choose input").forEach((each) => { each.checked = box.checked; });
  });

  // Empty filters stay out of the address.
  document.addEventListener("submit", (event) => {
    if (event.target.method === "get") event.target.addEventListener("formdata", (sent) => dropEmpty(sent.formData), { once: true });
  });
  const dropEmpty = (entries) => [...entries.keys()].forEach((name) => entries.get(name) === "" && entries.delete(name));
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb === "get") dropEmpty(event.detail.formData);
  });

  // Who leaves a form with words typed and not sent is asked first; nothing typed is kept in the browser.
  const unsent = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    const counts = form && form.method === "post" && form.querySelector("textarea");
    if (counts && event.target.matches("textarea, input:not([type=checkbox], [type=radio])")) unsent.add(form);
  });
  document.addEventListener("submit", (event) => unsent.delete(event.target));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) unsent.delete(event.detail.elt.closest("form"));
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...unsent].some((form) => form.isConnected)) event.preventDefault();
  });

  // A replaced part keeps the reader's place; a request that failed says so.
  document.addEventListener("htmx:afterSettle", (event) => {
    const shown = find("#" + CSS.escape(event.detail.target.id) + " [data-focus]");
    if (shown) shown.focus();
  });
  const sayFailed = () => {
    const words = find("#failed-words");
    if (!words || find("main > .note.failed")) return;
    const note = words.content.firstElementChild.cloneNode(true);
    find("main").prepend(note);
    note.focus();
  };
  document.addEventListener("htmx:responseError", sayFailed);
  document.addEventListener("htmx:sendError", sayFailed);

  // Buttons that need a script appear only when it runs. Where the clipboard is shut, the text is selected instead.
  document.documentElement.classList.add("js");
  const copy = async (button) => {
    const source = find(button.dataset.copy);
    if (!navigator.clipboard) return getSelection().selectAllChildren(source);
    await navigator.clipboard.writeText(source.textContent.trim());
    find(button.dataset.done).hidden = false;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print], [data-copy]");
    if (button) button.dataset.copy ? copy(button) : window.print();
  });

  // A folded part of the menu closes on a click elsewhere and on Escape.
  const close = (but) => all("[data-closes][open]").forEach((part) => part !== but && (part.open = false));
  document.addEventListener("click", (event) => close(event.target.closest("[data-closes]")));
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());

  // A figure shows its origin on hover; without popovers in the browser it leads to its page.
  const popovers = "popover" in HTMLElement.prototype;
  document.addEventListener("click", (event) => {
    const figure = !popovers && event.target.closest(".figure[data-href]");
    if (figure && figure.dataset.href) window.location = figure.dataset.href;
  });
  if (!popovers) return;
  let waiting = 0;
  document.addEventListener("pointerover", (event) => {
    const figure = event.pointerType === "mouse" && event.target.closest(".figure");
    clearTimeout(waiting);
    if (figure) waiting = setTimeout(() => find("#" + CSS.escape(figure.getAttribute("popovertarget"))).showPopover({ source: figure }), 350);
  });
})();
