// The wall of the museum: it goes on as one scrolls, and arrow keys walk from rock to rock. Every
// rock is a link without any of it.

import "./endless.js";
import { stepTo } from "./walk.js";

const WALL = "[data-walk]";

const rocksOf = (wall) => [...wall.querySelectorAll(":scope > li > a")];

function walk(event) {
  const here = event.target.closest?.(`${WALL} > li > a`);
  if (!here || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const next = stepTo(event.key, rocksOf(here.closest(WALL)), here);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

document.addEventListener("keydown", walk);
