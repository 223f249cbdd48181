/** Days of any year, before 1970 and before the common era too; `Date` is never asked. */

/** Days since 1970-01-01, proleptic Gregorian; -Infinity and Infinity are open ends. */
export type Day = number;

/** The first and the last day of a stretch of time. */
export type Window = readonly [Day, Day];

/** When something may have happened; null is an open or unknown side. */
export interface Reach {
  readonly first: Day | null;
  readonly last: Day | null;
}

export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const ERA = 146_097;
const SPOT = /^(Y-?[1-9]\d{4,8}|-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/;

/** Counts the days up to a date; year 0 is 1 BCE. */
export function toDay(year: number, month: number, day: number): Day {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const days = ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear;
  return era * ERA + days - 719_468;
}

/** Gives the date of a day (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
export function fromDay(day: Day): Civil {
  const z = day + 719_468;
  const era = Math.floor(z / ERA);
  const ofEra = z - era * ERA;
  const years = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: years + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** Reads a year, month, day or interval of those, as EDTF writes them; null if it is none. */
export function parseWindow(text: string): Window | null {
  const [start = "", end, ...rest] = text.trim().split("/");
  if (rest.length > 0) return null;
  const first = start === ".." || start === "" ? [-Infinity, -Infinity] : spot(start);
  const last = end === undefined ? first : end === ".." || end === "" ? [Infinity, Infinity] : spot(end);
  if (first === null || last === null) return null;
  const [from, to] = [first[0] ?? NaN, last[1] ?? NaN];
  if (from > to || (from === -Infinity && (to === Infinity || end === undefined))) return null;
  return [from, to];
}

function spot(text: string): Window | null {
  const found = SPOT.exec(text);
  if (found === null) return null;
  const year = Number((found[1] ?? "").replace("Y", ""));
  if (found[2] === undefined) return [toDay(year, 1, 1), toDay(year, 12, 31)];
  const month = Number(found[2]);
  if (month < 1 || month > 12) return null;
  const next = month === 12 ? toDay(year + 1, 1, 1) : toDay(year, month + 1, 1);
  if (found[3] === undefined) return [toDay(year, month, 1), next - 1];
  const day = toDay(year, month, Number(found[3]));
  return day >= toDay(year, month, 1) && day < next ? [day, day] : null;
}

/** Writes a window so that `parseWindow` reads it again, as short as it can be. */
export function writeWindow([from, to]: Window): string {
  if (from === -Infinity) return `../${iso(to)}`;
  if (to === Infinity) return `${iso(from)}/..`;
  const short = [iso(from).replace(/-\d\d-\d\d$/, ""), iso(from).replace(/-\d\d$/, ""), iso(from)];
  const same = short.find((one) => {
    const read = parseWindow(one);
    return read !== null && read[0] === from && read[1] === to;
  });
  return same ?? `${iso(from)}/${iso(to)}`;
}

/** Writes a day as ISO 8601 and EDTF do. */
export function iso(at: Day): string {
  const { year, month, day } = fromDay(at);
  const size = String(Math.abs(year)).padStart(4, "0");
  const sign = year < 0 ? "-" : "";
  const years = size.length > 4 ? `Y${sign}${size}` : `${sign}${size}`;
  return `${years}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** Whether something may have happened within a window; what has no date may have at any time. */
export function possible({ first, last }: Reach, [from, to]: Window): boolean {
  return (first ?? -Infinity) <= to && (last ?? Infinity) >= from;
}

/** Whether none of some things is certain to have happened within a window: then they are ghosts. */
export function isGhost(reaches: readonly Reach[], time: Window | null): boolean {
  return time !== null && reaches.every((reach) => !certain(reach, time));
}

/** Whether it happened within the window and at no other time. */
export function certain({ first, last }: Reach, [from, to]: Window): boolean {
  return (first ?? -Infinity) >= from && (last ?? Infinity) <= to;
}
