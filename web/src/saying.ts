/** Days and windows of time in words. */

import { fromDay, toDay, type Day, type Window } from "./days";
import { say } from "./words";

export type Exactness = "year" | "month" | "day";

export function sayDay(at: Day, exact: Exactness = "day"): string {
  const { year, month, day } = fromDay(at);
  const years = year <= 0 ? say("date.bce", { year: 1 - year }) : String(year);
  if (exact === "year") return years;
  const date = say("date.month", { month: say(`month.${month}`), year: years });
  return exact === "month" ? date : say("date.day", { day, date });
}

export function sayWindow([from, to]: Window): string {
  if (from === -Infinity) return say("date.until", { date: sayDay(to) });
  if (to === Infinity) return say("date.since", { date: sayDay(from) });
  const whole = wholeOf(from, to);
  if (whole !== null) return sayDay(from, whole);
  const [start, end] = [wholeYears(from, to), fromDay(to)];
  if (start !== null) return `${sayDay(from, "year")}–${sayDay(to, "year")}`;
  const first = fromDay(from);
  if (first.year === end.year && first.month === end.month) {
    return say("date.days", { first: first.day, last: end.day, date: sayDay(to, "month") });
  }
  return `${sayDay(from)} – ${sayDay(to)}`;
}

/** Whether the days are one whole year, one month or one day. */
function wholeOf(from: Day, to: Day): Exactness | null {
  if (from === to) return "day";
  const { year, month, day } = fromDay(from);
  if (day !== 1) return null;
  if (month === 1 && to === toDay(year, 12, 31)) return "year";
  const next = month === 12 ? toDay(year + 1, 1, 1) : toDay(year, month + 1, 1);
  return to === next - 1 ? "month" : null;
}

function wholeYears(from: Day, to: Day): true | null {
  const [start, end] = [fromDay(from), fromDay(to)];
  return start.month === 1 && start.day === 1 && end.month === 12 && end.day === 31 ? true : null;
}
