// The studio by keyboard: a key to pair, to leave for later, to take back. Each presses a button that
// is there without this script; htmx brings the next human.

import { stepTo } from "./walk.js";

const FIELDS = "input, textarea, select";
let busy = false; // a key that is pressed twice pairs one human, not two

const rocks = () => [...document.querySelectorAll("[data-rock]")];

/** Arrow keys walk among all rocks; from elsewhere they lead to the first. */
function walk(event) {
  const all = rocks();
  const here = event.target.closest("[data-rock]");
  const next = here ? stepTo(event.key, all, here, true) : event.key.startsWith("Arrow") && all[0];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

const go = {
  "/": () => document.getElementById("q")?.select(),
  n: () => document.getElementById("note")?.focus(),
  "?": () => {
    const keys = document.getElementById("keys");
    keys.open = !keys.open;
    if (keys.open) keys.scrollIntoView({ block: "nearest" });
  },
};

/** In a field keys write; Escape leaves it, and in a note Enter does, which ends no sentence here. */
function inField(event) {
  const leaves = event.key === "Escape" || (event.key === "Enter" && event.target.matches("textarea"));
  if (!leaves) return;
  event.preventDefault();
  event.target.blur();
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (event.target.matches(FIELDS)) return inField(event);
  const button = document.querySelector(`[data-press="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    if (!busy && !event.repeat) button.click();
  } else if (go[event.key]) {
    event.preventDefault();
    go[event.key]();
  } else walk(event);
});

// What replaces the table is on its way: until it is there nothing else is asked for, and the rocks of
// a search, which would come in between, are not waited for any more.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (busy) return event.preventDefault();
  if (event.detail.target.id !== "table") return;
  busy = true;
  const seek = document.getElementById("seek");
  if (seek) window.htmx.trigger(seek, "htmx:abort");
  document.getElementById("table").classList.add("is-leaving");
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.target.id !== "table" || detail.successful) return;
  busy = false;
  document.getElementById("table").classList.remove("is-leaving");
});

// From here on the new forms are htmx's. Who works by keyboard stands on the new face, from where
// arrow keys lead to the rocks.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id !== "table") return;
  busy = false;
  if (document.activeElement === document.body) document.querySelector("#table h2").focus({ preventScroll: true });
});

// Where the site does not answer as it should, the page is asked for as a whole.
const start = document.querySelector("[data-studio]").dataset.studio;
for (const kind of ["htmx:responseError", "htmx:sendError"])
  document.addEventListener(kind, (event) => event.detail.target.id === "table" && location.assign(start));
