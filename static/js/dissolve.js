// The moment of the reveal: a face loses its colour, turns to grains, and the rock stands there.

const SIZE = 256; // pixels of the canvas, which is scaled up softly
const SECONDS = 3.2;
const GRAINS = 1400;
// Parts of the whole time: until all colour is stone, and from when the grains leave.
const STONE_AT = 0.45;
const LEAVE_AT = 0.22;

/** Smooth noise in 0..1 on a SIZE x SIZE field: a coarse lattice, interpolated, plus fine grain. */
function erosionField() {
  const cells = 10;
  const lattice = Float32Array.from({ length: (cells + 1) ** 2 }, Math.random);
  const field = new Float32Array(SIZE * SIZE);
  const ease = (t) => t * t * (3 - 2 * t);
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      const u = (x / SIZE) * cells;
      const v = (y / SIZE) * cells;
      const corner = Math.floor(v) * (cells + 1) + Math.floor(u);
      const a = ease(u % 1);
      const upper = lattice[corner] * (1 - a) + lattice[corner + 1] * a;
      const lower = lattice[corner + cells + 1] * (1 - a) + lattice[corner + cells + 2] * a;
      const smooth = upper + (lower - upper) * ease(v % 1);
      const fromEdge = Math.hypot(x / SIZE - 0.5, y / SIZE - 0.46) * 1.4;
      // the rim goes first, the middle of the face last
      field[y * SIZE + x] = 0.34 * smooth + 0.12 * Math.random() + 0.54 * (1 - fromEdge);
    }
  }
  return stretch(field);
}

function stretch(field) {
  let least = Infinity;
  let most = -Infinity;
  for (const value of field) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return field.map((value) => (value - least) / (most - least));
}

function fallingGrains(field, pixels) {
  return Array.from({ length: GRAINS }, () => {
    const at = Math.floor(Math.random() * field.length);
    const [red, green, blue] = pixels.subarray(at * 4, at * 4 + 3);
    const grey = 0.3 * red + 0.59 * green + 0.11 * blue;
    return {
      x: at % SIZE,
      y: Math.floor(at / SIZE),
      leaves: field[at],
      drift: (Math.random() - 0.5) * 50,
      size: 0.8 + Math.random() * 1.8,
      shade: `rgb(${grey} ${grey * 0.95} ${grey * 0.88} / `,
    };
  });
}

/** Fill `frame` with the face as it is at `time` (0 to 1). */
function weather(frame, face, stone, field, time) {
  const toStone = Math.min(1, time / STONE_AT);
  const gone = (time - LEAVE_AT) / (1 - LEAVE_AT);
  for (let i = 0; i < field.length; i += 1) {
    const j = i * 4;
    const grey = (0.3 * face[j] + 0.59 * face[j + 1] + 0.11 * face[j + 2]) / 190;
    for (let channel = 0; channel < 3; channel += 1) {
      const stony = Math.min(255, stone[channel] * (0.2 + grey));
      frame[j + channel] = face[j + channel] + (stony - face[j + channel]) * toStone;
    }
    frame[j + 3] = 255 * Math.max(0, Math.min(1, (field[i] - gone * 1.06) * 16 + 1));
  }
}

function drawGrains(context, grains, time) {
  const gone = (time - LEAVE_AT) / (1 - LEAVE_AT);
  for (const grain of grains) {
    const age = gone * 1.06 - grain.leaves;
    if (age <= 0 || age > 0.3) continue;
    context.fillStyle = `${grain.shade}${1 - age / 0.3})`;
    const fallen = 900 * age * age;
    context.fillRect(grain.x + grain.drift * age * 3, grain.y + fallen, grain.size, grain.size);
  }
}

function readColour(hex) {
  const whole = Number.parseInt(hex.slice(1), 16);
  return [(whole >> 16) & 255, (whole >> 8) & 255, whole & 255];
}

/**
 * Let a face dissolve over whatever lies under `holder`; resolves when nothing is left of it.
 * @param {HTMLElement} holder positioned; the canvas covers it
 * @param {HTMLCanvasElement} crop the face, square
 * @param {string} colour the rock's, as #rrggbb
 */
export async function dissolve(holder, crop, colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(crop, 0, 0, SIZE, SIZE);
  const face = context.getImageData(0, 0, SIZE, SIZE).data;
  const frame = context.createImageData(SIZE, SIZE);
  const field = erosionField();
  const grains = fallingGrains(field, face);
  const stone = readColour(colour).map((value) => 48 + value * 0.75);
  holder.append(canvas);

  const start = performance.now();
  await new Promise((done) => {
    const step = (now) => {
      const time = Math.max(0, Math.min(1, (now - start) / 1000 / SECONDS));
      weather(frame.data, face, stone, field, time);
      context.putImageData(frame, 0, 0);
      drawGrains(context, grains, time);
      if (time < 1) requestAnimationFrame(step);
      else done();
    };
    requestAnimationFrame(step);
  });
  face.fill(0);
  frame.data.fill(0);
  canvas.width = canvas.height = 0;
  canvas.remove();
}
