// What every page may use: a menu that closes, and how many characters are left. Each page works
// without any of it.

import "./bell.js";

// Where it says how much is left: the place that the page has for it, or right behind the field.
function counterOf(field) {
  const there = document.querySelector(`[data-count-of="${CSS.escape(field.id)}"]`);
  if (there) return there;
  const made = document.createElement("span");
  made.className = "count";
  made.dataset.countOf = field.id;
  made.setAttribute("aria-live", "polite");
  field.after(made);
  return made;
}

function countCharacters(event) {
  const field = event.target;
  const limit = Number(field.dataset.limit);
  if (!limit || !field.id) return;
  // letters as the server counts them: an accent that is typed after its letter is none
  const left = limit - [...field.value.trim().normalize("NFC")].length;
  const count = counterOf(field);
  count.textContent = left <= Math.max(10, limit / 10) ? left : "";
  count.classList.toggle("over", left < 0);
}

function closeMenus(event) {
  for (const open of document.querySelectorAll("details.me[open], .menu[open], .post-foot details[open]")) {
    if (event.type === "keydown" ? event.key === "Escape" : !open.contains(event.target)) {
      open.open = false;
      if (event.type === "keydown") open.querySelector("summary").focus();
    }
  }
}

document.addEventListener("input", countCharacters);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);

// The server tells times where the viewer is; only the browser knows where that is.
function rememberZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const cookie = `timezone=${zone}`;
  if (zone && !document.cookie.split("; ").includes(cookie))
    document.cookie = `${cookie}; path=/; max-age=31536000; samesite=lax`;
}

rememberZone();
