/** Columns of numbers as they are, read when sums or means of one are first wanted. */

import { inflate } from "../packed";
import { join } from "./columns";
import { scaleOf, type Scale } from "./scale";
import { complete, type Texts } from "./texts";
import type { Head } from "./types";

/** What stands for no value among whole numbers. */
const NOTHING = -(2 ** 31);

export class Values {
  private readonly columns = new Map<number, Float64Array>();
  private readonly reading = new Map<number, Promise<void>>();

  constructor(
    private readonly layer: string,
    private readonly head: Head,
    private readonly texts: Texts,
  ) {}

  /** Returns a column's numbers by event, NaN where there is none; undefined until they are read. */
  of(column: number): Float64Array | undefined {
    return this.columns.get(column);
  }

  /** Reads a column, once. */
  read(column: number): Promise<void> {
    const known = this.reading.get(column) ?? this.load(column);
    this.reading.set(column, known);
    return known;
  }

  /** The scale of a column, as its key or histogram has it. */
  scale(column: number): Scale {
    const { colour, numbers = [] } = this.head;
    return scaleOf((colour.kind === "ramp" ? [colour, ...numbers] : numbers)[column] ?? {});
  }

  private async load(column: number): Promise<void> {
    const id = `${this.layer}_v${column}`;
    if (!complete(document.getElementById(id))) await this.texts.loaded();
    const bytes = await inflate(document.getElementById(id)?.textContent ?? "");
    const whole = new Int32Array(bytes.length / 4);
    join(bytes, whole, 0);
    const per = this.head.values?.[column]?.per ?? 1;
    const floats = new Float32Array(whole.buffer);
    this.columns.set(column, Float64Array.from(whole, (number, i) => (per === 0 ? floats[i]! : number === NOTHING ? NaN : number / per)));
  }
}
