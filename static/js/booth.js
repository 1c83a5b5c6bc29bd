// The booth: button, camera, wait, chain, and back to the button. It never leaves its page, so that a
// site that is away for a moment leaves no error page on an exhibition's wall.

import { Camera, isPossible } from "./camera.js";
import { forgetAfter } from "./booth_idle.js";
import { dissolveInto, place, take } from "./booth_pictures.js";
import { pause, watch } from "./watch.js";

const GET_READY = 1100; // milliseconds in which one finds oneself in the picture
const COUNT = [3, 2, 1];
const ANSWER_WITHIN = 20_000;
const READ_WITHIN = 75_000;
// After a change of scene the space bar is not heard for a while: somebody may hit it again and again.
const DEAF = { found: 6000, trouble: 1500, attract: 500 };
// Seconds without a touch after which each scene ends; none: it stays.
const ENDS = { camera: 45, wait: 90, found: 45, trouble: 25 };

const screens = new Map([...document.querySelectorAll("[data-screen]")].map((one) => [one.dataset.screen, one]));
const part = (name) => document.querySelector(`[data-${name}]`);
const form = part("door");
const file = form.elements.image;
const camera = new Camera(part("video"));

let scene = "attract";
let since = 0;
let round = 0; // whoever began something in an earlier one finds that it is over
let picture = null;
let visit = null; // its address
let opening = null; // the camera, while it is asked for

function show(name) {
  scene = name;
  since = performance.now();
  document.body.dataset.scene = name;
  for (const [key, screen] of screens) screen.hidden = key !== name;
  forgetAfter(ENDS[name], startAgain);
  window.scrollTo({ top: 0 });
  const focused = name === "attract" ? part("main") : screens.get(name).querySelector("h1, h2");
  focused?.focus({ preventScroll: true });
}

function startAgain() {
  round += 1;
  letGo();
  screens.get("found").replaceChildren();
  show("attract");
}

/** Let go of all that is of this visitor. */
function letGo() {
  camera.shut();
  picture?.wipe();
  picture = null;
  if (visit) forget(visit);
  visit = null;
  file.value = part("count").textContent = part("counted").textContent = "";
  for (const stage of screens.get("wait").querySelectorAll("[data-stage]")) {
    stage.classList.remove("is-past");
    stage.removeAttribute("aria-current");
  }
}

/** Let the server forget as well; if that fails it does so by itself. */
function forget(address) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const headers = { Accept: "application/json" };
  fetch(`${address}leave/`, { method: "POST", body, headers, keepalive: true }).catch(() => {});
}

// Trouble ------------------------------------------------------------------------------------

function trouble(heading, sentence, { byFile = false } = {}) {
  letGo();
  part("heading").textContent = heading;
  part("sentence").textContent = sentence;
  part("choose").hidden = !byFile;
  show("trouble");
}

function known(kind, options) {
  const { dataset, content } = document.querySelector(`template[data-trouble="${kind}"]`);
  trouble(dataset.title, content.textContent, options);
}

const told = ({ heading, message }) => Object.assign(new Error(heading), { heading, sentence: message });

function explain(error) {
  if (error.sentence) trouble(error.heading, error.sentence);
  else known("connection");
}

// The picture --------------------------------------------------------------------------------

async function press() {
  if (scene !== "attract") return;
  const mine = (round += 1);
  if (!isPossible()) return known("absent", { byFile: true });
  show("camera");
  try {
    opening ??= camera.open().finally(() => (opening = null)); // the browser may still be asking
    await opening;
    if (mine !== round) return scene === "camera" || camera.shut();
    await countDown(mine);
    if (mine !== round) return;
    const blob = await camera.shoot();
    camera.shut();
    await send(blob, true, mine);
  } catch (error) {
    if (mine === round) known(error.name === "NotAllowedError" ? "refused" : "absent", { byFile: true });
  }
}

async function countDown(mine) {
  await pause(GET_READY);
  for (const number of COUNT) {
    if (mine !== round) return;
    part("count").textContent = part("counted").textContent = number;
    await pause(900);
  }
  part("count").textContent = part("counted").textContent = "";
}

