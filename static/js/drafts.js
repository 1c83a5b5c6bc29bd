// What is half written stays in this browser, for each form and member, until it is sent: a page
// that was left, a tab that died, a session that ended. It goes when the server says that it has
// taken the words (the cookie "sent"), and after a week.

const WEEK = 7 * 24 * 3600 * 1000;
const FIELDS = ["text", "warning", "visibility"];

const keyOf = (form) => `draft:${form.dataset.of}:${form.dataset.draft}`;

function write(form) {
  const words = Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
  if (words.text.trim()) localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), words }));
  else localStorage.removeItem(keyOf(form));
}

/** Fill a form that shows what it came with, and not what somebody has just tried to send. */
function restore(form) {
  const kept = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  if (!kept || form.querySelector(".errorlist")) return;
  const text = form.elements.text;
  if (text.value !== text.defaultValue || (text.value && !form.dataset.draft.startsWith("edit-"))) return;
  for (const [name, value] of Object.entries(kept.words)) if (form.elements[name]) form.elements[name].value = value;
  if (kept.words.warning) form.querySelector("details.warn").open = true;
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function forgetSent() {
  const sent = document.cookie.split("; ").find((cookie) => cookie.startsWith("sent="))?.slice(5);
  if (!sent) return;
  document.cookie = "sent=; Max-Age=0; path=/; SameSite=Lax";
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:") && key.endsWith(`:${sent}`)) localStorage.removeItem(key);
}

function forgetOld() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith("draft:")))
    if (JSON.parse(localStorage.getItem(key)).at < Date.now() - WEEK) localStorage.removeItem(key);
}

try {
  forgetSent();
  forgetOld();
  for (const form of document.querySelectorAll("form[data-draft]")) {
    restore(form);
    form.addEventListener("input", () => write(form));
  }
} catch {
  // A browser that keeps nothing for us: then there are no drafts.
}
