/** Hexagons that stand still on the map: how many events each has, and the sum, the mean or the commonest of a column. */

import { CELL, WORLD, type Cloud } from "./cloud";
import { placeOf, type Bin } from "./clusters";
import { cellInView, copies, type View } from "./count";
import { countInks, groupInk } from "./inks";
import { NOTHING } from "./groups";
import { LAST_STEP, type Scale } from "./scale";

const RADIUS_PX = 13;
const GROUPS = NOTHING + 1;

/** What the colour of a hexagon says: events, of groups the commonest or how many are of one, of a column of numbers its mean or sum. */
export type Measure = "count" | "commonest" | Share | `mean:${number}` | `sum:${number}`;
export type Share = `share:${number}`;

/** Returns the code of the value whose share a measure is; -1 where it is none. */
export function codeOf(measure: Measure): number {
  return measure.startsWith("share:") ? Number(measure.slice(6)) : -1;
}

/** Returns which column of numbers a measure is of; -1 where it is of none. */
export function columnOf(measure: Measure): number {
  const [kind, column] = measure.split(":");
  return kind === "mean" || kind === "sum" ? Number(column) : -1;
}

export interface Hexagon {
  /** Middle, in pixels of the canvas. */
  readonly x: number;
  readonly y: number;
  readonly many: number;
  /** Sum of the numbers of its events, and how many have one. */
  readonly sum: number;
  readonly valued: number;
  readonly commonest: number;
  /** How many of its events have the value that was asked for. */
  readonly own: number;
  /** One of its events. */
  readonly event: number;
}

/** What is asked of hexagons beside their events: how many have a code, and the sum of a column, NaN where it has nothing. */
interface Asked {
  readonly wanted?: number;
  readonly values?: Float64Array | undefined;
}

/** Counts the events of a view that pass the filters by hexagon, in each copy of the world that it shows. */
export function hexagons(cloud: Cloud, view: View, limit: number, ratio: number, { wanted = -1, values }: Asked = {}): Hexagon[] {
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
        const value = values === undefined ? NaN : values[i]!;
        if (Number.isNaN(value)) continue;
        sums[at]! += value;
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
      sum: sums[at]!,
      valued: valued[at]!,
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
  /** The scale of the column whose mean is shown. */
  readonly scale: Scale | null;
}

export function drawHexagons(
  context: CanvasRenderingContext2D,
  found: readonly Hexagon[],
  cloud: Cloud,
  ratio: number,
  { measure, isDark, paper, scale }: HexagonInks,
): void {
  const key = cloud.head.colour;
  const ramp = countInks(cloud.head, isDark);
  const most = Math.log(mostOf(found) + 1);
  const nothing = groupInk(key, NOTHING, isDark);
  const sums = sumScale(found);
  context.lineWidth = ratio;
  context.strokeStyle = paper;
  const step = (hexagon: Hexagon, share: number): number => {
    const { many, own, sum, valued } = hexagon;
    if (measure === "count") return share * LAST_STEP;
    if (codeOf(measure) >= 0) return (LAST_STEP * own) / many;
    if (valued === 0) return NaN;
    return measure.startsWith("sum:") ? sums.step(sum) : (scale?.step(sum / valued) ?? NaN);
  };
  for (const hexagon of found) {
    outline(context, hexagon.x, hexagon.y, RADIUS_PX * ratio);
    const share = Math.log(hexagon.many + 1) / most;
    context.fillStyle = measure === "commonest" ? groupInk(key, hexagon.commonest, isDark) : (ramp[Math.round(step(hexagon, share))] ?? nothing);
    context.globalAlpha = measure === "count" || measure.startsWith("sum:") ? 0.85 : 0.35 + 0.6 * share;
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }
}

/** The steps of sums from the least to the greatest: in equal ratios where none is below 0. */
export function sumScale(found: readonly Hexagon[]): { readonly low: number; readonly high: number; readonly isRatio: boolean; step(sum: number): number } {
  const sums = found.filter(({ valued }) => valued > 0).map(({ sum }) => sum);
  const high = sums.reduce((most, sum) => Math.max(most, sum), -Infinity);
  const low = sums.reduce((least, sum) => Math.min(least, sum), Infinity);
  const least = sums.reduce((one, sum) => (sum > 0 ? Math.min(one, sum) : one), Infinity);
  const isRatio = low >= 0 && high > least;
  const share = (sum: number): number => {
    if (high <= low) return 0.5;
    return isRatio ? Math.max(0, Math.log(sum / least) / Math.log(high / least)) : (sum - low) / (high - low);
  };
  return { low, high, isRatio, step: (sum) => share(sum) * LAST_STEP };
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
export function hexagonAt(found: readonly Hexagon[], view: View, at: L.Point, ratio: number): Hexagon & Bin | undefined {
  let best: Hexagon | undefined;
  let least = RADIUS_PX * ratio;
  for (const one of found) {
    const far = Math.hypot(one.x - at.x, one.y - at.y);
    if (far <= least) [best, least] = [one, far];
  }
  return best && { ...best, place: placeOf(view, best.x, best.y) };
}
