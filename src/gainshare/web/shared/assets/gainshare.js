// What pages do besides being read and sent; every one of them works without it.

const script = document.querySelector("script[data-design-system]");
const body = document.body;
const WARN_MINUTES = 2;
const LAST_SEEN = "gainshare-last-request";
const KEPT = "gainshare-kept";

// ------------------------------------------------------------------------------------------- components of the design system
body.classList.add("js-enabled", "nhsuk-frontend-supported");
import(script.dataset.designSystem).then((system) => system.initAll());

// ------------------------------------------------------------------------------------------------------- leaving a changed form
let isChanged = false;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.method === "post" && !("noLeaveWarning" in form.dataset)) isChanged = true;
});
document.addEventListener("submit", () => {
  if (isChanged && body.dataset.person) keep(); // the session may be over; what comes back then is put into the form again
  isChanged = false;
});
window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });

// --------------------------------------------------------------------------------------------------------------------- printing
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// ----------------------------------------------------------------------------------------------- what was typed is not lost
// A form that is sent, and a session that ends, keep the words of the page's forms in this tab. A page for somebody who is signed in
// forgets them, unless the sign-in lay between: then they come back when the same person opens the same page again.
const forms = () => [...document.querySelectorAll("form[method=post]")].filter((form) => !("noLeaveWarning" in form.dataset));
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type));

function keep(isLost = false) {
  const words = forms().map((form) => fieldsOf(form).map((field) => [field.name, field.value, field.checked]));
  sessionStorage.setItem(KEPT, JSON.stringify({ person: body.dataset.person, path: location.pathname, words, isLost }));
}

function putBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  if (!kept) return;
  if (!body.dataset.person) {
    sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, isLost: true }));
    return;
  }
  if (kept.isLost && kept.person === body.dataset.person && kept.path !== location.pathname) return;
  sessionStorage.removeItem(KEPT);
  if (!kept.isLost || kept.person !== body.dataset.person) return;
  forms().forEach((form, place) => {
    const fields = fieldsOf(form);
    (kept.words[place] || []).forEach(([name, value, checked], at) => {
      const field = fields[at];
      if (!field || field.name !== name) return;
      if (["checkbox", "radio"].includes(field.type)) field.checked = checked; else field.value = value;
      isChanged = true;
    });
  });
}

// ------------------------------------------------------------------------------------------------------- the end of the session
function seen() { localStorage.setItem(LAST_SEEN, String(Date.now())); }
const idleMinutes = () => (Date.now() - Number(localStorage.getItem(LAST_SEEN))) / 60000;

function dialogOf() {
  const dialog = document.createElement("dialog");
  dialog.className = "app-idle";
  dialog.setAttribute("aria-labelledby", "idle-heading");
  dialog.innerHTML = '<h2 class="nhsuk-heading-m" id="idle-heading"></h2><p></p><button class="nhsuk-button" type="button"></button>';
  body.append(dialog);
  return dialog;
}

function tell(dialog, heading, words, button, act) {
  dialog.querySelector("h2").textContent = heading;
  dialog.querySelector("p").textContent = words;
  dialog.querySelector("button").textContent = button;
  dialog.querySelector("button").onclick = act;
  if (!dialog.open) dialog.showModal();
}

function watch(minutes) {
  const dialog = dialogOf();
  let isOver = false;
  const stay = async () => {
    const answer = await fetch(body.dataset.stayHref, { credentials: "same-origin" });
    if (answer.ok) { seen(); dialog.close(); }
  };
  const signIn = () => { isChanged = false; location.reload(); };
  dialog.addEventListener("cancel", (event) => { if (isOver) event.preventDefault(); else stay(); });
  setInterval(() => {
    const idle = idleMinutes();
    if (idle >= minutes && !isOver) {
      isOver = true;
      keep(true);
      tell(dialog, "You have been signed out", "What you typed is kept. Sign in again in this window to go on.", "Sign in again", signIn);
    } else if (idle >= minutes - WARN_MINUTES && !isOver) {
      tell(dialog, "You will be signed out soon", `For your protection, you are signed out after ${minutes} minutes without activity.`, "Stay signed in", stay);
    } else if (!isOver && dialog.open) {
      dialog.close();
    }
  }, 5000);
}

putBack();
if (body.dataset.idleMinutes) {
  seen();
  document.addEventListener("htmx:afterRequest", seen);
  watch(Number(body.dataset.idleMinutes));
}
