import { describe, expect, it } from "vitest";
import { positions } from "../src/codec";

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
