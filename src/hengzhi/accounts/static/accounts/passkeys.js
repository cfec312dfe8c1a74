// Passkeys: asks the site what to ask the browser, and sends its answer with the form. Buttons with data-passkey show only
// where the browser can do it: data-passkey is the address that says what to ask, data-field the field for the answer.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((entry) => ({ ...entry, id: bytes(entry.id) }));

  const question = async (address, token) => {
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const { publicKey } = await answer.json();
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    if (publicKey.excludeCredentials) publicKey.excludeCredentials = named(publicKey.excludeCredentials);
    if (publicKey.allowCredentials) publicKey.allowCredentials = named(publicKey.allowCredentials);
    return publicKey;
  };

  const written = (credential) => {
    const { response } = credential;
    const parts = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) parts[name] = text(response[name]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts });
  };

  const ask = async (button) => {
    const form = button.form;
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const publicKey = await question(button.dataset.passkey, token);
    const credential = publicKey.user ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
    form.querySelector(`[name=${button.dataset.field}]`).value = written(credential);
    form.noValidate = true;
    form.submit();
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-passkey]");
    if (!button) return;
    const failed = document.getElementById("passkey-failed");
    failed.hidden = true;
    button.disabled = true;
    try {
      await ask(button);
    } catch (error) {
      button.disabled = false;
      failed.hidden = false;
      failed.focus();
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-passkey]").forEach((button) => { button.hidden = false; });
    document.querySelectorAll("[data-no-passkey]").forEach((words) => { words.hidden = true; });
  });
})();
