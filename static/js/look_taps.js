// Where is the face? Three taps on the picture, by finger, mouse or a cross that the keys move.

const STEP = 0.03; // of the picture's side, for a key
const FINE = 0.006; // with the shift key
const CLOSE = 0.02;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SVG = "http://www.w3.org/2000/svg";

const frame = document.querySelector("[data-frame]");
const pad = frame.querySelector("[data-pad]");
const layer = frame.querySelector("[data-marks]");
const form = document.querySelector("#more");
const undo = document.querySelector("[data-undo]");
const prompt = document.querySelector("[data-prompt]");
const steps = prompt.dataset.steps.split("|");
const marks = form.elements.taps.value.split(" ").filter(Boolean).map((pair) => pair.split(",").map(Number));
let cross = [0.5, 0.42];
let isCrossShown = false;

function draw() {
  const made = marks.map(([x, y]) => shape("circle", { cx: x, cy: y, r: 0.022 }));
  if (isCrossShown && marks.length < 3) {
    const [x, y] = cross;
    const d = `M${x - 0.05} ${y}h.1M${x} ${y - 0.05}v.1`;
    made.push(shape("path", { class: "is-under-cross", d }), shape("path", { class: "is-cross", d }));
  }
  layer.replaceChildren(...made);
  undo.hidden = !marks.length;
  form.elements.taps.value = marks.map((mark) => mark.map((share) => share.toFixed(4)).join(",")).join(" ");
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const say = (words) => (prompt.textContent = words);
const ask = () => say(steps[marks.length]);

/** Whether a place may be on the stone; the server has the last word, by the same rule. */
function isOnStone([x, y]) {
  if (!frame.dataset.oval) return true;
  const [acrossMiddle, downMiddle, power] = frame.dataset.oval.trim().split(" ").map(Number);
  const down = frame.dataset.way === "upside_down" ? 1 - y : y;
  const far = (share, middle) => (Math.abs(share - middle) / middle) ** power;
  return far(x, acrossMiddle) + far(down, downMiddle) <= 1;
}

function set(place) {
  if (marks.length >= 3) return;
  if (!isOnStone(place)) return say(prompt.dataset.beside);
  if (marks.some(([x, y]) => Math.hypot(x - place[0], y - place[1]) < CLOSE)) return say(prompt.dataset.same);
  marks.push(place);
  draw();
  ask();
}

function takeBack() {
  marks.pop();
  draw();
  ask();
  if (!marks.length) pad.focus({ preventScroll: true });
}

function tap(event) {
  if (event.detail === 0) return set([...cross]); // Enter, Space, or somebody's voice
  isCrossShown = false;
  const box = frame.getBoundingClientRect();
  const within = (share) => Math.min(Math.max(share, 0), 1);
  set([within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)]);
}

function key(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Backspace") {
    event.preventDefault();
    return takeBack();
  }
  const way = ARROWS[event.key];
  if (!way) return;
  event.preventDefault();
  const far = event.shiftKey ? FINE : STEP;
  cross = cross.map((share, axis) => Math.min(Math.max(share + way[axis] * far, 0), 1));
  isCrossShown = true;
  draw();
}

pad.hidden = false;
pad.addEventListener("click", tap);
pad.addEventListener("keydown", key);
pad.addEventListener("focus", () => {
  isCrossShown = pad.matches(":focus-visible");
  draw();
});
undo.addEventListener("click", (event) => {
  event.preventDefault();
  takeBack();
});
pad.focus({ preventScroll: true });
draw();
