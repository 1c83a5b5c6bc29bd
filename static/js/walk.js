// Walking with arrow keys among things that lie in rows or columns: rocks on a wall, on a table.

const across = { from: (box) => box.left, to: (box) => box.right, middle: (box) => (box.top + box.bottom) / 2 };
const down = { from: (box) => box.top, to: (box) => box.bottom, middle: (box) => (box.left + box.right) / 2 };

/** The thing in the nearest row or column before (-1) or after (1) this one that is least to the side. */
function beyond(things, here, direction, { from, to, middle }) {
  const own = here.getBoundingClientRect();
  let best = null;
  for (const thing of things) {
    const box = thing.getBoundingClientRect();
    const off = direction > 0 ? from(box) - to(own) : from(own) - to(box);
    if (off < -1) continue;
    const far = off * 4 + Math.abs(middle(box) - middle(own));
    if (!best || far < best.far) best = { thing, far };
  }
  return best?.thing;
}

/**
 * The thing that a key leads to; undefined at the edge, and if it is none of the arrows', Home or End.
 * To the left and right comes the one before and after, which may be in another row; in `columns` the
 * one beside it.
 */
export function stepTo(key, things, here, columns = false) {
  const at = things.indexOf(here);
  const back = getComputedStyle(here).direction === "rtl" ? 1 : -1;
  const beside = (way) => (columns && beyond(things, here, way, across)) || things[at + way * -back];
  return {
    ArrowLeft: () => beside(-1),
    ArrowRight: () => beside(1),
    ArrowUp: () => beyond(things, here, -1, down),
    ArrowDown: () => beyond(things, here, 1, down),
    Home: () => things[0],
    End: () => things.at(-1),
  }[key]?.();
}
