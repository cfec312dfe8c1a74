// A colleague's button writes the name into the remark, where the cursor stands. Typing @ and the name does the same.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mention]");
    if (!button) return;
    const field = document.querySelector(button.dataset.into);
    const before = field.value.slice(0, field.selectionStart);
    const gap = before && !/\s$/.test(before) ? " " : "";
    const same = [...document.querySelectorAll("[data-mention]")].filter((other) => other.textContent === button.textContent);
    const name = same.length > 1 ? "@" + button.dataset.mention : button.textContent;
    field.setRangeText(gap + name + " ", field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
})();
