/** Links between places: lines that run from a faint end to a full one with an arrow. */

import { mercatorY } from "../codec";
import { copies, type View } from "./count";
import type { LinkRecord } from "./types";

const STEP = 1e-6;
/** So many links in view keep their full ink. */
const FEW = 24;
const [FULLEST, FAINTEST] = [0.85, 0.22];
/** How full the end is that a directed link comes from. */
const ORIGIN = 0.3;
const ARROW_PX = 7;
/** Pixels between an arrow and the place that it points to. */
const BEFORE_PX = 6;

/** A link's line, the world being one wide. */
export function linkPath(link: LinkRecord): Float64Array {
  const out = new Float64Array(link.path.length);
  let [lon, lat] = [0, 0];
  for (let i = 0; i + 1 < link.path.length; i += 2) {
    lon += link.path[i] ?? 0;
    lat += link.path[i + 1] ?? 0;
    out[i] = (lon * STEP) / 360 + 0.5;
    out[i + 1] = mercatorY(lat * STEP);
  }
  return out;
}

/** Where the copies of a link begin that the view may show. */
function lefts(view: View): number[] {
  const seen = copies(view);
  return [(seen[0] ?? 0) + view.size, ...seen, (seen[seen.length - 1] ?? 0) - view.size];
}

function trace(context: CanvasRenderingContext2D, path: Float64Array, view: View, left: number): void {
  for (let i = 0; i < path.length; i += 2) {
    const x = path[i]! * view.size - left;
    const y = path[i + 1]! * view.size - view.top;
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
}

/** Tells whether any of a link's line may be in view, its left edge being there. */
function isSeen(path: Float64Array, view: View, left: number): boolean {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < path.length; i += 2) {
    [west, east] = [Math.min(west, path[i]!), Math.max(east, path[i]!)];
    [north, south] = [Math.min(north, path[i + 1]!), Math.max(south, path[i + 1]!)];
  }
  const { size, top, width, height } = view;
  return east * size >= left && west * size <= left + width && south * size >= top && north * size <= top + height;
}

/** Draws the links in view, the fainter the more there are; directed ones grow towards their end. */
export function paintLinks(
  context: CanvasRenderingContext2D, links: readonly LinkRecord[], paths: readonly Float64Array[], view: View, ratio: number, ink: string,
): void {
  const shown = lefts(view).flatMap((left) =>
    paths.flatMap((path, i) => (isSeen(path, view, left) ? [{ path, left, isDirected: links[i]?.directed === true }] : [])));
  const alpha = Math.max(FAINTEST, FULLEST * Math.min(1, Math.sqrt(FEW / Math.max(1, shown.length))));
  context.lineWidth = 1.5 * ratio;
  for (const { path, left, isDirected } of shown) {
    const at = (i: number): [number, number] => [path[i]! * view.size - left, path[i + 1]! * view.size - view.top];
    const end = at(path.length - 2);
    context.globalAlpha = alpha;
    context.strokeStyle = ink;
    if (isDirected) {
      const fading = context.createLinearGradient(...at(0), ...end);
      fading.addColorStop(0, `color-mix(in srgb, ${ink} ${100 * ORIGIN}%, transparent)`);
      fading.addColorStop(1, ink);
      context.strokeStyle = fading;
    }
    context.beginPath();
    trace(context, path, view, left);
    context.stroke();
    if (!isDirected) continue;
    let from = path.length - 4;
    while (from > 0 && Math.hypot(at(from)[0] - end[0], at(from)[1] - end[1]) < 2 * ARROW_PX * ratio) from -= 2;
    if (from >= 0) arrow(context, at(from), end, { ratio, ink, alpha: Math.min(FULLEST, alpha * 1.6) });
  }
  context.globalAlpha = 1;
}

function arrow(
  context: CanvasRenderingContext2D, [x0, y0]: [number, number], [x1, y1]: [number, number],
  { ratio, ink, alpha }: { readonly ratio: number; readonly ink: string; readonly alpha: number },
): void {
  const far = Math.hypot(x1 - x0, y1 - y0);
  const size = ARROW_PX * ratio;
  if (far < 2 * size) return;
  const [dx, dy] = [(x1 - x0) / far, (y1 - y0) / far];
  const [x, y] = [x1 - dx * BEFORE_PX * ratio, y1 - dy * BEFORE_PX * ratio];
  context.globalAlpha = alpha;
  context.fillStyle = ink;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - dx * size - dy * size * 0.45, y - dy * size + dx * size * 0.45);
  context.lineTo(x - dx * size + dy * size * 0.45, y - dy * size - dx * size * 0.45);
  context.fill();
}

/** Returns the number of the first link whose line, of a width, is at a pixel; -1 where none is. */
export function linkAt(
  context: CanvasRenderingContext2D, paths: readonly Float64Array[], view: View, at: L.Point, width: number,
): number {
  context.lineWidth = width;
  return paths.findIndex((path) => {
    context.beginPath();
    for (const left of lefts(view)) trace(context, path, view, left);
    return context.isPointInStroke(at.x, at.y);
  });
}
