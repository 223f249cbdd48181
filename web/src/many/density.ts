/** Density: events counted by pixel, blurred, in colours whose steps are equal ratios. */

import { MARGIN, type Grid } from "./count";
import { word } from "./inks";

const RADIUS_PX = 4;
const PASSES = 3;
const STEPS = 255;
/** Share of the greatest density below which nothing is drawn. */
const LEAST = 1e-4;

/** Paints a grid's counts into an image of its size; three box blurs come close to a Gaussian. */
export function paintDensity(grid: Grid, image: ImageData, inks: readonly string[], ratio: number): void {
  const { width, height, counts, used, many } = grid;
  const values = new Float32Array(width * height);
  for (let n = 0; n < many; n += 1) values[used[n]!] = counts[used[n]!]!;
  const between = new Float32Array(width * height);
  const radius = Math.min(MARGIN - 1, Math.round(RADIUS_PX * ratio));
  for (let pass = 0; pass < PASSES; pass += 1) {
    blur(values, between, height, width, width, 1, radius);
    blur(between, values, width, height, 1, width, radius);
  }
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const out = new Uint32Array(image.data.buffer);
  out.fill(0);
  if (most === 0) return;
  const words = inks.map((ink, i) => word(ink, 70 + Math.round((170 * i) / (STEPS - 1))));
  const scale = (STEPS - 1) / Math.log(1 / LEAST);
  for (let at = 0; at < values.length; at += 1) {
    const share = values[at]! / most;
    if (share > LEAST) out[at] = words[Math.round(Math.log(share / LEAST) * scale)]!;
  }
}

/** Averages each value with its neighbours, line by line; `step` leads along a line, `next` to the next. */
function blur(from: Float32Array, to: Float32Array, lines: number, length: number, next: number, step: number, radius: number): void {
  const share = 1 / (2 * radius + 1);
  for (let line = 0; line < lines; line += 1) {
    const start = line * next;
    let sum = 0;
    for (let i = 0; i < Math.min(radius, length); i += 1) sum += from[start + i * step]!;
    for (let i = 0; i < length; i += 1) {
      if (i + radius < length) sum += from[start + (i + radius) * step]!;
      if (i - radius - 1 >= 0) sum -= from[start + (i - radius - 1) * step]!;
      to[start + i * step] = Math.max(0, sum * share);
    }
  }
}
