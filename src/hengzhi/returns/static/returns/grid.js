// Filling in a return: a pasted block goes down and across the cells, Enter and the arrows go up and down, and what was typed
// last is kept when the page is left.
(() => {
  "use strict";
  const form = document.getElementById("grid");
  if (!form) return;
  const cells = () => [...form.querySelectorAll("[data-cell]")];
  const note = (cell) => form.elements[cell.name.replace(/^value_/, "note_")];
  const mark = (cell) => form.elements[cell.name.replace(/^value_/, "na_")];
  const absent = /^(不适用|n\/a)$/i;

  const write = (cell, text) => {
    const value = text.trim();
    const box = mark(cell);
    if (box) box.checked = absent.test(value);
    cell.value = box && box.checked ? "" : value;
  };

  // The first column of a block fills the values; a second one, the explanations beside them.
  form.addEventListener("paste", (event) => {
    const start = event.target.closest("[data-cell]");
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!start || start.tagName === "TEXTAREA" || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    const below = cells().slice(cells().indexOf(start));
    text.split("\n").slice(0, below.length).forEach((line, at) => {
      const [value, said] = line.split("\t");
      write(below[at], value);
      if (said !== undefined) note(below[at]).value = said.trim();
    });
    start.dispatchEvent(new Event("input", { bubbles: true }));
  });

  form.addEventListener("keydown", (event) => {
    const cell = event.target.closest("input[data-cell]");
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!cell || !step || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = cells()[cells().indexOf(cell) + step];
    event.preventDefault();
    if (next) next.focus();
    if (next && next.select) next.select();
  });

  // Handing in and keeping by hand leave the page; only the keeping in between goes on behind it.
  form.addEventListener("htmx:confirm", (event) => {
    const trigger = event.detail.triggeringEvent;
    if (trigger && trigger.type === "submit") event.preventDefault();
  });

  // The page keeps what is typed a moment after the last key. Who leaves before that has it kept on the way out.
  let typed = 0, sent = 0, kept = 0;
  form.addEventListener("input", () => { typed += 1; });
  form.addEventListener("htmx:beforeRequest", () => { sent = typed; });
  form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) kept = sent; });
  form.addEventListener("submit", (event) => {
    if (!event.submitter || !event.submitter.hasAttribute("formaction")) kept = typed;
  });

  const keepTheRest = () => {
    if (kept === typed) return;
    const [body, before] = [new URLSearchParams(new FormData(form)), kept];
    kept = typed;
    fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true })
      .then((answer) => { if (!answer.ok) kept = before; })
      .catch(() => { kept = before; });
  };
  addEventListener("pagehide", keepTheRest);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keepTheRest(); });
})();
