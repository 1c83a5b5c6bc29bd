// Walking with arrow keys among things that lie in rows: rocks on a wall, rocks on a table.

/** The thing in the nearest row above (-1) or below (1) that is least to the side. */
function inNextRow(things, here, direction) {
  const from = here.getBoundingClientRect();
  const middle = (box) => (box.left + box.right) / 2;
  let best = null;
  for (const thing of things) {
    const box = thing.getBoundingClientRect();
    const down = direction > 0 ? box.top - from.bottom : from.top - box.bottom;
    if (down < -1) continue;
    const far = down * 4 + Math.abs(middle(box) - middle(from));
    if (!best || far < best.far) best = { thing, far };
  }
  return best?.thing;
}

/** The thing that a key leads to, which is none of an arrow's, Home's or End's, or at the edge: undefined. */
export function stepTo(key, things, here) {
  const at = things.indexOf(here);
  const back = getComputedStyle(here).direction === "rtl" ? 1 : -1;
  return {
    ArrowLeft: () => things[at + back],
    ArrowRight: () => things[at - back],
    ArrowUp: () => inNextRow(things, here, -1),
    ArrowDown: () => inNextRow(things, here, 1),
    Home: () => things[0],
    End: () => things.at(-1),
  }[key]?.();
}
