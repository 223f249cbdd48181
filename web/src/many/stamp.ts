/** From counts to a picture: one disc for each used pixel. */

import { OTHER } from "./groups";
import { MARGIN, type Grid } from "./count";
import { corners, groupInk, rampInks, reach, shapeOf, word, type Shape } from "./inks";
import type { Key } from "./types";

const LEVELS = 8;
const FAINTEST = 150;

/** Colours by group (or value) and by how many events a pixel has: more is more opaque. */
export interface Palette {
  readonly inks: readonly string[];
  readonly words: Uint32Array;
  readonly rim: number;
  readonly paper: string;
}

export function palette(key: Key, dark: boolean, paper: string): Palette {
  const groups = Array.from({ length: OTHER + 2 }, (_, group) => groupInk(key, group, dark));
  const inks = key.kind === "ramp" ? [...rampInks(key, dark), groups[OTHER + 1] ?? ""] : groups;
  const words = new Uint32Array(inks.length * LEVELS);
  inks.forEach((ink, i) => {
    for (let level = 0; level < LEVELS; level += 1) {
      const alpha = FAINTEST + Math.round(((255 - FAINTEST) * level) / (LEVELS - 1));
      words[i * LEVELS + level] = word(ink, alpha);
    }
  });
  return { inks, words, rim: word(paper, 235), paper };
}

/** The map for which the numbers of discs below were chosen, in square pixels. */
const USUAL_PX = 650_000;
/** Share of a square under discs, lay they side by side, from which rims would be most of what one sees. */
const CROWDED = 0.3;
/** The same share from which discs are smaller, so that the places of single events can be told apart. */
const FULL = 1.2;
const SQUARE_PX = 32;
/** Discs in a square from which aggregates say more: 3 pixels wide, they would cover a third of it. */
const MOST_AROUND = 48;
/** So few discs keep their size and rims, however near they lie. */
const FEW = 200;
const LEAST_PX = 1.5;
/** How opaque a disc without a rim is, so that one under it is seen. */
const BARE = 0.75;

/** Gives the radius, in pixels, at which so many discs on so large a map stay apart and quick to draw. */
export function radiusFor(discs: number, mapPx: number): number {
  const used = (discs * USUAL_PX) / mapPx;
  if (used <= 2_500) return 4.6;
  if (used <= 9_000) return 3.5;
  if (used <= 30_000) return 2.5;
  return used <= 90_000 ? 1.5 : 1;
}

/** Returns how many discs a disc has around it: the mean, by disc, of those in its square of 32 pixels of the page. */
export function crowding(grid: Grid, ratio: number): number {
  if (grid.many < FEW) return 0;
  const side = SQUARE_PX * ratio;
  const columns = Math.ceil(grid.width / side);
  const counts = new Uint32Array(columns * Math.ceil(grid.height / side));
  const cellOf = (at: number): number => Math.floor(Math.floor(at / grid.width) / side) * columns + Math.floor((at % grid.width) / side);
  for (let n = 0; n < grid.many; n += 1) counts[cellOf(grid.used[n]!)]! += 1;
  return counts.reduce((sum, many) => sum + many * many, 0) / grid.many;
}

/** Returns a radius at which discs with so many around them are told apart: at most what was wanted. */
export function parted(radius: number, around: number): number {
  if (around === 0 || radius <= LEAST_PX) return radius;
  const fitting = Math.sqrt((FULL * SQUARE_PX ** 2) / (Math.PI * around));
  return Math.min(radius, Math.max(LEAST_PX, Math.round(2 * fitting) / 2));
}

/** Returns whether discs with so many around them would be hidden by their rims. */
export function isCrowded(around: number, radius: number): boolean {
  return around * Math.PI * radius ** 2 > CROWDED * SQUARE_PX ** 2;
}

/** Returns whether dots of any size that is seen would cover each other. */
export function isFull(around: number): boolean {
  return around > MOST_AROUND;
}

export const DRAWN_ONE_BY_ONE = 2_500;

