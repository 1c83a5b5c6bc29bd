// Who has not touched the booth for a while has gone.

const WARN = 12; // seconds before
const TOUCHES = ["pointerdown", "pointermove", "keydown", "input", "wheel", "touchstart"];

const fuse = document.querySelector("[data-fuse]");
let touched = 0;
let after = null;
let end = () => {};

for (const kind of TOUCHES) document.addEventListener(kind, () => (touched = performance.now()), { passive: true, capture: true });

/**
 * Call `done` when nobody has touched anything for so many seconds; undefined: never.
 * Each call takes the place of the one before, and begins anew.
 */
export function forgetAfter(seconds, done) {
  touched = performance.now();
  after = seconds ?? null;
  end = done;
  look();
}

function look() {
  const left = after === null ? Infinity : after - (performance.now() - touched) / 1000;
  if (fuse) fuse.hidden = left > WARN || left <= 0;
  if (left <= 0) {
    after = null;
    end();
  }
}

setInterval(look, 250);
