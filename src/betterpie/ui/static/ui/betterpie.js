// What plain HTML cannot do yet: put a message away, share, copy, open a dialog in browsers without command buttons. Every page works without it.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  if (!navigator.share) root.classList.add("no-share");

  const say = (button, words) => {
    const place = button.querySelector("[data-words]") || button;
    const before = place.textContent;
    place.textContent = words;
    setTimeout(() => { place.textContent = before; }, 2500);
  };

  const copy = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = document.getElementById(button.dataset.from || "");
      if (!field) return;
      field.select();
      document.execCommand("copy");
    }
    say(button, button.dataset.done);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const toast = button.matches("[data-away]") && button.closest(".toast");
    if (toast) {
      toast.remove();
      document.getElementById("main")?.focus({ preventScroll: true });
    } else if (button.dataset.copy) {
      copy(button.dataset.copy, button);
    } else if (button.dataset.share) {
      navigator.share?.({ title: button.dataset.title || document.title, text: button.dataset.text || "", url: button.dataset.share }).catch(() => {});
    } else if (button.matches("[data-print]")) {
      window.print();
    } else if (!("commandForElement" in button) && button.hasAttribute("commandfor")) {
      const dialog = document.getElementById(button.getAttribute("commandfor"));
      if (button.getAttribute("command") === "close") dialog?.close();
      else dialog?.showModal();
    }
  });

  // A form that is sent twice by an impatient thumb is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || form.hasAttribute("hx-get")) return;
    if (form.dataset.sent && !event.defaultPrevented) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });

  // Words of thanks leave by themselves; troubles stay until they are put away.
  const fade = (toast) => setTimeout(() => { if (!toast.matches(":hover, :focus-within")) toast.remove(); }, 9000);
  const toasts = document.getElementById("toasts");
  const mild = ".toast.success, .toast.info";
  toasts?.querySelectorAll(mild).forEach(fade);
  if (toasts) new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node instanceof Element && node.matches(mild)) fade(node);
  }).observe(toasts, { childList: true });

  // A page that comes back with troubles starts reading at them.
  document.querySelector(".errors")?.focus();
})();
