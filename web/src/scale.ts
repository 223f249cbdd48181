/**
 * A scale of time that gives each stretch room: long quiet years are shortened, a day stays wide
 * enough to be chosen. Between two dates that the story tells the scale is even.
 */

import { fromDay, type Day, type Reach, type Window } from "./days";

export interface Scale {
  /** First days of the stretches; the last is the day after the end. */
  readonly stops: readonly Day[];
  /** Days on which something begins. */
  readonly begins: ReadonlySet<Day>;
  /** Where the begin of a day lies, from 0 to 1; open ends lie at the edges. */
  at(day: Day): number;
  /** The day that lies at a place. */
  day(at: number): Day;
}

/** Share of the width on each side that stands for what lies before and after all dates. */
const OPEN = 0.045;

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
  const ends = [0];
  for (let i = 1; i < stops.length; i += 1) {
    const days = (stops[i] ?? 0) - (stops[i - 1] ?? 0);
    ends.push((ends[i - 1] ?? 0) + Math.sqrt(Math.log2(1 + days)));
  }
  const total = ends[ends.length - 1] ?? 1;
  const share = (i: number): number => OPEN + ((ends[i] ?? 0) / total) * (1 - 2 * OPEN);
  return {
    stops,
    begins,
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

export interface Tick {
  readonly at: number;
  /** The middle of its name, which keeps within the axis. */
  readonly middle: number;
  readonly day: Day;
  /** How much of the date is worth saying: a year that begins, a month, or a day. */
  readonly exact: "year" | "month" | "day";
  readonly short: boolean;
}

/**
 * Chooses the stops to name, the round ones first, so that no two stand closer than their names. A
 * day whose month is named already needs no more room than its number, and is given as `short`.
 */
export function ticks(scale: Scale, room: (tick: Tick) => number): Tick[] {
  const all = scale.stops.map((day): Tick => {
    const date = fromDay(day);
    const exact = date.day > 1 ? "day" : date.month > 1 ? "month" : "year";
    const at = scale.at(day);
    return { at, middle: at, day, exact, short: false };
  });
  const ranked = (["year", "month", "day"] as const).flatMap((exact) => {
    const own = all.filter((tick) => tick.exact === exact);
    const begun = own.filter(({ day }) => scale.begins.has(day));
    return [...begun, ...own.filter((tick) => !begun.includes(tick))];
  });
  const kept: Tick[] = [];
  for (const one of ranked) {
    const short = one.exact === "day" && kept.some((other) => monthOf(other.day) === monthOf(one.day));
    const half = room({ ...one, short }) / 2;
    const tick = { ...one, short, middle: Math.max(half, Math.min(1 - half, one.at)) };
    const near = (other: Tick): boolean => Math.abs(other.middle - tick.middle) < half + room(other) / 2;
    if (!kept.some(near)) kept.push(tick);
  }
  return kept.sort((a, b) => a.at - b.at);
}
