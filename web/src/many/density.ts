/** Density: events counted by pixel, blurred, in colours whose steps are equal ratios. */

import type { Grid } from "./count";
import { word } from "./inks";

const RADIUS_PX = 3;
const PASSES = 5;
const STEPS = 255;
/** Share of the density in the middle of one event below which nothing is drawn: a disc about each event. */
const LEAST = 0.12;
const [FAINTEST, FULLEST] = [24, 238];

/** Paints a grid's counts into an image of its size; five box blurs come close to a Gaussian, in its faint parts too. */
export function paintDensity(grid: Grid, image: ImageData, inks: readonly string[], ratio: number): void {
  const { width, height, counts, used, many } = grid;
  const values = new Float32Array(width * height);
  for (let n = 0; n < many; n += 1) values[used[n]!] = counts[used[n]!]!;
  const between = new Float32Array(width * height);
  const radius = Math.round(RADIUS_PX * ratio);
  for (let pass = 0; pass < PASSES; pass += 1) {
    blur(values, between, height, width, width, 1, radius);
    blur(between, values, width, height, 1, width, radius);
  }
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const out = new Uint32Array(image.data.buffer);
  out.fill(0);
  if (most === 0) return;
  const words = inks.map((ink, i) => word(ink, Math.round(FAINTEST + (FULLEST - FAINTEST) * Math.sqrt(i / (STEPS - 1)))));
  const least = LEAST * middleOfOne(radius) ** 2;
  const scale = (STEPS - 1) / Math.log(Math.max(most / least, 1 / LEAST));
  for (let at = 0; at < values.length; at += 1) {
    if (values[at]! > least) out[at] = words[Math.min(STEPS - 1, Math.round(Math.log(values[at]! / least) * scale))]!;
  }
}

/** Returns the greatest value that is left of 1 on a line after all blurs. */
function middleOfOne(radius: number): number {
  const length = 2 * PASSES * radius + 1;
  const line = new Float32Array(length);
  const between = new Float32Array(length);
  line[PASSES * radius] = 1;
  for (let pass = 0; pass < PASSES; pass += 1) {
    blur(line, between, 1, length, 0, 1, radius);
    line.set(between);
  }
  return line[PASSES * radius]!;
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
