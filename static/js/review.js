// The rocks of one's own photo: a rock's page comes in before the photo, and what htmx brings anew
// is said aloud. Without this script each rock has its own page.

// What was typed before htmx was there is kept, too.
window.addEventListener("load", () => {
  const form = document.querySelector("[data-draft-form]");
  const typed = [...(form?.elements ?? [])].some((field) => field.matches("textarea") && field.value !== field.defaultValue);
  if (typed) form.dispatchEvent(new Event("input", { bubbles: true }));
});

const dialog = document.getElementById("rock-dialog");
const said = document.getElementById("said");
let stood = "";

async function open(link) {
  stood = link.getAttribute("href");
  await window.htmx.ajax("GET", stood, { target: "#rock-panel", swap: "innerHTML" });
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-panel]");
  if (!link || !window.htmx || event.button || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  open(link);
});

// Who stands on a rock in the list sees which one it is in the photo.
for (const kind of ["focusin", "mouseover"])
  document.addEventListener(kind, ({ target }) => {
    const address = target.closest(".stands [data-panel]")?.getAttribute("href");
    for (const mark of document.querySelectorAll(".marks a")) mark.classList.toggle("is-pointed", mark.getAttribute("href") === address);
  });

dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const refused = detail.xhr.getResponseHeader("HX-Retarget");
  if (detail.elt.matches("[data-figure]") && detail.successful && !refused) dialog.close();
});

document.addEventListener("htmx:afterSwap", () => {
  const hung = [...document.querySelectorAll(".hanging")];
  const now = hung.map((one) => one.dataset.said).join(" ");
  if (said.textContent !== now) said.textContent = now;
});

// Who stood on a rock stands on it again, also where it came anew.
document.addEventListener("htmx:afterSettle", () => {
  if (dialog.open || document.activeElement !== document.body) return;
  const link = [...document.querySelectorAll(".stands a")].find((one) => one.getAttribute("href") === stood);
  link?.focus({ preventScroll: true });
});
