import { describe, expect, it } from "vitest";
import { positions } from "../src/codec";
import { fromBase85 } from "../src/packed";

describe("an encoded polyline", () => {
  it("gives the points of the published example, longitude first", () => {
    expect(positions("~ps|U_p~iFnnqC_ulLvxq`@_mqN")).toEqual([
      [-120.2, 38.5],
      [-120.95, 40.7],
      [-126.453, 43.252],
    ]);
  });

  it("counts its steps in the unit that is given", () => {
    expect(positions("@A", 100_000)).toEqual([[-1, 1]]);
  });
});

describe("base85", () => {
  it("is read as Python writes it, whatever its length", () => {
    const bytes = [...Array.from({ length: 52 }, (_, i) => i * 5), 120, 121, 122];
    expect([...fromBase85('00jyU6d4{PC@nHKJV8cFP*qxAWNB`5czuG0jFFa`prxv:w7I^+$j#E%+~MZy@b.utczJp')]).toEqual(bytes);
    expect([...fromBase85("XJu~")]).toEqual([103, 101, 111]);
  });
});
