/**
 * A scale of time that gives each stretch room by its days and by how much happens in it: years in
 * which nothing does are cut out, a day stays wide enough to be chosen. Within a stretch it is even.
 */

import { fromDay, type Day, type Reach, type Window } from "./days";

export interface Scale {
  /** First days of the stretches; the last is the day after the end. */
  readonly stops: readonly Day[];
  /** Days on which something begins. */
  readonly begins: ReadonlySet<Day>;
  /** First days of the stretches that are cut out: longer than a month, and nothing happens in them. */
  readonly breaks: ReadonlySet<Day>;
  /** Where the begin of a day lies, from 0 to 1; open ends lie at the edges. */
  at(day: Day): number;
  /** The day that lies at a place. */
  day(at: number): Day;
}

/** Share of the width on each side that stands for what lies before and after all dates. */
const OPEN = 0.045;
/** Room of a stretch that is cut out, where a day has one. */
const CUT = 0.6;
const MONTH_DAYS = 31;

export function scaleOf(reaches: Iterable<Reach>): Scale | null {
  const found = new Set<Day>();
  const begins = new Set<Day>();
  for (const { first, last } of reaches) {
    if (first !== null) {
      found.add(first);
      begins.add(first);
    }
    if (last !== null) found.add(last + 1);
  }
  const stops = [...found].sort((a, b) => a - b);
  if (stops.length === 1) stops.push((stops[0] ?? 0) + 1);
  const start = stops[0];
  const end = stops[stops.length - 1];
  if (start === undefined || end === undefined) return null;
  const numbers = numbersIn(stops, reaches);
  const breaks = new Set<Day>();
  const ends = [0];
  for (let i = 1; i < stops.length; i += 1) {
    const from = stops[i - 1] ?? 0;
    const days = (stops[i] ?? 0) - from;
    const number = numbers[i - 1] ?? 0;
    if (number === 0 && days > MONTH_DAYS) breaks.add(from);
    const room = breaks.has(from) ? CUT : Math.sqrt(Math.log2(1 + days)) * Math.cbrt(Math.max(1, number));
    ends.push((ends[i - 1] ?? 0) + room);
  }
  const total = ends[ends.length - 1] ?? 1;
  const share = (i: number): number => OPEN + ((ends[i] ?? 0) / total) * (1 - 2 * OPEN);
  return {
    stops,
    begins,
    breaks,
    at(day) {
      if (day < start) return 0;
      if (day > end) return 1;
      const i = Math.max(0, indexOf(stops, day));
      const [from, to] = [stops[i] ?? start, stops[i + 1] ?? end];
      if (to === from) return share(i);
      return share(i) + ((day - from) / (to - from)) * (share(i + 1) - share(i));
    },
    day(at) {
      if (at < OPEN) return -Infinity;
      if (at >= 1 - OPEN) return Infinity;
      let i = 0;
      while (i + 2 < stops.length && share(i + 1) <= at) i += 1;
      const [from, to] = [stops[i] ?? start, stops[i + 1] ?? end];
      const within = (at - share(i)) / (share(i + 1) - share(i));
      return Math.min(to - 1, from + Math.floor(within * (to - from)));
    },
  };
}

/** Counts for each stretch what lies in it with both ends known. */
function numbersIn(stops: readonly Day[], reaches: Iterable<Reach>): number[] {
  const steps = stops.map(() => 0);
  const change = (day: Day, by: number): void => {
    const i = indexOf(stops, day);
    steps[i] = (steps[i] ?? 0) + by;
  };
  for (const { first, last } of reaches) {
    if (first === null || last === null) continue;
    change(first, 1);
    change(last + 1, -1);
  }
  let sum = 0;
  return steps.map((step) => (sum += step));
}

/** Gives the last stop that is not after a day. */
function indexOf(stops: readonly Day[], day: Day): number {
  let [low, high] = [0, stops.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((stops[middle] ?? 0) <= day) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The stretches between stops, one after the other: what plays. */
export function moments({ stops }: Scale): Window[] {
  return stops.slice(0, -1).map((from, i) => [from, (stops[i + 1] ?? from + 1) - 1]);
}

/** Puts each of some stretches into the first lane where it overlaps none; widths are 0 to 1. */
export function lanes(spans: readonly (readonly [number, number])[], gap: number): number[] {
  const order = spans.map((_, i) => i).sort((a, b) => start(spans, a) - start(spans, b) || a - b);
  const ends: number[] = [];
  const found = spans.map(() => 0);
  for (const i of order) {
    const free = ends.findIndex((end) => end + gap <= start(spans, i));
    const lane = free < 0 ? ends.length : free;
    ends[lane] = spans[i]?.[1] ?? 0;
    found[i] = lane;
  }
  return found;
}

function start(spans: readonly (readonly [number, number])[], i: number): number {
  return spans[i]?.[0] ?? 0;
}

function monthOf(day: Day): string {
  const { year, month } = fromDay(day);
  return `${year}-${month}`;
}

/** A stretch between two stops, to be named at its middle. */
export interface Tick {
  /** The middle of its name, which keeps within the axis. */
  readonly middle: number;
  /** Its first and its last day. */
  readonly window: Window;
  /** Whether its month is named already, so that the days are enough. */
  readonly short: boolean;
}

/**
 * Chooses the stretches to name, those in which something begins first, so that no two names touch.
 * What is cut out has none.
 */
export function ticks(scale: Scale, room: (tick: Tick) => number): Tick[] {
  const all = moments(scale).filter(([from]) => !scale.breaks.has(from));
  const begun = all.filter(([from]) => scale.begins.has(from));
  const kept: Tick[] = [];
  for (const window of [...begun, ...all.filter((one) => !begun.includes(one))]) {
    const [from, to] = window;
    const isDays = monthOf(from) === monthOf(to);
    const short = isDays && kept.some((other) => monthOf(other.window[0]) === monthOf(from));
    const half = room({ window, middle: 0, short }) / 2;
    const middle = Math.max(half, Math.min(1 - half, (scale.at(from) + scale.at(to + 1)) / 2));
    const tick = { window, middle, short };
    const near = (other: Tick): boolean => Math.abs(other.middle - middle) < half + room(other) / 2;
    if (!kept.some(near)) kept.push(tick);
  }
  return kept.sort((a, b) => a.middle - b.middle);
}
