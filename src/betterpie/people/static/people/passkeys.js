// Shows the passkey buttons where the browser knows passkeys, and says so kindly when nothing came of one.
(() => {
  if (window.PublicKeyCredential) document.querySelectorAll("[data-passkeys]").forEach((part) => { part.hidden = false; });
  else document.querySelectorAll("[data-no-passkeys]").forEach((part) => { part.hidden = false; });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.querySelectorAll("[data-trouble]").forEach((words) => { words.hidden = false; });
  });
})();
