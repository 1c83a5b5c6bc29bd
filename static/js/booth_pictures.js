// A visitor's picture in their own browser, until they have gone.

import { dissolve } from "./dissolve.js";
import { cut, decode, wipe } from "./picture.js";

const CROP = 512;

/** A picture that is held here alone; `wipe` lets go of all of it. */
class Held {
  #canvases = [];

  constructor(bitmap, mirrored) {
    this.bitmap = bitmap;
    this.mirrored = mirrored;
  }

  /** Cut a square, around the face if it is known where that is. */
  square(box) {
    const canvas = cut(this.bitmap, box, { size: CROP, mirrored: this.mirrored });
    this.#canvases.push(canvas);
    return canvas;
  }

  /** What to show while it is read: nothing, where this browser cannot (HEIC in most). */
  shown() {
    return this.bitmap ? [this.square(null)] : [];
  }

  wipe() {
    this.bitmap?.close();
    this.bitmap = null;
    this.#canvases.splice(0).forEach(wipe);
  }
}

/** Take a picture up. @param {Blob} blob @param {boolean} mirrored as one sees oneself */
export async function take(blob, mirrored) {
  return new Held(await decode(blob), mirrored);
}

/** Put the face into its tile of the chain. */
export function place(picture, tile, box) {
  if (picture.bitmap) tile.replaceChildren(picture.square(box));
}

/** Let the face become the rock, if there is one to be seen and motion is welcome. */
export async function dissolveInto(picture, stone, box, goesOn) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches || document.documentElement.dataset.motion === "less";
  if (!picture.bitmap || !box || still) return;
  const held = document.createElement("div");
  held.className = "before-stone";
  held.append(picture.square(box));
  stone.querySelector(".portrait").append(held);
  await new Promise((done) => setTimeout(done, 1900)); // the one in between is seen first
  if (!goesOn()) return;
  const crop = held.querySelector("canvas");
  const dissolving = dissolve(stone.querySelector(".portrait"), crop, stone.dataset.colour);
  held.remove();
  await dissolving;
}
