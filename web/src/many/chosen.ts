/** Events that are chosen: which lie within a ring, and how they are marked on the map. */

import { CELL, WORLD, type Cloud } from "./cloud";
import { copies, type View } from "./count";
import type { Bytes } from "../packed";
import type { Shapes } from "./shapes";

/** From so many on they are marked by a pixel instead of rings. */
const MOST_RINGS = 3_000;

/** A place in units of the world; across it may lie beyond its edges. */
export type Corner = readonly [number, number];

/** Returns by event 1 where it passes the filters and lies within a ring; of a shape, its middle. */
export function eventsWithin(cloud: Cloud, ring: readonly Corner[]): Uint8Array {
  const out = new Uint8Array(cloud.head.rows);
  const across = ring.map(([x]) => x);
  const down = ring.map(([, y]) => y);
  const [west, east] = [Math.min(...across), Math.max(...across)];
  const [north, south] = [Math.min(...down), Math.max(...down)];
  for (let turn = Math.floor(west / WORLD); turn <= Math.floor(east / WORLD); turn += 1) {
    const left = turn * WORLD;
    for (let start = 0; start < cloud.ready; start += CELL) {
      const [w, n, e, s] = cloud.cells.subarray(6 * (start / CELL));
      if (w! + left > east || e! + left < west || n! > south || s! < north) continue;
      const end = Math.min(start + CELL, cloud.ready);
      for (let i = start; i < end; i += 1) {
        const [x, y] = [cloud.x[i]! + left, cloud.y[i]!];
        if (x < west || x > east || y < north || y > south || !cloud.passes(i)) continue;
        if (isWithin(ring, x, y)) out[i] = 1;
      }
    }
  }
  return out;
}

/** Tells whether a place lies within a ring, by how often a line to the right of it crosses the ring. */
function isWithin(ring: readonly Corner[], x: number, y: number): boolean {
  let inside = false;
  let [x0, y0] = ring[ring.length - 1]!;
  for (const [x1, y1] of ring) {
    if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) inside = !inside;
    [x0, y0] = [x1, y1];
  }
  return inside;
}

/** Packs ones and zeros, eight in a byte, the lowest bit first. */
export function bitsOf(mask: Uint8Array): Bytes {
  const out = new Uint8Array(Math.ceil(mask.length / 8));
  for (let i = 0; i < mask.length; i += 1) if (mask[i] !== 0) out[i >> 3]! |= 1 << (i & 7);
  return out;
}

export function maskOf(bits: Uint8Array, rows: number): Uint8Array {
  const out = new Uint8Array(rows);
  for (let i = 0; i < rows; i += 1) out[i] = (bits[i >> 3]! >> (i & 7)) & 1;
  return out;
}

/** How chosen events are drawn: their ink and what keeps it apart, radius and pixels to one of the page. */
export interface ChosenInks {
  readonly ink: string;
  readonly paper: string;
  readonly radius: number;
  readonly ratio: number;
}

/** Rings the chosen events that pass the filters, each pixel once; shapes are outlined. */
export function drawChosen(
  context: CanvasRenderingContext2D, cloud: Cloud, shapes: Shapes | null, chosen: Uint8Array, view: View, inks: ChosenInks,
): void {
  const { ratio } = inks;
  const places = pixelsOf(cloud, shapes, chosen, view);
  context.clearRect(0, 0, view.width, view.height);
  context.fillStyle = inks.ink;
  if (places.length > MOST_RINGS) {
    for (const [x, y] of places) context.fillRect(x, y, ratio, ratio);
  } else {
    for (const [colour, width] of [[inks.paper, 4], [inks.ink, 2]] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width * ratio;
      context.beginPath();
      for (const [x, y] of places) {
        context.moveTo(x + inks.radius * ratio, y);
        context.arc(x, y, inks.radius * ratio, 0, 2 * Math.PI);
      }
      context.stroke();
    }
  }
  const { points } = cloud.head;
  context.strokeStyle = inks.ink;
  context.lineWidth = 2 * ratio;
  shapes?.visit(cloud, view, (event) => {
    if (chosen[points + event] === 1 && shapes.large(event, view)) shapes.outline(context, event, view, ratio);
  });
}

function pixelsOf(cloud: Cloud, shapes: Shapes | null, chosen: Uint8Array, view: View): Corner[] {
  const k = view.size / WORLD;
  const taken = new Set<number>();
  const out: Corner[] = [];
  for (const left of copies(view)) {
    for (let i = 0; i < chosen.length; i += 1) {
      if (chosen[i] === 0) continue;
      const x = Math.round(cloud.x[i]! * k - left);
      const y = Math.round(cloud.y[i]! * k - view.top);
      if (x < 0 || y < 0 || x >= view.width || y >= view.height || !cloud.passes(i)) continue;
      const event = i - cloud.head.points;
      if ((event >= 0 && shapes?.large(event, view) === true) || taken.has(y * view.width + x)) continue;
      taken.add(y * view.width + x);
      out.push([x, y]);
    }
  }
  return out;
}
