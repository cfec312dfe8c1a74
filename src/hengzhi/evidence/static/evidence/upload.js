// Files are sent one after another with their progress; without this script the form sends them all at once.
(() => {
  "use strict";
  const form = () => document.querySelector("form[data-upload]");
  const says = (name) => form().querySelector(`[data-says=${name}]`).textContent;
  const MEGABYTE = 1024 * 1024;
  let busy = false;

  const row = (file) => {
    const made = form().querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    made.querySelector("b").textContent = file.name;
    made.querySelector("[role=status]").textContent = says("waiting");
    form().append(made);
    return made;
  };

  const send = (file, shown) => new Promise((done) => {
    const request = new XMLHttpRequest();
    const fields = new FormData();
    fields.append("files", file);
    request.open("POST", form().action);
    request.setRequestHeader("X-CSRFToken", form().querySelector("[name=csrfmiddlewaretoken]").value);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      const percent = event.lengthComputable ? Math.round((100 * event.loaded) / event.total) : 0;
      shown.querySelector("progress").value = percent;
      shown.querySelector("[role=status]").textContent = percent < 100 ? `${percent}%` : says("checking");
    });
    request.addEventListener("loadend", () => done([200, 422].includes(request.status) ? request.responseText : ""));
    request.send(fields);
  });

  const parsed = (page) => new DOMParser().parseFromString(page, "text/html").querySelector("#evidence");
  const reasons = (panel) => [...panel.querySelectorAll("[data-log] p")].map((line) => line.textContent);

  // The last answer shows all that was kept; what was refused on the way is said above it.
  const show = (panel, refused) => {
    const note = form().querySelector("template[data-note]").content.firstElementChild.cloneNode(true);
    for (const reason of refused) note.appendChild(document.createElement("p")).textContent = reason;
    if (panel) {
      document.querySelector("#evidence").replaceWith(document.importNode(panel, true));
      window.htmx.process(document.querySelector("#evidence"));
      window.htmx.trigger(document.body, "evidence-changed");
    } else form().querySelectorAll(".sending").forEach((line) => line.remove());
    const log = document.querySelector("#evidence [data-log]");
    log.replaceChildren(...(refused.length ? [note] : []));
    (refused.length ? note : document.querySelector("#evidence-files")).focus();
  };

  const sendAll = async (files) => {
    if (busy || !files.length) return;
    busy = true;
    const limit = Number(form().dataset.limit) * MEGABYTE;
    const refused = files.filter((file) => file.size > limit).map((file) => `${file.name} ${says("large")}`);
    const lines = files.filter((file) => file.size <= limit).map((file) => [file, row(file)]);
    let panel = null;
    for (const [file, shown] of lines) {
      const answer = await send(file, shown);
      const got = answer && parsed(answer);
      if (got) panel = got;
      refused.push(...(got ? reasons(got) : [`${file.name} ${says("failed")}`]));
      if (got) shown.remove();
    }
    busy = false;
    show(panel, refused);
  };

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-upload]")) return;
    const files = [...event.target.querySelector("[type=file]").files];
    if (!files.length) return;
    event.preventDefault();
    sendAll(files);
  });

  const over = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files") && form();
  document.addEventListener("dragover", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    form().classList.toggle("over", form().contains(event.target));
  });
  document.addEventListener("dragleave", (event) => {
    if (form() && !event.relatedTarget) form().classList.remove("over");
  });
  // A file dropped beside the place must not replace the page.
  document.addEventListener("drop", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    form().classList.remove("over");
    if (form().contains(event.target)) sendAll([...event.dataTransfer.files]);
  });
})();
