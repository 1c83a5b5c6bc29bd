// The curators' queue by keyboard: one key to go on, one to take up, one to lay aside. Each is a
// button without it.

const groups = () => [...document.querySelectorAll("[data-groups] > li")];
let current = 0;

/** Show where the keys work. */
function stand(at, move = true) {
  const all = groups();
  if (!all.length) return;
  current = Math.min(Math.max(at, 0), all.length - 1);
  all.forEach((group, place) => group.classList.toggle("is-current", place === current));
  if (move) all[current].focus();
}

function send(selector) {
  groups()[current]?.querySelector(`${selector} button`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
  if (event.target.closest?.("textarea, select, input:not([type=radio])")) return;
  const act = {
    j: () => stand(current + 1),
    k: () => stand(current - 1),
    t: () => send("[data-take-up]"),
    l: () => send("[data-lay-aside]"),
  }[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// Whoever goes by Tab, or chooses somebody with the mouse, is there.
document.addEventListener("focusin", (event) => {
  const at = groups().indexOf(event.target.closest?.("[data-groups] > li"));
  if (at >= 0) stand(at, false);
});

// One click decides; a second one on its way would only be told so.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-take-up], [data-lay-aside]")) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});

stand(0, false);
