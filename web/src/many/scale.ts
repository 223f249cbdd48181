/** The scale of a column of numbers: which value stands at each of the 255 steps of a ramp or histogram. */

/** The last of the steps from the least value to the greatest. */
export const LAST_STEP = 254;

/** How values are spread over the steps, as Python has chosen. */
export interface NumberScale {
  readonly low?: number;
  readonly high?: number;
  /** Values at equal steps in rank, or where classes begin. */
  readonly breaks?: readonly number[];
  readonly spread?: "value" | "ratio" | "rank" | "classes";
}

const NOTES = {
  value: "",
  ratio: "Equal steps are equal ratios (logarithmic).",
  rank: "Equal steps in rank, not in value: most values lie close together.",
  classes: "Classes with natural breaks: values in one are alike.",
} as const;

export interface Scale {
  /** The least value that has this step, or with `last` the greatest. */
  value(step: number, last?: boolean): number;
  /** The step of a value: the greatest whose least value is not above it. */
  step(value: number): number;
  /** Values at equal distances along the ramp, to be written below it; none where its ends say all. */
  readonly marks: readonly number[];
  readonly note: string;
}

export function scaleOf(numbers: NumberScale): Scale {
  const scale = valuesOf(numbers);
  return { ...scale, step: (value) => stepOf(scale, value) };
}

function stepOf({ value }: Pick<Scale, "value">, wanted: number): number {
  let [low, high] = [0, LAST_STEP];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (value(middle) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

function valuesOf({ low = 0, high = 1, breaks, spread = "value" }: NumberScale): Omit<Scale, "step"> {
  const note = NOTES[spread];
  const quarters = [0, 0.25, 0.5, 0.75, 1];
  if (spread === "ratio") {
    const value = (step: number): number => low * (high / low) ** (step / LAST_STEP);
    return { value, note, marks: quarters.map((share) => value(share * LAST_STEP)) };
  }
  if (breaks === undefined) return { value: (step) => low + ((high - low) * step) / LAST_STEP, note, marks: [] };
  const marks = spread === "classes" ? [...breaks, high] : quarters.map((share) => breaks[Math.round(share * (breaks.length - 1))] ?? 0);
  return { value: (step, last = false) => atRank(breaks, step, last), note, marks };
}

/** Gives the least value whose step is at least `bin`; or the greatest whose step is at most that. */
function atRank(breaks: readonly number[], bin: number, last: boolean): number {
  const edge = ((2 * bin + (last ? 1 : -1)) * (breaks.length - 1)) / (2 * LAST_STEP);
  const step = Math.ceil(edge) - (last ? 1 : 0);
  return breaks[Math.max(0, Math.min(breaks.length - 1, step))] ?? 0;
}

export function written(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 4 });
}
