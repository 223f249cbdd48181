/** Hexagons that stand still on the map: how many events each has, and the mean or the commonest of a column. */

import { CELL, WORLD, type Cloud } from "./cloud";
import { placeOf, type Bin } from "./clusters";
import { cellInView, copies, type View } from "./count";
import { countInks, groupInk } from "./inks";
import { NOTHING, NOTHING_CODE } from "./groups";

const RADIUS_PX = 13;
const GROUPS = NOTHING + 1;

/** What the colour of a hexagon says: events, of a ramp's column the mean step, of groups the commonest, or how many are of one. */
export type Measure = "count" | "mean" | "commonest" | Share;
export type Share = `share:${number}`;

/** Returns the code of the value whose share a measure is; -1 where it is none. */
export function codeOf(measure: Measure): number {
  return measure.startsWith("share:") ? Number(measure.slice(6)) : -1;
}

export interface Hexagon {
  /** Middle, in pixels of the canvas. */
  readonly x: number;
  readonly y: number;
  readonly many: number;
  /** Mean step of the events that have a number; NaN where none has. */
  readonly mean: number;
  readonly commonest: number;
  /** How many of its events have the value that was asked for. */
  readonly own: number;
  /** One of its events. */
  readonly event: number;
}

/** Counts the events of a view that pass the filters by hexagon, in each copy of the world that it shows. */
export function hexagons(cloud: Cloud, view: View, limit: number, ratio: number, wanted = -1): Hexagon[] {
  const across = Math.sqrt(3) * RADIUS_PX * ratio;
  const down = 1.5 * RADIUS_PX * ratio;
  // Rows and columns are counted from the edge of the world, so that a map that moves takes them along.
  const firstRow = Math.floor(view.top / down) - 1;
  const firstColumn = Math.floor(view.left / across) - 1;
  const columns = Math.ceil(view.width / across) + 4;
  const rows = Math.ceil(view.height / down) + 4;
  const counts = new Uint32Array(rows * columns);
  const sums = new Float64Array(rows * columns);
  const valued = new Uint32Array(rows * columns);
  const byGroup = new Uint32Array(rows * columns * GROUPS);
  const events = new Uint32Array(rows * columns);
  const own = new Uint32Array(rows * columns);
  const k = view.size / WORLD;
  for (const left of copies(view)) {
    const turn = view.left - left;
    for (let start = 0; start < limit; start += CELL) {
      if (!cellInView(cloud, start / CELL, { ...view, left })) continue;
      const end = Math.min(start + CELL, limit);
      for (let i = start; i < end; i += 1) {
        const x = cloud.x[i]! * k + turn;
        const y = cloud.y[i]! * k;
        if (x < view.left || y < view.top || x >= view.left + view.width || y >= view.top + view.height) continue;
        if (!cloud.passes(i)) continue;
        const [column, row] = cellOf(x / across, y / down);
        const at = (row - firstRow) * columns + column - firstColumn;
        const code = cloud.code[i]!;
        counts[at]! += 1;
        byGroup[at * GROUPS + cloud.groupOf(code)]! += 1;
        events[at] = i;
        if (code === wanted) own[at]! += 1;
        if (code === NOTHING_CODE) continue;
        sums[at]! += code;
        valued[at]! += 1;
      }
    }
  }
  const out: Hexagon[] = [];
  counts.forEach((many, at) => {
    if (many === 0) return;
    const row = Math.floor(at / columns) + firstRow;
    const column = (at % columns) + firstColumn;
    const groups = byGroup.subarray(at * GROUPS, (at + 1) * GROUPS);
    out.push({
      x: (column + (row & 1) / 2) * across - view.left,
      y: row * down - view.top,
      many,
      mean: valued[at] === 0 ? NaN : sums[at]! / valued[at]!,
      commonest: groups.indexOf(Math.max(...groups)),
      own: own[at]!,
      event: events[at]!,
    });
  });
  return out;
}

/** Returns column and row of the hexagon nearest to a place, in steps across and down. */
function cellOf(x: number, y: number): [number, number] {
  let row = Math.round(y);
  let column = Math.round(x - (row & 1) / 2);
  const beside = y - row;
  if (Math.abs(beside) * 3 > 1) {
    const off = x - (row & 1) / 2 - column;
    const otherRow = row + (beside < 0 ? -1 : 1);
    const otherColumn = column + (off < 0 ? -1 : 1) / 2;
    const far = x - (row & 1) / 2 - otherColumn;
    const otherBeside = y - otherRow;
    // A step down is √3/2 of a step across.
    if (off * off + 0.75 * beside * beside > far * far + 0.75 * otherBeside * otherBeside) {
      column = otherColumn + ((row & 1) ? 1 : -1) / 2;
      row = otherRow;
    }
  }
  return [column, row];
}

/** How hexagons are filled. */
export interface HexagonInks {
  readonly measure: Measure;
  readonly isDark: boolean;
  readonly paper: string;
}

export function drawHexagons(
  context: CanvasRenderingContext2D,
  found: readonly Hexagon[],
  cloud: Cloud,
  ratio: number,
  { measure, isDark, paper }: HexagonInks,
): void {
  const key = cloud.head.colour;
  const ramp = countInks(cloud.head, isDark);
  const most = Math.log(mostOf(found) + 1);
  const nothing = groupInk(key, NOTHING, isDark);
  context.lineWidth = ratio;
  context.strokeStyle = paper;
  const isShare = codeOf(measure) >= 0;
  for (const { x, y, many, mean, commonest, own } of found) {
    outline(context, x, y, RADIUS_PX * ratio);
    const share = Math.log(many + 1) / most;
    if (measure === "count") context.fillStyle = ramp[Math.round(share * 254)] ?? nothing;
    else if (isShare) context.fillStyle = ramp[Math.round((254 * own) / many)] ?? nothing;
    else if (measure === "mean") context.fillStyle = ramp[Math.round(mean)] ?? nothing;
    else context.fillStyle = groupInk(key, commonest, isDark);
    context.globalAlpha = measure === "count" ? 0.85 : 0.35 + 0.6 * share;
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }
}

export function mostOf(found: readonly Hexagon[]): number {
  return found.reduce((most, { many }) => Math.max(most, many), 0);
}

function outline(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  for (let corner = 0; corner < 6; corner += 1) {
    const angle = (Math.PI / 3) * corner + Math.PI / 6;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
}

/** Returns the hexagon at a pixel of the canvas. */
export function hexagonAt(found: readonly Hexagon[], view: View, at: L.Point, ratio: number): Bin | undefined {
  let best: Hexagon | undefined;
  let least = RADIUS_PX * ratio;
  for (const one of found) {
    const far = Math.hypot(one.x - at.x, one.y - at.y);
    if (far <= least) [best, least] = [one, far];
  }
  return best && { many: best.many, event: best.event, place: placeOf(view, best.x, best.y) };
}
