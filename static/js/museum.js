// The wall of the museum: arrow keys walk from rock to rock, who stood on "More rocks" when the
// next ones came stands on the first of these, and the address follows where one looks. Every rock
// is a link without any of it.

const WALL = "[data-walk]";

const rocksOf = (wall) => [...wall.querySelectorAll(":scope > li > a")];

/** The rock in the nearest row above (-1) or below (1) that is least to the side. */
function inNextRow(rocks, here, direction) {
  const from = here.getBoundingClientRect();
  const middle = (box) => (box.left + box.right) / 2;
  let best = null;
  for (const rock of rocks) {
    const box = rock.getBoundingClientRect();
    const down = direction > 0 ? box.top - from.bottom : from.top - box.bottom;
    if (down < -1) continue;
    const far = down * 4 + Math.abs(middle(box) - middle(from));
    if (!best || far < best.far) best = { rock, far };
  }
  return best?.rock;
}

function walk(event) {
  const here = event.target.closest?.(`${WALL} > li > a`);
  if (!here || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const rocks = rocksOf(here.closest(WALL));
  const at = rocks.indexOf(here);
  const back = getComputedStyle(here).direction === "rtl" ? 1 : -1;
  const next = {
    ArrowLeft: () => rocks[at + back],
    ArrowRight: () => rocks[at - back],
    ArrowUp: () => inNextRow(rocks, here, -1),
    ArrowDown: () => inNextRow(rocks, here, 1),
    Home: () => rocks[0],
    End: () => rocks.at(-1),
  }[event.key]?.();
  if (!next) return;
  event.preventDefault();
  next.focus();
}

let stoodOn = null;

function remember(event) {
  const leaving = event.detail.target;
  stoodOn = leaving.matches(".more") && leaving.contains(document.activeElement) ? leaving.previousElementSibling : null;
}

function standOnTheNext() {
  stoodOn?.nextElementSibling?.querySelector("a").focus({ preventScroll: true });
  stoodOn = null;
}

/** Let the address be that of the page of the wall that has come past the middle of the window. */
function followAddress() {
  const firsts = [...document.querySelectorAll(`${WALL} > [data-page]`)];
  const seen = firsts.filter((first) => first.getBoundingClientRect().top < innerHeight / 2).at(-1);
  const page = (seen ?? firsts[0])?.dataset.page;
  if (page && page !== location.pathname + location.search) history.replaceState(history.state, "", page);
}

const passing = new IntersectionObserver((entries) => {
  if (entries.some((entry) => entry.isIntersecting || entry.boundingClientRect.top > 0)) followAddress();
}, { rootMargin: "0px 0px -50% 0px" });

function observe(root) {
  const firsts = root.matches?.("[data-page]") ? [root] : root.querySelectorAll("[data-page]");
  for (const first of firsts) passing.observe(first);
}

observe(document);
document.addEventListener("htmx:load", (event) => observe(event.detail.elt));
document.addEventListener("keydown", walk);
document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:afterSettle", standOnTheNext);
