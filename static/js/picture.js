// The member's own picture: from a file or a camera, cut where the face is. It stays in memory.

// How much wider than the detected face the cut is, so that a whole head fits in.
const HEAD = 1.7;

/**
 * Decode a picture upright, as its EXIF says.
 * @param {Blob} blob
 * @returns {Promise<ImageBitmap|null>} null if this browser cannot (HEIC in most).
 */
export async function decode(blob) {
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
}

/**
 * The square around a face's head, inside the picture.
 * @param {number[]} box left, top, width, height as fractions of the upright picture
 * @returns {{x: number, y: number, side: number}} in pixels
 */
export function headSquare([left, top, width, height], pictureWidth, pictureHeight) {
  const longest = Math.max(width * pictureWidth, height * pictureHeight) * HEAD;
  const side = Math.min(longest, pictureWidth, pictureHeight);
  const clamp = (value, most) => Math.max(0, Math.min(value, most));
  return {
    x: clamp((left + width / 2) * pictureWidth - side / 2, pictureWidth - side),
    y: clamp((top + height * 0.46) * pictureHeight - side / 2, pictureHeight - side),
    side,
  };
}

/**
 * Cut a square out of a picture.
 * @param {ImageBitmap} bitmap
 * @param {number[]|null} box the face, or null for the middle of the picture
 * @param {{size: number, mirrored: boolean}} options
 * @returns {HTMLCanvasElement}
 */
export function cut(bitmap, box, { size, mirrored }) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const middle = Math.min(bitmap.width, bitmap.height);
  const { x, y, side } = box
    ? headSquare(box, bitmap.width, bitmap.height)
    : { x: (bitmap.width - middle) / 2, y: (bitmap.height - middle) / 2, side: middle };
  if (mirrored) {
    context.translate(size, 0);
    context.scale(-1, 1);
  }
  context.drawImage(bitmap, x, y, side, side, 0, 0, size, size);
  return canvas;
}

/** Let go of a canvas's pixels. */
export function wipe(canvas) {
  canvas.width = canvas.height = 0;
  canvas.remove();
}
