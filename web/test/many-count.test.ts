import { beforeEach, describe, expect, it } from "vitest";
import { Cloud, WORLD } from "../src/many/cloud";
import { clusters, shownIn } from "../src/many/clusters";
import { copies, count, Grid, MARGIN, visit } from "../src/many/count";
import type { Head, Key } from "../src/many/types";

const groups = ["a", "b"].map((label) => ({ label, light: "#000000", dark: "#ffffff" }));
const grouped: Key = { kind: "groups", label: "kind", groups, names: ["a", "b"] };
const view = { size: 256, left: 0, top: 0, width: 256, height: 256 };

/** Makes events at given pixels of a world of 256 pixels, with a group and a span. */
function cloudOf(rows: readonly (readonly [number, number, number, number, number])[], colour = grouped): Cloud {
  const head: Head = {
    aggregated: 20000, block: 2048, colour, columns: [], links: [], name: "events", part: 262144,
    points: rows.length, rows: rows.length, shapes: null, step: 1e-5, text: false,
    passedOver: [], time: { unit: 86400, zero: 0, label: "day", guessed: false, zone: "" }, without: 0,
  };
  const cloud = new Cloud(head);
  rows.forEach(([x, y, code, first, last], i) => {
    cloud.x[i] = ((x + 0.5) / 256) * WORLD;
    cloud.y[i] = ((y + 0.5) / 256) * WORLD;
    cloud.code[i] = code;
    cloud.first[i] = first;
    cloud.last[i] = last;
  });
  cloud.cells.set([0, 0, WORLD, WORLD, -100, 100]);
  cloud.ready = rows.length;
  return cloud;
}

function at(grid: Grid, x: number, y: number): { many: number; group: number } {
  const place = (y + MARGIN) * grid.width + x + MARGIN;
  return { many: grid.counts[place] ?? 0, group: (grid.group[place] ?? 0) - 1 };
}

describe("events in a view wider than the world", () => {
  const cloud = cloudOf([[10, 9, 0, 0, 0], [128, 9, 0, 0, 0], [250, 9, 0, 0, 0]]);
  const seen = (left: number, width: number): number[] => {
    const found: number[] = [];
    visit(cloud, { ...view, left, width }, 3, (i) => found.push(i) > 0);
    return found.sort();
  };

  it("are each visited once, wherever it begins", () => {
    for (const left of [0, -100, 37, 255, 600, -900]) {
      for (const width of [256, 300, 700, 2000]) expect(seen(left, width)).toEqual([0, 1, 2]);
    }
  });

  it("are left out where no copy shows them", () => {
    expect(seen(200, 70)).toEqual([0, 2]);
    expect(seen(20, 90)).toEqual([]);
  });

  it("make clusters that add up to the events, and are shown in each copy", () => {
    const wide = { ...view, left: -256, width: 768 };
    const found = clusters(cloud, wide, 3, 1);
    expect(found.reduce((sum, one) => sum + one.many, 0)).toBe(3);
    const first = found.find(({ event }) => event === 1);
    const shown = shownIn(wide, found).filter(({ event }) => event === 1);
    expect(shown.map(({ x }) => x - (first?.x ?? 0))).toEqual(expect.arrayContaining([0, 256, 512]));
  });
});

describe("counting", () => {
  let grid: Grid;
  beforeEach(() => {
    grid = new Grid(256, 256, false);
  });

  it("gives a pixel the group that most of its events have, whatever their order", () => {
    for (const codes of [[0, 1, 1], [1, 0, 1], [1, 1, 0]]) {
      count(cloudOf(codes.map((code) => [9, 7, code, 0, 0])), grid, view, 3);
      expect(at(grid, 9, 7)).toEqual({ many: 3, group: 1 });
    }
  });

  it("counts what may lie in the window, and nothing without a time", () => {
    const cloud = cloudOf([[1, 1, 0, 0, 4], [1, 1, 0, 5, 9], [1, 1, 0, 9, 9], [1, 1, 0, 2, 1]]);
    cloud.window = { first: 4, last: 5 };
    count(cloud, grid, view, 4);
    expect(at(grid, 1, 1).many).toBe(2);
    cloud.window = null;
    count(cloud, grid, view, 4);
    expect(at(grid, 1, 1).many).toBe(4);
  });

  it("leaves out hidden groups", () => {
    const cloud = cloudOf([[3, 3, 0, 0, 0], [3, 3, 1, 0, 0]]);
    cloud.hidden.add(1);
    cloud.show();
    count(cloud, grid, view, 2);
    expect(at(grid, 3, 3)).toEqual({ many: 1, group: 0 });
    expect(cloud.matching().passed).toBe(1);
    expect([...cloud.matching().byGroup].slice(0, 2)).toEqual([1, 1]);
  });

  it("draws an event in each copy of the world that is in view", () => {
    const wide = { ...view, left: -128, width: 512 };
    expect(copies(wide)).toEqual([128, -128, -384]);
    const broad = new Grid(512, 256, false);
    count(cloudOf([[10, 10, 0, 0, 0]]), broad, wide, 1);
    expect(broad.counts.reduce((sum, one) => sum + one, 0)).toBe(2);
    expect([at(broad, 138, 10).many, at(broad, 394, 10).many]).toEqual([1, 1]);
  });

  it("names each pixel once, in the order of the events, up to six beyond the view", () => {
    const cloud = cloudOf([[9, 7, 0, 0, 0], [2, 3, 1, 0, 0], [9, 7, 1, 0, 0]]);
    const named = (left: number): number[] => {
      count(cloud, grid, { ...view, left }, 3);
      return [...grid.used.subarray(0, grid.many)];
    };
    const place = (x: number, y: number): number => (y + MARGIN) * grid.width + x + MARGIN;
    // The world is as wide as the view: what leaves it in the west comes again in the east.
    expect(named(0)).toEqual([place(9, 7), place(2, 3), place(258, 3)]);
    expect(named(5)).toEqual([place(4, 7), place(-3, 3), place(260, 7), place(253, 3)]);
    expect(named(10)).toEqual([place(-1, 7), place(255, 7), place(248, 3)]);
  });

  it("takes the mean where colour is a number, and a value before none", () => {
    const ramp: Key = { kind: "ramp", label: "n", low: 0, high: 254, stops: [] };
    const numbers = new Grid(256, 256, true);
    count(cloudOf([[5, 5, 255, 0, 0], [5, 5, 10, 0, 0], [5, 5, 20, 0, 0]], ramp), numbers, view, 3);
    const place = (5 + MARGIN) * numbers.width + 5 + MARGIN;
    expect((numbers.sums[place] ?? 0) / (numbers.counts[place] ?? 1)).toBe(15);
  });

  it("counts a long event in every bin that it may lie in", () => {
    const cloud = cloudOf([[1, 1, 0, 0, 3], [1, 1, 0, 2, 2]]);
    cloud.range = { first: 0, last: 3 };
    expect([...cloud.histogram(4)]).toEqual([1, 1, 2, 1]);
  });
});
