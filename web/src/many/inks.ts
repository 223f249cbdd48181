/** Colours of groups and ramps, and the shapes that say the same again. */

import { NOTHING, OTHER } from "./groups";
import type { Head, Ink, Key } from "./types";

/** Shapes in the order of the groups: disc, square, diamond, triangle up, triangle down. */
export const SHAPES = ["disc", "square", "diamond", "up", "down"] as const;
export type Shape = (typeof SHAPES)[number];

export function shapeOf(group: number): Shape {
  return group >= OTHER ? "disc" : (SHAPES[group % SHAPES.length] ?? "disc");
}

/** How far a shape of radius `r` reaches to both sides in the row `dy` from its middle. */
export function reach(shape: Shape, r: number, dy: number): number {
  if (shape === "square") return Math.abs(dy) <= 0.86 * r ? 0.86 * r : -1;
  if (shape === "diamond") return Math.abs(dy) <= 1.2 * r ? 1.2 * r - Math.abs(dy) : -1;
  if (shape === "up" || shape === "down") {
    const down = shape === "up" ? dy : -dy;
    return down < -1.1 * r || down > 0.85 * r ? -1 : ((down + 1.1 * r) / (1.95 * r)) * 1.15 * r;
  }
  return Math.abs(dy) <= r ? Math.sqrt(r * r - dy * dy) : -1;
}

/** The outline of a shape of radius 1, for paths. */
export function corners(shape: Shape): readonly (readonly [number, number])[] {
  if (shape === "square") return [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]];
  if (shape === "diamond") return [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]];
  if (shape === "up") return [[0, -1.1], [1.15, 0.85], [-1.15, 0.85]];
  if (shape === "down") return [[0, 1.1], [-1.15, -0.85], [1.15, -0.85]];
  return [];
}

export function tone(ink: Ink, dark: boolean): string {
  return dark ? ink.dark : ink.light;
}

export function groupInk(key: Key, group: number, dark: boolean): string {
  const own = group === NOTHING || group === OTHER ? undefined : key.groups?.[group];
  return tone(own ?? key.nothing ?? { light: "#8b857b", dark: "#7d8489" }, dark);
}

/** Gives the colours of a ramp in 255 steps. */
export function rampInks(key: Key, dark: boolean): readonly string[] {
  return mixedInks((key.stops ?? []).map((stop) => tone(stop, dark)));
}

/** Returns 255 colours from the first of some to the last. */
export function mixedInks(colours: readonly string[]): readonly string[] {
  const stops = colours.map(channels);
  return Array.from({ length: 255 }, (_, i) => {
    const place = (i / 254) * (stops.length - 1);
    const low = Math.min(Math.floor(place), stops.length - 2);
    const [a, b] = [stops[low] ?? [0, 0, 0], stops[low + 1] ?? [0, 0, 0]];
    const mixed = a.map((one, c) => Math.round(one + ((b[c] ?? 0) - one) * (place - low)));
    return `rgb(${mixed.join(" ")})`;
  });
}

/** Returns the colours from few events to many. */
export function countInks({ ramp, colour }: Head, dark: boolean): readonly string[] {
  const stops = ramp ?? colour.stops ?? [];
  return mixedInks(stops.map((stop) => tone(stop, dark)));
}

export function channels(colour: string): readonly [number, number, number] {
  const numbers = colour.startsWith("#")
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/\d+/g) ?? []).map(Number);
  return [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
}

/** Packs a colour as the canvas's bytes have it on this machine (lowest byte first: red). */
export function word(colour: string, alpha: number): number {
  const [r, g, b] = channels(colour);
  return ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
}
