import { describe, expect, it } from "vitest";
import { parseWindow, type Reach } from "../src/days";
import { lanes, moments, scaleOf, ticks } from "../src/scale";

const reach = (text: string): Reach => {
  const [first, last] = parseWindow(text) ?? [0, 0];
  return { first: first === -Infinity ? null : first, last: last === Infinity ? null : last };
};
const day = (text: string): number => parseWindow(text)?.[0] ?? NaN;
const dates = ["1984", "1992/..", "../2007-05-16", "2007-05", "2007-05-12", "-0043-03-15"];

describe("the scale of time", () => {
  const scale = scaleOf(dates.map(reach));

  it("is none where nothing has a date", () => {
    expect(scaleOf([{ first: null, last: null }])).toBeNull();
  });

  it("puts every stop in order and gives each day back from where it lies", () => {
    if (scale === null) throw new Error("there are dates");
    const places = scale.stops.map((stop) => scale.at(stop));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    for (const text of ["-0043-03-15", "1984-07-01", "2000-02-29", "2007-05-12", "2007-05-31"]) {
      const at = (scale.at(day(text)) + scale.at(day(text) + 1)) / 2;
      expect(scale.day(at), text).toBe(day(text));
    }
    expect(scale.at(-Infinity)).toBe(0);
    expect(scale.at(Infinity)).toBe(1);
    expect(scale.day(0)).toBe(-Infinity);
    expect(scale.day(1)).toBe(Infinity);
  });

  it("leaves a day wide enough to choose beside two thousand years", () => {
    if (scale === null) throw new Error("there are dates");
    const width = scale.at(day("2007-05-13")) - scale.at(day("2007-05-12"));
    expect(width * 800).toBeGreaterThan(20);
  });

  it("cuts out the years in which nothing happens, and gives more room to where more does", () => {
    const few = scaleOf(["1984", "1992", "2007-05-12", "2007-05-12", "2007-05-13"].map(reach));
    if (few === null) throw new Error("there are dates");
    expect([...few.breaks]).toEqual([day("1985"), day("1993")]);
    const width = (text: string): number => few.at((parseWindow(text)?.[1] ?? NaN) + 1) - few.at(day(text));
    expect(width("2007-05-12")).toBeGreaterThan(width("2007-05-13"));
    expect(few.at(day("1992")) - few.at(day("1985"))).toBeLessThan(width("2007-05-13"));
    expect(ticks(few, () => 0.02).map(({ window: [from], short }) => [from, short])).toEqual([
      [day("1984"), false],
      [day("1992"), false],
      [day("2007-05-12"), false],
      [day("2007-05-13"), true],
    ]);
  });

  it("plays one stretch after the other, without a gap", () => {
    if (scale === null) throw new Error("there are dates");
    const all = moments(scale);
    expect(all[0]).toEqual([day("-0043-03-15"), day("-0043-03-15")]);
    all.slice(1).forEach(([from], i) => expect(from).toBe((all[i]?.[1] ?? 0) + 1));
  });

  it("names no two stops closer than their names", () => {
    if (scale === null) throw new Error("there are dates");
    const kept = ticks(scale, () => 0.1);
    kept.slice(1).forEach(({ middle }, i) => expect(middle - (kept[i]?.middle ?? 0)).toBeGreaterThanOrEqual(0.1 - 1e-9));
    kept.forEach(({ middle }) => expect(Math.abs(middle - 0.5)).toBeLessThanOrEqual(0.45 + 1e-9));
    expect(kept.map((tick) => tick.window)).toContainEqual(parseWindow("1984"));
  });
});

describe("lanes", () => {
  it("never put two bars over each other", () => {
    const spans = [[0, 0.5], [0.2, 0.3], [0.5, 0.9], [0.35, 0.6], [0, 1]] as const;
    const found = lanes(spans, 0);
    expect(found).toEqual([0, 2, 0, 2, 1]);
  });
});
