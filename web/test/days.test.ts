import { describe, expect, it } from "vitest";
import { certain, fromDay, iso, parseWindow, possible, toDay, writeWindow } from "../src/days";

const day = (text: string): number => parseWindow(text)?.[0] ?? NaN;

describe("days", () => {
  it("count from 1970 as the calendar does, before it too", () => {
    expect(toDay(1970, 1, 1)).toBe(0);
    expect(toDay(1969, 12, 31)).toBe(-1);
    expect(toDay(2000, 3, 1)).toBe(11_017);
    expect(toDay(-43, 3, 15)).toBe(-735_160); // as numpy counts it
    expect(toDay(0, 1, 1)).toBe(-719_528);
  });

  it("come back as the date that they were, over two eras and every end of a month", () => {
    const wrong: number[] = [];
    for (let at = toDay(-401, 1, 1); at < toDay(2401, 1, 1); at += 1) {
      const { year, month, day: of } = fromDay(at);
      if (toDay(year, month, of) !== at || month < 1 || month > 12 || of < 1 || of > 31) wrong.push(at);
    }
    expect(wrong).toEqual([]);
    expect(fromDay(toDay(1900, 3, 1) - 1)).toEqual({ year: 1900, month: 2, day: 28 });
    expect(fromDay(toDay(2000, 3, 1) - 1)).toEqual({ year: 2000, month: 2, day: 29 });
  });
});

describe("a window", () => {
  it("is as long as its date is exact", () => {
    expect(parseWindow("2007")).toEqual([day("2007-01-01"), day("2007-12-31")]);
    expect(parseWindow("2007-02")).toEqual([day("2007-02-01"), day("2007-02-28")]);
    expect(parseWindow("2007-05-12")).toEqual([day("2007-05-12"), day("2007-05-12")]);
    expect(parseWindow("2007-05-12/2007-05-13")?.[1]).toBe(day("2007-05-13"));
    expect(parseWindow("../1992")).toEqual([-Infinity, day("1992-12-31")]);
    expect(parseWindow("1992/..")).toEqual([day("1992-01-01"), Infinity]);
    expect(parseWindow("-0043")?.[0]).toBe(toDay(-43, 1, 1));
    expect(parseWindow("Y-17000")?.[0]).toBe(toDay(-17_000, 1, 1));
  });

  it("is none where the text is no date", () => {
    for (const text of ["", "..", "../..", "2007-13", "2007-02-30", "12 May", "2008/2007", "1/2/3", "NaN", "2007-5"]) {
      expect(parseWindow(text), text).toBeNull();
    }
  });

  it("is written so that it is read again", () => {
    for (const text of ["2007", "2007-05", "2007-05-12", "2007-05-12/2007-05-13", "../1992-12-31", "-0043", "Y-17000-01-01/.."]) {
      const window = parseWindow(text);
      expect(window && writeWindow(window), text).toBe(text);
    }
    expect(iso(toDay(12_345, 6, 7))).toBe("Y12345-06-07");
  });

  it("holds as possible what is dated less exactly, and what has no date", () => {
    const may = { first: day("2007-05-01"), last: day("2007-05-31") };
    const twelfth = parseWindow("2007-05-12") ?? [0, 0];
    expect(possible(may, twelfth)).toBe(true);
    expect(certain(may, twelfth)).toBe(false);
    expect(certain(may, parseWindow("2007") ?? [0, 0])).toBe(true);
    expect(possible({ first: null, last: day("1992-12-31") }, twelfth)).toBe(false);
    expect(possible({ first: null, last: null }, twelfth)).toBe(true);
    expect(possible({ first: day("-0043-03-15"), last: day("-0043-03-15") }, parseWindow("-0043-03") ?? [0, 0])).toBe(true);
  });
});