/** Rows of a disc: first and last column from its middle. */
function rows(shape: Shape, r: number): Int32Array {
  const tall = Math.ceil(r * 1.2);
  const out: number[] = [];
  for (let dy = -tall; dy <= tall; dy += 1) {
    const half = reach(shape, r, dy);
    if (half >= 0) out.push(dy, -Math.floor(half + 0.3), Math.floor(half + 0.3));
  }
  return Int32Array.from(out);
}

/** Paints the counted pixels into an image as large as the grid: first all rims, if any, then all discs. */
export function stampAll(grid: Grid, image: ImageData, colours: Palette, radius: number, hasRims: boolean): void {
  const out = new Uint32Array(image.data.buffer);
  out.fill(0);
  const stamps = (size: number): Int32Array[] =>
    Array.from({ length: OTHER + 2 }, (_, group) =>
      stampRows(radius >= 3 ? shapeOf(group) : "disc", size, grid.width),
    );
  if (radius >= 2 && hasRims) everyPixel(grid, out, stamps(radius + 1), null, colours.rim);
  everyPixel(grid, out, stamps(radius), colours.words, 0);
}

/** Stamps every used pixel: in one colour, or in those of its group and count. */
function everyPixel(
  grid: Grid,
  out: Uint32Array,
  stamps: readonly Int32Array[],
  words: Uint32Array | null,
  one: number,
): void {
  const { counts, group, used } = grid;
  for (let n = 0; n < grid.many; n += 1) {
    const at = used[n]!;
    const many = counts[at]!;
    const own = group[at]! - 1;
    const level = many > 127 ? LEVELS - 1 : 31 - Math.clz32(many);
    const colour = words === null ? one : words[inkOf(grid, at, own) * LEVELS + level]!;
    const stamp = stamps[own]!;
    for (let i = 0; i < stamp.length; i += 2) {
      const from = at + stamp[i]!;
      const to = from + stamp[i + 1]!;
      for (let p = from; p < to; p += 1) out[p] = colour;
    }
  }
}

/** Gives the number of a pixel's ink: its group, or on a ramp the mean of its values. */
function inkOf(grid: Grid, at: number, group: number): number {
  if (grid.sums.length === 0) return group;
  return group === 0 ? Math.round(grid.sums[at]! / grid.counts[at]!) : 255;
}

/** Turns rows into pairs: offset of the first pixel, and how many. */
function stampRows(shape: Shape, radius: number, width: number): Int32Array {
  if (radius <= 1) return Int32Array.of(0, 2, width, 2);
  const from = rows(shape, radius);
  const out = new Int32Array((from.length / 3) * 2);
  for (let i = 0, j = 0; i < from.length; i += 3, j += 2) {
    out[j] = from[i]! * width + from[i + 1]!;
    out[j + 1] = from[i + 2]! - from[i + 1]! + 1;
  }
  return out;
}

/** Draws few discs with smooth edges. */
export function drawOneByOne(
  context: CanvasRenderingContext2D,
  grid: Grid,
  colours: Palette,
  radius: number,
  hasRims: boolean,
): void {
  const { width, used } = grid;
  context.globalAlpha = hasRims ? 1 : BARE;
  context.strokeStyle = colours.paper;
  context.lineWidth = Math.max(1, radius * 0.28);
  context.lineJoin = "round";
  for (let n = 0; n < grid.many; n += 1) {
    const at = used[n]!;
    const group = grid.group[at]! - 1;
    const ink = inkOf(grid, at, group);
    const px = (at % width) - MARGIN + 0.5;
    const py = Math.floor(at / width) - MARGIN + 0.5;
    tracePath(context, shapeOf(group), px, py, radius);
    context.fillStyle = colours.inks[ink] ?? "";
    context.fill();
    if (hasRims) context.stroke();
  }
  context.globalAlpha = 1;
}

export function tracePath(
  context: CanvasRenderingContext2D,
  shape: Shape,
  x: number,
  y: number,
  radius: number,
): void {
  context.beginPath();
  const outline = corners(shape);
  if (outline.length === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  outline.forEach(([dx, dy], i) => {
    if (i === 0) context.moveTo(x + dx * radius, y + dy * radius);
    else context.lineTo(x + dx * radius, y + dy * radius);
  });
  context.closePath();
}
