/** The events of a layer as typed arrays, and which of them are shown. */

import { LIMIT } from "../codec";
import { inflate, type Bytes } from "../packed";
import { join, sum } from "./columns";
import { CODES, groupsOf, NOTHING } from "./groups";
import { OPEN_END, OPEN_START } from "./times";
import type { Head } from "./types";

/** The world is this many units wide and high. */
export const WORLD = 2 ** 30;
/** Events that are skipped together when none of them is in view. */
export const CELL = 1024;

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
  /** Codes that the key hides. */
  readonly hidden = new Set<number>();
  private groups = new Uint8Array(CODES);
  window: Window | null = null;
  /** By event: 0 where a search or a range of numbers leaves it out; null where none does. */
  kept: Uint8Array | null = null;
  range: Window | null = null;
  readonly timed: boolean;
  /** How many events can be drawn, and of how many the times are known; the rest is being read. */
  ready = 0;
  dated = 0;
  /** How often other events have taken the place of those in memory. */
  exchanged = 0;
  undated = 0;

  constructor(readonly head: Head) {
    const { rows } = head;
    this.timed = head.time !== null;
    this.x = new Int32Array(rows);
    this.y = new Int32Array(rows);
    this.first = new Int32Array(this.timed ? rows : 0);
    this.last = new Int32Array(this.timed ? rows : 0).fill(-1);
    this.code = new Uint8Array(rows);
    this.cells = new Int32Array(6 * Math.ceil(rows / CELL));
    this.show();
  }

  /** Reads places and colours of the part that starts at event `at`; then it can be drawn. */
  async readPlaces(lonText: string, latText: string, codeText: string, at: number): Promise<void> {
    const [lon, lat, codes] = await Promise.all([inflate(lonText), inflate(latText), inflate(codeText)]);
    this.setPlaces(lon, lat, codes, at);
  }

  /** Takes places and colours as they were packed, inflated. */
  setPlaces(lon: Bytes, lat: Bytes, codes: Bytes, at: number): void {
    const to = at + codes.length;
    this.code.set(codes, at);
    join(lon, this.x, at);
    sum(this.x, at, to);
    join(lat, this.y, at);
    sum(this.y, at, to);
    this.project(at, to);
    this.ready = to;
  }

  /** Reads the times of a part whose places have been read; until then it has none. */
  async readTimes(firstText: string, lastsText: string, at: number): Promise<void> {
    const texts = this.timed ? [firstText, lastsText] : [];
    const [first, lasts] = await Promise.all(texts.map((text) => inflate(text)));
    this.setTimes(first, lasts, at);
  }

  /** Takes times as they were packed, inflated. */
  setTimes(first: Bytes | undefined, lasts: Bytes | undefined, at: number): void {
    if (this.timed && first !== undefined && lasts !== undefined) {
      join(lasts, this.last, at);
      join(first, this.first, at);
      this.span(at, at + first.length / 4);
    }
    this.dated += Math.min(this.head.part, this.head.rows - at);
  }

  /** Turns steps of degrees into units of the world, in place; within 2 cm to 75°, 20 cm to the edge. */
  private project(at: number, to: number): void {
    const { x, y, cells, head } = this;
    const across = (head.step / 360) * WORLD;
    const half = WORLD / 2;
    const most = WORLD - 1;
    for (let start = at; start < to; start += CELL) {
      const end = Math.min(start + CELL, to);
      let [west, north, east, south] = [WORLD, WORLD, 0, 0];
      for (let i = start; i < end; i += 1) {
        const px = Math.min(most, x[i]! * across + half) | 0;
        const lat = Math.max(-LIMIT, Math.min(LIMIT, y[i]! * head.step));
        const row = Math.round(lat / APART);
        const far = lat - row * APART;
        const known = 3 * (row + KNOWN);
        const down = table[known]! + far * (table[known + 1]! + far * table[known + 2]!);
        const py = Math.max(0, Math.min(most, down)) | 0;
        x[i] = px;
        y[i] = py;
        if (px < west) west = px;
        if (px > east) east = px;
        if (py < north) north = py;
        if (py > south) south = py;
      }
      cells.set([west, north, east, south, OPEN_END, OPEN_START], 6 * (start / CELL));
    }
  }

  /** Puts an event elsewhere, in shares of the world, and widens its cell to hold it. */
  move(i: number, across: number, down: number): void {
    const [x, y] = [across, down].map((share) => Math.max(0, Math.min(WORLD - 1, Math.floor(share * WORLD)))) as [number, number];
    const at = 6 * Math.floor(i / CELL);
    const [west, north, east, south] = this.cells.subarray(at);
    this.cells.set([Math.min(west!, x), Math.min(north!, y), Math.max(east!, x), Math.max(south!, y)], at);
    [this.x[i], this.y[i]] = [x, y];
  }

  /** Turns how long events last into their ends, in place, and takes the whole time anew. */
  private span(at: number, to: number): void {
    const { first, last, cells } = this;
    let [low, high] = [OPEN_END, OPEN_START];
    for (let begin = at; begin < to; begin += CELL) {
      const stop = Math.min(begin + CELL, to);
      let [early, late] = [OPEN_END, OPEN_START];
      for (let i = begin; i < stop; i += 1) {
        const start = first[i]!;
        const end = (start + last[i]!) | 0;
        last[i] = end;
        if (start < early) early = start;
        if (end > late) late = end;
        if (end < start) {
          this.undated += 1;
          continue;
        }
        if (start !== OPEN_START && start < low) low = start;
        if (end !== OPEN_END && end > high) high = end;
        if (start !== OPEN_START && start > high) high = start;
        if (end !== OPEN_END && end < low) low = end;
      }
      cells.set([early, late], 6 * (begin / CELL) + 4);
    }
    if (low > high) return;
    const known = this.range;
    this.range = {
      first: known === null ? low : Math.min(known.first, low),
      last: known === null ? high : Math.max(known.last, high),
    };
  }

  /** Writes anew which codes are shown, and in which group. */
  show(isShown: (code: number) => boolean = (code) => !this.hidden.has(code)): void {
    this.groups = groupsOf(this.head.colour, this.hidden);
    for (let code = 0; code < CODES; code += 1) {
      this.shown[code] = isShown(code) ? this.groups[code]! + 1 : 0;
    }
  }

  /** Returns the group, and so the colour and shape, that a code has now. */
  groupOf(code: number): number {
    return this.groups[code]!;
  }

  /** How many events are still being read. */
  get unread(): number {
    return this.head.rows - this.ready;
  }

  /** Gives the window of time that is shown when `wanted` is asked for. */
  snapped(wanted: Window): Window {
    return wanted;
  }

  /** Tells whether an event passes the filters. */
  passes(i: number): boolean {
    if (this.shown[this.code[i]!] === 0 || this.kept?.[i] === 0) return false;
    const window = this.window;
    if (window === null) return true;
    return this.first[i]! <= window.last && this.last[i]! >= window.first && this.last[i]! >= this.first[i]!;
  }

  /** Returns all events that pass the filters. */
  passing(): Uint32Array {
    const events = new Uint32Array(this.ready);
    let many = 0;
    for (let i = 0; i < this.ready; i += 1) {
      if (!this.passes(i)) continue;
      events[many] = i;
      many += 1;
    }
    return events.slice(0, many);
  }

  /** Counts by code and by group the events that the other filters let through, and all that pass every filter. */
  matching(): { byCode: Uint32Array; byGroup: Uint32Array; passed: number } {
    const byCode = new Uint32Array(CODES);
    const byGroup = new Uint32Array(NOTHING + 1);
    const { code, first, last, window, shown, head, kept } = this;
    for (let i = 0; i < this.ready; i += 1) {
      if (kept !== null && kept[i] === 0) continue;
      if (window !== null) {
        const end = last[i]!;
        if (first[i]! > window.last || end < window.first || end < first[i]!) continue;
      }
      byCode[code[i]!]! += 1;
    }
    const groups = groupsOf(head.colour, new Set());
    let passed = 0;
    byCode.forEach((many, one) => {
      byGroup[groups[one]!]! += many;
      if (shown[one] !== 0) passed += many;
    });
    return { byCode, byGroup, passed };
  }

  /** Counts for each bin of the whole time how many events with a shown colour may lie in it. */
  histogram(bins: number): Float64Array {
    const counts = new Float64Array(bins + 1);
    const range = this.range;
    if (range === null) return counts;
    const scale = bins / (range.last - range.first + 1);
    const { first, last, code, shown, kept } = this;
    for (let i = 0; i < this.ready; i += 1) {
      if (shown[code[i]!] === 0 || last[i]! < first[i]! || (kept !== null && kept[i] === 0)) continue;
      const from = Math.max(0, Math.floor((first[i]! - range.first) * scale));
      const to = Math.min(bins - 1, Math.floor((last[i]! - range.first) * scale));
      counts[from]! += 1;
      counts[to + 1]! -= 1;
    }
    for (let bin = 1; bin < bins; bin += 1) counts[bin]! += counts[bin - 1]!;
    return counts.subarray(0, bins);
  }
}

/** Degrees between the latitudes whose projection is known; between them it is a parabola. */
const APART = 0.1;
const KNOWN = Math.ceil(LIMIT / APART);
const RADIAN = Math.PI / 180;

/** Value, slope and half the bend of Mercator's y, in units of the world, for each of them. */
function parabolas(): Float64Array {
  const table = new Float64Array(3 * (2 * KNOWN + 1));
  for (let i = 0, at = 0; i <= 2 * KNOWN; i += 1, at += 3) {
    const lat = (i - KNOWN) * APART * RADIAN;
    const sine = Math.sin(lat);
    const cosine = Math.cos(lat);
    const slope = (-WORLD * RADIAN) / (2 * Math.PI * cosine);
    table[at] = WORLD * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
    table[at + 1] = slope;
    table[at + 2] = (slope * sine * RADIAN) / (2 * cosine);
  }
  return table;
}

const table = parabolas();
