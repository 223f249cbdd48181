/** One pass over the events in view: how many fall on each pixel, and of which group. */

import { CELL, WORLD, type Cloud } from "./cloud";

/** Pixels of the grid around the view, so that discs at its edge are whole. */
export const MARGIN = 12;
/** The outermost of them, where nothing is counted, so that discs stay inside the grid. */
const EDGE = MARGIN / 2;

/** What the map shows, in pixels of the canvas. */
export interface View {
  /** Width of the whole world. */
  readonly size: number;
  /** World pixel at the canvas's upper left. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export class Grid {
  readonly width: number;
  readonly height: number;
  /** Events on each pixel, up to 65,535. */
  readonly counts: Uint16Array;
  /** Group, plus one, that most events of a pixel have (Boyer and Moore 1981), and its lead. */
  readonly group: Uint8Array;
  readonly lead: Uint16Array;
  /** Sum of the codes of each pixel, where the colour is a number. */
  readonly sums: Uint32Array;
  /** Where the pixels with events are, in the order in which they were met; and how many. */
  readonly used: Uint32Array;
  many = 0;

  constructor(width: number, height: number, ramp: boolean) {
    this.width = width + 2 * MARGIN;
    this.height = height + 2 * MARGIN;
    const size = this.width * this.height;
    this.counts = new Uint16Array(size);
    this.group = new Uint8Array(size);
    this.lead = new Uint16Array(ramp ? 0 : size);
    this.sums = new Uint32Array(ramp ? size : 0);
    this.used = new Uint32Array(size);
  }
}

/** Counts the first `limit` events that pass the filters. */
export function count(cloud: Cloud, grid: Grid, view: View, limit: number): void {
  grid.counts.fill(0);
  grid.many = 0;
  const ramp = grid.sums.length > 0;
  if (ramp) grid.sums.fill(0);
  for (const left of copies(view)) {
    const from = { ...view, left };
    for (let start = 0; start < limit; start += CELL) {
      if (!cellInView(cloud, start / CELL, from)) continue;
      const end = Math.min(start + CELL, limit);
      if (ramp) countNumbers(cloud, grid, from, start, end);
      else countGroups(cloud, grid, from, start, end);
    }
  }
}

/** Gives the left edge of the view in each copy of the world that it shows. */
export function copies(view: View): number[] {
  const first = Math.floor((view.left - MARGIN) / view.size);
  const last = Math.floor((view.left + view.width + MARGIN) / view.size);
  return Array.from({ length: last - first + 1 }, (_, i) => view.left - (first + i) * view.size);
}

export function cellInView(cloud: Cloud, cell: number, view: View): boolean {
  const { cells, window } = cloud;
  const k = view.size / WORLD;
  const at = 6 * cell;
  return (
    cells[at]! * k <= view.left + view.width + MARGIN &&
    cells[at + 2]! * k >= view.left - MARGIN &&
    cells[at + 1]! * k <= view.top + view.height + MARGIN &&
    cells[at + 3]! * k >= view.top - MARGIN &&
    (window === null || (cells[at + 4]! <= window.last && cells[at + 5]! >= window.first))
  );
}

function countGroups(cloud: Cloud, grid: Grid, view: View, start: number, end: number): void {
  const { x, y, first, last, code, shown, window, kept } = cloud;
  const { counts, group, lead, used, width } = grid;
  const k = view.size / WORLD;
  const left = view.left - MARGIN + EDGE;
  const top = view.top - MARGIN + EDGE;
  const wide = width - 2 * EDGE;
  const high = grid.height - 2 * EDGE;
  const corner = EDGE * width + EDGE;
  const timed = window !== null;
  const from = window?.first ?? 0;
  const to = window?.last ?? 0;
  for (let i = start; i < end; i += 1) {
    const one = shown[code[i]!]!;
    if (one === 0 || (kept !== null && kept[i] === 0)) continue;
    if (timed) {
      const end = last[i]!;
      if (first[i]! > to || end < from || end < first[i]!) continue;
    }
    const px = (x[i]! * k - left) | 0;
    const py = (y[i]! * k - top) | 0;
    if (px >>> 0 >= wide || py >>> 0 >= high) continue;
    const at = py * width + px + corner;
    const before = counts[at]!;
    if (before === 0) {
      used[grid.many] = at;
      grid.many += 1;
      counts[at] = 1;
      group[at] = one;
      lead[at] = 1;
      continue;
    }
    if (before < 65535) counts[at] = before + 1;
    if (group[at] === one) lead[at]! += 1;
    else if (lead[at] === 0) {
      group[at] = one;
      lead[at] = 1;
    } else lead[at]! -= 1;
  }
}

function countNumbers(cloud: Cloud, grid: Grid, view: View, start: number, end: number): void {
  const { x, y, first, last, code, shown, window, kept } = cloud;
  const { counts, sums, group, used, width } = grid;
  const k = view.size / WORLD;
  const left = view.left - MARGIN + EDGE;
  const top = view.top - MARGIN + EDGE;
  const wide = width - 2 * EDGE;
  const high = grid.height - 2 * EDGE;
  const corner = EDGE * width + EDGE;
  for (let i = start; i < end; i += 1) {
    const one = shown[code[i]!]!;
    if (one === 0 || (kept !== null && kept[i] === 0)) continue;
    if (window !== null) {
      const to = last[i]!;
      if (first[i]! > window.last || to < window.first || to < first[i]!) continue;
    }
    const px = (x[i]! * k - left) | 0;
    const py = (y[i]! * k - top) | 0;
    if (px >>> 0 >= wide || py >>> 0 >= high) continue;
    const at = py * width + px + corner;
    const numbered = code[i] !== 255;
    if (counts[at] === 0) {
      used[grid.many] = at;
      grid.many += 1;
    }
    // A value beats none; the mean is that of the values.
    if (counts[at] === 0 || (numbered && group[at] !== 1)) {
      counts[at] = 1;
      group[at] = one;
      sums[at] = code[i]!;
    } else if (group[at] === one && counts[at]! < 65535) {
      counts[at]! += 1;
      sums[at]! += code[i]!;
    }
  }
}

/**
 * Visits the events in view that pass the filters, each once, until `look` says stop: where several
 * copies of the world are in view, in the westernmost that shows it.
 */
export function visit(
  cloud: Cloud,
  view: View,
  limit: number,
  look: (i: number, px: number, py: number) => boolean,
): void {
  const k = view.size / WORLD;
  const width = Math.min(view.width, view.size);
  for (const left of copies(view)) {
    const from = { ...view, left, width };
    for (let start = 0; start < limit; start += CELL) {
      if (!cellInView(cloud, start / CELL, from)) continue;
      const end = Math.min(start + CELL, limit);
      for (let i = start; i < end; i += 1) {
        const px = cloud.x[i]! * k - left;
        const py = cloud.y[i]! * k - view.top;
        if (px < 0 || py < 0 || px >= width || py >= view.height) continue;
        if (cloud.passes(i) && !look(i, px, py)) return;
      }
    }
  }
}
