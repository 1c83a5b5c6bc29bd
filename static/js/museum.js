// The wall of the museum: it goes on as one scrolls, and arrow keys walk from rock to rock. Every
// rock is a link without any of it.

import "./endless.js";

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

document.addEventListener("keydown", walk);
