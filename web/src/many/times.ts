/** Times in whole units as dates in words, before the common era too. */

import type { TimeScale } from "./types";

export const OPEN_START = -2147483648;
export const OPEN_END = 2147483647;

const DAY = 86400;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly seconds: number;
}

/** Gives the day of the proleptic Gregorian calendar (Hinnant's civil_from_days). */
export function moment(value: number, scale: TimeScale): Moment {
  const seconds = (value + scale.zero) * scale.unit;
  const days = Math.floor(seconds / DAY);
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
    seconds: seconds - days * DAY,
  };
}

/** Gives the value at which a day begins. */
export function valueOf(year: number, month: number, day: number, scale: TimeScale): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  const days = era * 146097 + doe - 719468;
  return Math.floor((days * DAY) / scale.unit) - scale.zero;
}

export function yearText(year: number): string {
  return year <= 0 ? `${1 - year} BCE` : String(year);
}

/** Names the zone behind a moment of its clock. */
function zoned(text: string, scale: TimeScale): string {
  return scale.unit === DAY || scale.zone === "" ? text : `${text} (${scale.zone})`;
}

export function dateText(value: number, scale: TimeScale): string {
  const { year, month, day, seconds } = moment(value, scale);
  const date = `${day} ${MONTHS[month - 1] ?? ""} ${yearText(year)}`;
  if (scale.unit === DAY) return date;
  const part = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  const clock = `${part(seconds / 3600)}:${part((seconds % 3600) / 60)}`;
  const rest = scale.unit === 1 && seconds % 60 !== 0 ? `:${part(seconds % 60)}` : "";
  return `${date}, ${clock}${rest}`;
}

/** Says a span: a day, a month, a year, or from one to another; open ends are said. */
export function spanText(first: number, last: number, scale: TimeScale): string {
  if (last < first) return "";
  if (first === OPEN_START) return zoned(`until ${dateText(last, scale)}`, scale);
  if (last === OPEN_END) return zoned(`since ${dateText(first, scale)}`, scale);
  if (first === last) return zoned(dateText(first, scale), scale);
  const start = moment(first, scale);
  const after = moment(last + 1, scale);
  if (start.day === 1 && after.day === 1 && start.seconds === 0 && after.seconds === 0) {
    if (start.month === 1 && after.month === 1) {
      const end = after.year - 1;
      const one = yearText(start.year);
      return end === start.year ? one : `${one} – ${yearText(end)}`;
    }
    const months = after.year * 12 + after.month - (start.year * 12 + start.month);
    if (months === 1) return `${MONTHS[start.month - 1] ?? ""} ${yearText(start.year)}`;
  }
  if (scale.unit < DAY && wholeDays(start, after)) return daysText(first, last, scale);
  return zoned(`${dateText(first, scale)} – ${dateText(last, scale)}`, scale);
}

function wholeDays(start: Moment, after: Moment): boolean {
  return start.seconds === 0 && after.seconds === 0;
}

/** Says whole days without a clock, although other events of the layer have one. */
function daysText(first: number, last: number, scale: TimeScale): string {
  const days = { ...scale, unit: DAY, zero: 0 };
  const day = (value: number): number => Math.floor(((value + scale.zero) * scale.unit) / DAY);
  return spanText(day(first), day(last), days);
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

const MONTH_STEPS = [1, 3, 6];
const DAY_STEPS = [1, 2, 7, 14];
const CLOCK_STEPS = [60, 300, 900, 3600, 10800, 21600, 43200];

/** Chooses round dates for an axis, at most `most` of them. */
export function ticks(low: number, high: number, scale: TimeScale, most: number): Tick[] {
  const span = Math.max(1, high - low) * scale.unit;
  const wanted = span / Math.max(1, most);
  const clock = CLOCK_STEPS.find((step) => step >= wanted);
  if (clock !== undefined && scale.unit < DAY) return clockTicks(low, high, scale, clock);
  const days = DAY_STEPS.find((step) => step * DAY >= wanted);
  if (days !== undefined) return dayTicks(low, high, scale, days);
  const months = MONTH_STEPS.find((step) => step * 30 * DAY >= wanted);
  if (months !== undefined) return monthTicks(low, high, scale, months);
  let years = 1;
  for (let i = 0; years * 365 * DAY < wanted; i += 1) years *= i % 3 === 1 ? 2.5 : 2;
  return monthTicks(low, high, scale, Math.round(years) * 12);
}

function clockTicks(low: number, high: number, scale: TimeScale, step: number): Tick[] {
  const units = Math.max(1, step / scale.unit);
  const out: Tick[] = [];
  const first = Math.ceil((low + scale.zero) / units) * units - scale.zero;
  for (let value = first; value <= high; value += units) {
    const { day, month, seconds } = moment(value, scale);
    const clock = dateText(value, scale).split(", ")[1] ?? "";
    out.push({ value, text: seconds === 0 ? `${day} ${MONTHS[month - 1] ?? ""}` : clock });
  }
  return out;
}

function dayTicks(low: number, high: number, scale: TimeScale, step: number): Tick[] {
  const units = (step * DAY) / scale.unit;
  const out: Tick[] = [];
  const first = Math.ceil((low + scale.zero) / units) * units - scale.zero;
  for (let value = first; value <= high; value += units) {
    const { day, month } = moment(value, scale);
    out.push({ value, text: `${day} ${MONTHS[month - 1] ?? ""}` });
  }
  return out;
}

function monthTicks(low: number, high: number, scale: TimeScale, step: number): Tick[] {
  const start = moment(low, scale);
  const out: Tick[] = [];
  let index = Math.ceil((start.year * 12 + start.month - 1) / step) * step;
  for (; out.length < 100; index += step) {
    const year = Math.floor(index / 12);
    const month = index - year * 12 + 1;
    const value = valueOf(year, month, 1, scale);
    if (value > high) break;
    if (value < low) continue;
    const text = month === 1 ? yearText(year) : `${MONTHS[month - 1] ?? ""}`;
    out.push({ value, text });
  }
  return out;
}
