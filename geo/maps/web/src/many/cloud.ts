/** The events of a layer as typed arrays, and which of them are shown. */

import { mercatorY } from "../codec";
import { inflate, join, sum } from "./columns";
import { OPEN_END, OPEN_START } from "./times";
import type { Head, Key } from "./types";

/** The world is this many units wide and high. */
export const WORLD = 2 ** 30;
/** Events that are skipped together when none of them is in view. */
export const CELL = 1024;
export const CODES = 256;

/** Groups of a key: its own, then "other", then "no value". */
export const OTHER = 8;
export const NOTHING = 9;

export interface Window {
  readonly first: number;
  readonly last: number;
}

export class Cloud {
  /** Place in units of the world, first and last time, code of the colour; by event. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly code: Uint8Array;
  /** West, north, east, south of each cell, then its earliest and latest time. */
  readonly cells: Int32Array;
  /** By code: 0 where it is hidden, else its group plus one. */
  readonly shown = new Uint8Array(CODES);
  readonly hidden = new Set<number>();
  window: Window | null = null;
  range: Window | null = null;
  readonly timed: boolean;
  /** How many events can be drawn; the rest is still being read. */
  ready = 0;
  undated = 0;

  constructor(readonly head: Head) {
    const { rows } = head;
    this.timed = head.time !== null;
    this.x = new Int32Array(rows);
    this.y = new Int32Array(rows);
    this.first = new Int32Array(this.timed ? rows : 0);
    this.last = new Int32Array(this.timed ? rows : 0);
    this.code = new Uint8Array(rows);
    this.cells = new Int32Array(6 * Math.ceil(rows / CELL));
    this.show();
  }

  /** Reads the part that starts at event `at`. */
  async read(text: string, at: number): Promise<void> {
    const packed = text.split(",");
    const [lon, lat, first, lasts, codes] = await Promise.all(
      packed.map((one) => (one === "AwA=" ? Promise.resolve(new Uint8Array(0)) : inflate(one))),
    );
    if (!lon || !lat || !first || !lasts || !codes) return;
    const to = at + codes.length;
    this.code.set(codes, at);
    join(lon, this.x, at);
    sum(this.x, at, to);
    join(lat, this.y, at);
    sum(this.y, at, to);
    project(this.x, this.y, at, to, this.head.step);
    if (this.timed) this.readTimes(first, lasts, at, to);
    this.outline(at, to);
    this.ready = Math.max(this.ready, to);
  }

  private readTimes(first: Uint8Array, lasts: Uint8Array, at: number, to: number): void {
    join(first, this.first, at);
    join(lasts, this.last, at);
    let [low, high, undated] = [OPEN_END, OPEN_START, 0];
    for (let i = at; i < to; i += 1) {
      const start = this.first[i]!;
      const end = (start + this.last[i]!) | 0;
      this.last[i] = end;
      if (end < start) {
        undated += 1;
        continue;
      }
      if (start !== OPEN_START && start < low) low = start;
      if (end !== OPEN_END && end > high) high = end;
      if (start !== OPEN_START && start > high) high = start;
      if (end !== OPEN_END && end < low) low = end;
    }
    this.undated += undated;
    if (low > high) return;
    const known = this.range;
    this.range = {
      first: known === null ? low : Math.min(known.first, low),
      last: known === null ? high : Math.max(known.last, high),
    };
  }

  private outline(at: number, to: number): void {
    const { cells, x, y, timed } = this;
    for (let start = at; start < to; start += CELL) {
      const end = Math.min(start + CELL, to);
      let [west, north, east, south] = [WORLD, WORLD, 0, 0];
      let [early, late] = [OPEN_END, OPEN_START];
      for (let i = start; i < end; i += 1) {
        const [px, py] = [x[i]!, y[i]!];
        if (px < west) west = px;
        if (px > east) east = px;
        if (py < north) north = py;
        if (py > south) south = py;
        if (timed) {
          if (this.first[i]! < early) early = this.first[i]!;
          if (this.last[i]! > late) late = this.last[i]!;
        }
      }
      cells.set([west, north, east, south, early, late], 6 * (start / CELL));
    }
  }

  /** Writes anew which codes are shown. */
  show(mask: (code: number) => boolean = (code) => !this.hidden.has(groupOf(code, this.head.colour))): void {
    for (let code = 0; code < CODES; code += 1) {
      this.shown[code] = mask(code) ? groupOf(code, this.head.colour) + 1 : 0;
    }
  }

  /** Tells whether an event passes the filters. */
  passes(i: number): boolean {
    if (this.shown[this.code[i]!] === 0) return false;
    const window = this.window;
    if (window === null) return true;
    return this.first[i]! <= window.last && this.last[i]! >= window.first && this.last[i]! >= this.first[i]!;
  }

  /** Counts by group the events that the time lets through, and all that pass every filter. */
  matching(): { byGroup: Uint32Array; passed: number } {
    const byGroup = new Uint32Array(NOTHING + 1);
    const { code, first, last, window, shown, head } = this;
    const groups = Uint8Array.from({ length: CODES }, (_, one) => groupOf(one, head.colour));
    let passed = 0;
    for (let i = 0; i < this.ready; i += 1) {
      if (window !== null) {
        const end = last[i]!;
        if (first[i]! > window.last || end < window.first || end < first[i]!) continue;
      }
      const one = code[i]!;
      byGroup[groups[one]!]! += 1;
      if (shown[one] !== 0) passed += 1;
    }
    return { byGroup, passed };
  }

  /** Counts for each bin of the whole time how many events with a shown colour may lie in it. */
  histogram(bins: number): Float64Array {
    const counts = new Float64Array(bins + 1);
    const range = this.range;
    if (range === null) return counts;
    const scale = bins / (range.last - range.first + 1);
    const { first, last, code, shown } = this;
    for (let i = 0; i < this.ready; i += 1) {
      if (shown[code[i]!] === 0 || last[i]! < first[i]!) continue;
      const from = Math.max(0, Math.floor((first[i]! - range.first) * scale));
      const to = Math.min(bins - 1, Math.floor((last[i]! - range.first) * scale));
      counts[from]! += 1;
      counts[to + 1]! -= 1;
    }
    for (let bin = 1; bin < bins; bin += 1) counts[bin]! += counts[bin - 1]!;
    return counts.subarray(0, bins);
  }
}

/** Gives the group of a code: on a ramp all values are one. */
export function groupOf(code: number, key: Key): number {
  if (code === 255) return NOTHING;
  if (key.kind === "ramp") return 0;
  return code < (key.groups?.length ?? 0) ? code : OTHER;
}

const FINE = 0.01;
const table = Float64Array.from({ length: Math.round(180 / FINE) + 2 }, (_, i) =>
  mercatorY(i * FINE - 90),
);

/** Turns steps of degrees into units of the world, in place. */
function project(x: Int32Array, y: Int32Array, at: number, to: number, step: number): void {
  const across = (step / 360) * WORLD;
  const down = step / FINE;
  const half = WORLD / 2;
  for (let i = at; i < to; i += 1) {
    x[i] = Math.min(WORLD - 1, x[i]! * across + half);
    const row = y[i]! * down + 90 / FINE;
    const low = row | 0;
    const [a, b] = [table[low]!, table[low + 1]!];
    y[i] = Math.min(WORLD - 1, (a + (b - a) * (row - low)) * WORLD);
  }
}
