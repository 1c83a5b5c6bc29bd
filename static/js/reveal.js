// Puts the reveal in the place of the wait, with the dissolve if there is a face to dissolve.

import { cut, wipe } from "./picture.js";
import { dissolve } from "./dissolve.js";

const CROP = 512;

async function fetchPage(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the reveal answered ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** The header knows the new rock; what lies in between two loads of it is not worth a look. */
function renewHeader(page) {
  document.querySelector(".site-header").replaceWith(page.querySelector(".site-header"));
}

/**
 * Show a finished selfie's reveal instead of `panel`.
 * @param {HTMLElement} panel
 * @param {object} snapshot the last state of the selfie
 * @param {{bitmap: ImageBitmap, mirrored: boolean}|null} picture what only this browser holds
 */
export async function reveal(panel, snapshot, picture) {
  const page = await fetchPage(snapshot.url);
  const shown = document.adoptNode(page.querySelector("[data-reveal]"));
  const figure = shown.querySelector(".reveal-portrait");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches ||
    document.documentElement.dataset.motion === "less";
  if (figure) await figure.querySelector("img").decode().catch(() => {});

  const crop = picture && snapshot.box && !still && figure ? cut(picture.bitmap, snapshot.box, { size: CROP, mirrored: picture.mirrored }) : null;
  picture?.bitmap.close();
  shown.classList.add(crop ? "is-dissolving" : "is-fading");
  panel.replaceWith(shown);
  document.title = page.title;
  window.scrollTo({ top: 0 });
  if (crop) {
    await dissolve(figure, crop, figure.dataset.colour);
    wipe(crop);
    shown.classList.remove("is-dissolving");
  }
  renewHeader(page);
  shown.querySelector("h1").focus({ preventScroll: true });
}
