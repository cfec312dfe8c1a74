// Ctrl+Enter (Cmd+Enter) sends a form from any of its fields; Enter alone in a field of one line does not send it half-filled.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("form[data-quick-send]");
    if (!form || event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.target.matches("input")) {
      event.preventDefault();
    }
  });
})();