/** An id that nobody knows before the button is pressed; also where the connection is not secret. */
function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(blob, mirrored, mine) {
  picture = await take(blob, mirrored);
  if (mine !== round) return picture.wipe();
  part("waiting-picture").replaceChildren(...picture.shown());
  show("wait");
  try {
    const answer = await post(blob);
    if (mine !== round) return forget(answer.url);
    visit = answer.url;
    const last = await Promise.race([watch(screens.get("wait"), visit), pause(READ_WITHIN)]).catch(() => {});
    if (mine === round && !last) return known("late");
    if (mine !== round) return;
    if (last.error) throw told(last.error);
    await reveal(last, mine);
  } catch (error) {
    if (mine === round) explain(error);
  }
}

async function post(blob) {
  const data = new FormData(form);
  data.set("image", blob, "me.jpg");
  data.set("visit", freshId());
  data.set("consent", "true");
  const response = await ask(form.action, { method: "POST", body: data });
  if (response.status === 403) location.reload(); // the cookie that protects the form is gone
  const answer = await response.json();
  if (!response.ok) throw told(answer.error);
  return answer;
}

function ask(address, options = {}) {
  const headers = { Accept: "application/json" };
  return fetch(address, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN), ...options });
}

// The chain ----------------------------------------------------------------------------------

async function reveal({ box }, mine) {
  const response = await ask(visit, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const chain = page.querySelector("[data-chain]");
  if (!chain) throw told({ heading: page.querySelector("h1").textContent, message: page.querySelector(".lead").textContent });
  if (mine !== round) return;
  const shown = document.adoptNode(chain);
  const stone = shown.querySelector("[data-stone]");
  await Promise.all([...shown.querySelectorAll("img")].map((image) => image.decode().catch(() => {})));
  if (mine !== round) return;
  place(picture, shown.querySelector("[data-you]"), box);
  shown.classList.add("is-coming");
  shown.querySelector("[data-mail]")?.addEventListener("submit", mail);
  shown.querySelector("[data-leave-form]").addEventListener("submit", leave);
  screens.get("found").replaceChildren(shown);
  show("found");
  await dissolveInto(picture, stone, box, () => mine === round);
  shown.classList.replace("is-coming", "has-come");
}

function leave(event) {
  event.preventDefault();
  startAgain();
}

async function mail(event) {
  event.preventDefault();
  const letter = event.target;
  const mine = round;
  const wrong = letter.querySelector("[data-mail-error]");
  const button = letter.querySelector("button");
  wrong.hidden = button.disabled = true;
  try {
    const response = await ask(letter.action, { method: "POST", body: new FormData(letter) });
    const answer = await response.json();
    if (mine !== round) return;
    if (!response.ok) throw told(answer.error);
    const done = document.createElement("p");
    done.className = "mailed";
    done.setAttribute("role", "status");
    done.textContent = answer.message;
    letter.replaceWith(done);
  } catch (error) {
    if (mine !== round) return;
    wrong.textContent = error.sentence ?? document.querySelector('template[data-trouble="connection"]').content.textContent;
    wrong.hidden = button.disabled = false;
    letter.elements.address.focus();
  }
}

// Wiring -------------------------------------------------------------------------------------

/** Space is the button, wherever one stands: an exhibition's may be a real one. */
function key(event) {
  if (event.key === "Escape" && scene !== "attract") return startAgain();
  if (event.key !== " " || event.target.closest("a, button, input")) return;
  event.preventDefault();
  if (event.repeat || performance.now() - since < DEAF[scene]) return;
  screens.get(scene).querySelector("[data-main]")?.click();
}

function byFile() {
  if (!file.files[0]) return;
  const mine = (round += 1);
  send(file.files[0], false, mine);
}

async function wholeScreen() {
  await document.documentElement.requestFullscreen().catch(() => {});
}

part("by-file").hidden = true;
file.required = false;
document.documentElement.classList.add("is-alive");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  press();
});
file.addEventListener("change", byFile);
part("stop").addEventListener("click", startAgain);
part("again").addEventListener("click", startAgain);
part("choose").addEventListener("click", () => file.click());
document.addEventListener("keydown", key);
window.addEventListener("pagehide", () => camera.shut());
if (document.fullscreenEnabled) {
  part("whole-screen").hidden = false;
  part("whole-screen").addEventListener("click", wholeScreen);
}
