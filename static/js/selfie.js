// The door: consent, then a picture by camera or file, then the wait in the same place.
// Without this script the same form is a plain upload.

import { Camera, isPossible } from "./camera.js";
import { cut, decode, wipe } from "./picture.js";
import { reveal } from "./reveal.js";
import { watch } from "./watch.js";

const PREVIEW = 800;
const door = document.getElementById("door");
const wait = document.getElementById("wait");
const form = door.querySelector("[data-door]");
const part = (name) => form.querySelector(`[data-${name}]`);
const text = (name) => document.querySelector(`template[data-text="${name}"]`).content.textContent;
const camera = new Camera(part("video"));
const fileInput = form.elements.image;

/** The picture that would be sent: {blob, mirrored}, or null. */
let picture = null;
let preview = null;

function show(names, visible) {
  for (const name of names) part(name).hidden = !visible;
}

function note(sentence) {
  part("note").textContent = sentence;
  part("note").hidden = !sentence;
}

function refuse(sentence) {
  const refusal = door.querySelector("[data-refusal]");
  refusal.textContent = sentence;
  refusal.hidden = !sentence;
  if (sentence) refusal.focus();
}

// Consent ------------------------------------------------------------------------------------

function followConsent() {
  const agreed = form.elements.consent.checked;
  part("picture").disabled = !agreed;
  show(["before"], !agreed);
  show(["after"], agreed);
  if (!agreed) startAgain();
}

// The picture --------------------------------------------------------------------------------

function startAgain() {
  camera.shut();
  dropPreview();
  picture = null;
  fileInput.value = "";
  note("");
  part("frame").classList.remove("is-filled");
  show(["hint", "file-row"], true);
  show(["camera-row", "open"], isPossible());
  show(["video", "guide", "shoot", "shut", "again", "send-row"], false);
}

function dropPreview() {
  if (preview) wipe(preview);
  preview = null;
}

async function openCamera() {
  note("");
  part("open").disabled = true;
  try {
    await camera.open();
  } catch (error) {
    camera.shut();
    note(text(error.name === "NotAllowedError" ? "camera-refused" : "camera-absent"));
    show(["camera-row"], false);
    fileInput.focus();
    return;
  } finally {
    part("open").disabled = false;
  }
  if (!form.elements.consent.checked) return startAgain(); // unticked while the browser asked
  part("frame").classList.add("is-filled");
  show(["hint", "open", "file-row"], false);
  show(["video", "guide", "shoot", "shut"], true);
  part("shoot").focus();
}

async function take(blob, mirrored) {
  startAgain();
  picture = { blob, mirrored };
  show(["camera-row", "file-row", "open"], false);
  show(["send-row", "again"], true);
  const bitmap = await decode(blob);
  if (picture?.blob !== blob) return bitmap?.close();
  if (bitmap) {
    preview = cut(bitmap, null, { size: PREVIEW, mirrored });
    bitmap.close();
    part("frame").append(preview);
    part("frame").classList.add("is-filled");
    show(["hint"], false);
  } else {
    note(text("cannot-show"));
  }
  part("send").focus();
}

function takeFile(file) {
  if (file && form.elements.consent.checked) take(file, false);
}

// Sending and waiting ------------------------------------------------------------------------

async function send() {
  const data = new FormData(form);
  data.set("image", picture.blob, picture.blob.name ?? "selfie.jpg");
  const response = await fetch(form.action, {
    method: "POST",
    body: data,
    headers: { Accept: "application/json" },
  });
  if (response.redirected || response.status === 403) {
    // logged out, or in again, meanwhile: this page's form is no longer worth anything
    location.reload();
    return new Promise(() => {});
  }
  const answer = await response.json();
  if (response.ok) return answer;
  throw Object.assign(new Error(answer.error.code), { sentence: answer.error.message });
}

async function submit(event) {
  event.preventDefault();
  if (!picture || !form.reportValidity()) return;
  refuse("");
  part("send").disabled = true;
  try {
    const taken = await send();
    await follow(taken);
  } catch (error) {
    backToTheDoor(error.sentence ?? text("connection"));
  } finally {
    part("send").disabled = false;
  }
}

async function follow(taken) {
  if ("elsewhere" in form.dataset) {
    location.assign(taken.url);
    return new Promise(() => {});
  }
  const { blob, mirrored } = picture;
  const place = wait.querySelector("[data-waiting-picture]");
  if (preview) place.append(preview);
  door.hidden = true;
  wait.hidden = false;
  wait.querySelector("h2").focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
  const address = location.href;
  history.replaceState(null, "", taken.url);
  const last = await watch(wait, taken.url);
  if (last.error?.code === "already_a_rock") {
    location.reload(); // its own page celebrates it
    return new Promise(() => {});
  }
  if (last.status === "failed") {
    history.replaceState(null, "", address);
    throw Object.assign(new Error(last.error.code), { sentence: last.error.message });
  }
  const bitmap = await decode(blob);
  door.remove();
  await reveal(wait, last, bitmap && { bitmap, mirrored });
  dropPreview();
  picture = null;
}

function backToTheDoor(sentence) {
  if (!door.isConnected) return location.reload(); // the rock is found, only its page did not come
  wait.hidden = true;
  door.hidden = false;
  startAgain();
  refuse(sentence);
}

// Wiring -------------------------------------------------------------------------------------

fileInput.required = false;
show(["frame", "or"], true);
show(["plain"], false);
startAgain();
followConsent();
part("picture").dataset.ready = ""; // it has its shape: static/css/selfie.css lets it be seen
form.elements.consent.addEventListener("change", followConsent);
part("open").addEventListener("click", openCamera);
part("shoot").addEventListener("click", async () => take(await camera.shoot(), true));
part("shut").addEventListener("click", startAgain);
part("again").addEventListener("click", startAgain);
fileInput.addEventListener("change", () => takeFile(fileInput.files[0]));
form.addEventListener("submit", submit);
window.addEventListener("pagehide", () => camera.shut());

const frame = part("frame");
for (const kind of ["dragenter", "dragover"]) {
  frame.addEventListener(kind, (event) => {
    event.preventDefault();
    frame.classList.toggle("is-over", form.elements.consent.checked);
  });
}
frame.addEventListener("dragleave", () => frame.classList.remove("is-over"));
frame.addEventListener("drop", (event) => {
  event.preventDefault();
  frame.classList.remove("is-over");
  takeFile(event.dataTransfer.files[0]);
});
