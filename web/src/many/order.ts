/** The order of events in the table: by a column of their texts, by time or by group. */

import type { Cloud } from "./cloud";
import type { Texts } from "./texts";
import { folded } from "./words";

/** What the table is ordered by: the number of a column of texts, or what the columns of numbers tell. */
export interface Sort {
  readonly by: number | "time" | "group";
  readonly isDescending: boolean;
}

type Keys = Float64Array | readonly string[];

/** Returns events in order; what has no value comes last, equal ones stay as they were. */
export async function sorted(
  cloud: Cloud,
  texts: Texts,
  events: Uint32Array,
  sort: Sort,
  told: (share: number) => void,
): Promise<Uint32Array> {
  const keys = await keysOf(cloud, texts, events, sort.by, told);
  const places = Uint32Array.from(events, (_, i) => i);
  const turn = sort.isDescending ? -1 : 1;
  if (keys instanceof Float64Array) {
    places.sort((a, b) => {
      const [x, y] = [keys[a]!, keys[b]!];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
      return turn * (x - y) || a - b;
    });
  } else {
    places.sort((a, b) => {
      const [x, y] = [keys[a]!, keys[b]!];
      if (x === y) return a - b;
      if (x === "" || y === "") return x === "" ? 1 : -1;
      return x < y ? -turn : turn;
    });
  }
  return places.map((place) => events[place]!);
}

async function keysOf(
  cloud: Cloud,
  texts: Texts,
  events: Uint32Array,
  by: Sort["by"],
  told: (share: number) => void,
): Promise<Keys> {
  if (by === "time") {
    return Float64Array.from(events, (event) => (cloud.last[event]! < cloud.first[event]! ? NaN : cloud.first[event]!));
  }
  if (by === "group") {
    const names = (cloud.head.colour.names ?? []).map(folded);
    return Array.from(events, (event) => names[cloud.code[event]!] ?? "");
  }
  const values = await texts.column(by, events, told);
  return numbersOf(values) ?? values.map(folded);
}

/** Returns values as numbers if all of them are, an empty one as none. */
function numbersOf(values: readonly string[]): Float64Array | null {
  const numbers = new Float64Array(values.length);
  for (const [i, value] of values.entries()) {
    const number = value.trim() === "" ? NaN : Number(value);
    if (Number.isNaN(number) && value.trim() !== "") return null;
    numbers[i] = number;
  }
  return numbers;
}
