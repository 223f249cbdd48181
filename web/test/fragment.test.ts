import { describe, expect, it } from "vitest";
import { parseWindow } from "../src/days";
import { EVERYTHING } from "../src/filter";
import { readAddress, writeAddress, type Address, type Names } from "../src/fragment";

const names: Names = {
  views: new Set(["whole", "far"]),
  steps: new Set(["first"]),
  items: new Set(["clash", "a b&c=d"]),
  values: {
    kind: new Set(["rally"]),
    medium: new Set(["telephone", "orders"]),
    status: new Set(["alleged", "denied"]),
    source: new Set(["bbc"]),
    actor: new Set([]),
    account: new Set(["source:bbc", "without:bbc"]),
  },
};

const address: Address = {
  view: "far",
  map: null,
  step: "first",
  filter: {
    text: "ab & <c> کراچی",
    time: parseWindow("2007-05-12/2007-05-13"),
    chosen: { ...EVERYTHING.chosen, medium: ["telephone", "orders"], status: ["denied"], account: ["without:bbc"] },
  },
  selected: "a b&c=d",
};

describe("the fragment", () => {
  it("holds view, step, time, filter and selection, and gives them back", () => {
    const text = writeAddress(address);
    expect(text).toContain("view=far");
    expect(text).toContain("time=2007-05-12/2007-05-13");
    expect(readAddress(`#${text}`, names)).toEqual(address);
  });

  it("holds where the map is when no view is shown", () => {
    const text = writeAddress({ ...address, view: "", map: { zoom: 5.25, lat: 30.123456, lon: -12 } });
    expect(text).toContain("map=5.25/30.1235/-12");
    expect(readAddress(text, names)?.map).toEqual({ zoom: 5.25, lat: 30.1235, lon: -12 });
  });

  it("is none of ours without a key and a value, or when it is endless", () => {
    for (const text of ["", "#", "#story_map_1_panel", `#find=${"a".repeat(9000)}`]) {
      expect(readAddress(text, names)).toBeNull();
    }
  });

  it("passes over what the page does not have", () => {
    const hostile = [
      "view=__proto__&item=constructor&status=alleged&status=<img>&status=alleged&step=x",
      "map=99/0/0&time=yesterday",
      "kind=rally%00&source=../../etc&find=%3Cscript%3E&%E0%A4%A=%E0%A4%A",
    ].join("&");
    expect(readAddress(hostile, names)).toEqual({
      ...{ view: "", map: null, step: "", selected: "" },
      filter: { text: "<script>", time: null, chosen: { ...EVERYTHING.chosen, status: ["alleged"] } },
    });
    for (const map of ["1e9/0/0", "5/NaN/0", "5/90/0", "5/0/900", "5/0", "-1/0/0", "5/0/0/0"]) {
      expect(readAddress(`map=${map}`, names)?.map, map).toBeNull();
    }
  });

  it("cuts a search that is too long", () => {
    expect(readAddress(`find=${"a".repeat(3000)}`, names)?.filter.text).toHaveLength(200);
  });
});
