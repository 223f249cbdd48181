/** Dots whose areas are numbers: the largest first, so that small ones lie on top. */

import { NOTHING_CODE } from "./groups";
import { visit, type View } from "./count";
import type { Cloud } from "./cloud";
import { shapeOf } from "./inks";
import { tracePath, type Palette } from "./stamp";
import { make } from "./dom";
import { written } from "./scale";

/** More events in view are drawn as dots of one size. */
export const MOST_SIZED = 5_000;
export const LARGEST_PX = 18;
const LEAST_PX = 1.5;
const STEPS = 254;
const OPAQUE = 0.7;

/** Returns the radius, in pixels of the page, of an event by its code. */
export function radiusOf(code: number): number {
  return code === NOTHING_CODE ? LEAST_PX : Math.max(LEAST_PX, (LARGEST_PX * code) / STEPS);
}

/** Returns the events of a view that pass the filters, with their pixels; null where they are too many. */
export function sizedInView(cloud: Cloud, view: View, limit: number): { i: number; x: number; y: number }[] | null {
  const found: { i: number; x: number; y: number }[] = [];
  visit(cloud, view, limit, (i, x, y) => found.push({ i, x, y }) <= MOST_SIZED);
  return found.length > MOST_SIZED ? null : found;
}

export function drawSized(
  context: CanvasRenderingContext2D, cloud: Cloud, sizes: Uint8Array, found: { i: number; x: number; y: number }[], colours: Palette, ratio: number,
): void {
  const isRamp = cloud.head.colour.kind === "ramp";
  const size = (i: number): number => (sizes[i] === NOTHING_CODE ? 0 : sizes[i]!);
  found.sort((a, b) => size(b.i) - size(a.i) || a.i - b.i);
  context.strokeStyle = colours.paper;
  context.lineWidth = ratio;
  for (const { i, x, y } of found) {
    const code = cloud.code[i]!;
    const group = cloud.groupOf(code);
    tracePath(context, shapeOf(group), x, y, radiusOf(sizes[i]!) * ratio);
    context.globalAlpha = OPAQUE;
    context.fillStyle = colours.inks[isRamp ? code : group] ?? "";
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }
}

/** Says what the area of a dot means, with three of them. */
export function sizeKey({ label, high, missing }: { label: string; high: number; missing: number }): HTMLElement {
  const values = [high, ...[4, 25].map((part) => Number((high / part).toPrecision(1)))];
  const dots = values.map((value) => {
    const dot = make("span", { class: "many-size" });
    dot.style.setProperty("--r", `${LARGEST_PX * Math.sqrt(high === 0 ? 0 : value / high)}px`);
    return make("span", { class: "many-size-row" }, dot, written(value));
  });
  const none = missing === 0 ? "" : ` ${missing.toLocaleString("en")} without a number are the smallest.`;
  return make("div", { class: "many-sizes" },
    make("p", { class: "many-quiet" }, `The area of a dot is ${label}.${none}`), make("div", {}, ...dots));
}
