// Whose rock is it? Arrow keys, and how long it took from the painted pictures to the answer.

const form = document.querySelector("[data-pair]");
const pictures = [...document.querySelectorAll(".pair img")];
const [left, right] = ["left", "right"].map((side) => form.querySelector(`[value="${side}"]`));
const KEYS = { ArrowLeft: left, ArrowRight: right };
// Only who sees a face for the first time can be surprised: a reload is not timed.
const isTimed = performance.getEntriesByType("navigation")[0]?.type === "navigate";
let painted = null; // when, as `performance.now` tells
let pressed = null;
let sent = false;

const frame = () => new Promise((done) => requestAnimationFrame(done));

async function begin() {
  await Promise.allSettled(pictures.map((picture) => picture.decode()));
  await frame(); // in which they are painted
  painted = await frame();
  form.dataset.painted = "";
}

function send(event) {
  if (sent) return event.preventDefault(); // a second click is no second answer
  sent = true;
  const took = Math.round((pressed ?? event.timeStamp) - painted);
  form.elements.rt.value = isTimed && painted !== null && took > 0 ? took : "";
}

function key(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return;
  const wanted = KEYS[event.key];
  if (!wanted) return;
  event.preventDefault();
  pressed = event.timeStamp;
  wanted.click();
}

for (const rock of [left, right]) rock.addEventListener("pointerdown", (event) => (pressed = event.timeStamp));
form.addEventListener("submit", send);
document.addEventListener("keydown", key);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // come back to by the browser's button: whose turn is it?
});
begin();
