// Do you see a face? Keys, and how long it took from the painted picture to the answer.

const page = document.querySelector("[data-look]");
const picture = page.querySelector("[data-picture]");
const form = page.querySelector("form");
const choices = [...page.querySelectorAll("[data-choices] button")];
let painted = null; // when, as `performance.now` tells
let pressed = null;
let sent = false;

const frame = () => new Promise((done) => requestAnimationFrame(done));

/** Show the picture once it can be painted at once; from that frame on time is taken. */
async function begin() {
  try {
    await picture.decode();
  } catch {
    if (!picture.complete || !picture.naturalWidth) return fail();
  }
  document.documentElement.classList.remove("is-waiting");
  await frame(); // in which it is painted
  painted = await frame();
  page.dataset.painted = "";
  if (page.dataset.next) new Image().src = page.dataset.next;
}

function fail() {
  document.documentElement.classList.remove("is-waiting");
  picture.hidden = page.querySelector("[data-choices]").hidden = true;
  page.querySelector("[data-trouble]").hidden = false;
}

function send(event) {
  if (sent) return event.preventDefault(); // a second click is no second answer
  sent = true;
  const took = Math.round((pressed ?? event.timeStamp) - painted);
  form.elements.rt.value = "timed" in form.dataset && painted !== null && took > 0 ? took : "";
}

function key(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || painted === null) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const wanted = choices.find((choice) => choice.dataset.keys.split(" ").includes(event.key.toLowerCase()));
  if (!wanted) return;
  event.preventDefault();
  pressed = event.timeStamp;
  wanted.click();
}

for (const choice of choices) choice.addEventListener("pointerdown", (event) => (pressed = event.timeStamp));
form.addEventListener("submit", send);
document.addEventListener("keydown", key);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // come back to by the browser's button: whose turn is it?
});
begin();
