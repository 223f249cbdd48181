import { describe, expect, it } from "vitest";
import { dateText, moment, OPEN_END, OPEN_START, spanText, ticks, valueOf } from "../src/many/times";

const days = { unit: 86400, zero: 0, label: "date", guessed: false, zone: "" };

describe("days of the proleptic Gregorian calendar", () => {
  it.each([
    [0, "1 Jan 1970"],
    [-1, "31 Dec 1969"],
    [13645, "12 May 2007"],
    [-719162, "1 Jan 1"],
    [-719163, "31 Dec 1 BCE"],
    [-719528, "1 Jan 1 BCE"],
    [-735160, "15 Mar 44 BCE"],
  ])("day %i is %s", (value, said) => expect(dateText(value, days)).toBe(said));

  it("goes back and forth over four thousand years", () => {
    for (let value = -1_500_000; value < 100_000; value += 997) {
      const { year, month, day } = moment(value, days);
      expect(valueOf(year, month, day, days)).toBe(value);
    }
  });
});

describe("spans", () => {
  it.each([
    [13645, 13645, "12 May 2007"],
    [13634, 13664, "May 2007"],
    [13514, 13878, "2007"],
    [13514, 14244, "2007 – 2008"],
    [13645, 13646, "12 May 2007 – 13 May 2007"],
    [OPEN_START, 13645, "until 12 May 2007"],
    [13645, OPEN_END, "since 12 May 2007"],
    [OPEN_END, OPEN_START, ""],
  ])("%i to %i is %s", (first, last, said) => expect(spanText(first, last, days)).toBe(said));

  it("says the clock where time is told in seconds", () => {
    const seconds = { unit: 1, zero: 13645 * 86400, label: "when", guessed: false, zone: "" };
    expect(dateText(36030, seconds)).toBe("12 May 2007, 10:00:30");
    expect(dateText(36000, seconds)).toBe("12 May 2007, 10:00");
  });
});

describe("ticks", () => {
  it("are round years over a century and months within a year", () => {
    const century = ticks(valueOf(1900, 1, 1, days), valueOf(1999, 12, 31, days), days, 6);
    expect(century.map(({ text }) => text)).toEqual(["1900", "1920", "1940", "1960", "1980"]);
    const year = ticks(valueOf(2007, 1, 1, days), valueOf(2007, 12, 31, days), days, 5);
    expect(year.map(({ text }) => text)).toEqual(["2007", "Apr", "Jul", "Oct"]);
  });
});

describe("a clock of a zone", () => {
  const zoned = { unit: 1, zero: 0, label: "when", guessed: true, zone: "Asia/Karachi" };

  it("is named behind its times, and not behind whole days", () => {
    expect(spanText(1800, 1800, zoned)).toBe("1 Jan 1970, 00:30 (Asia/Karachi)");
    expect(spanText(0, 86399, zoned)).toBe("1 Jan 1970");
    expect(spanText(0, 2 * 86400 - 1, zoned)).toBe("1 Jan 1970 – 2 Jan 1970");
  });
});
