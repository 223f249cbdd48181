import { describe, expect, it } from "vitest";
import { Cloud, WORLD } from "../src/many/cloud";
import { count, Grid, MARGIN } from "../src/many/count";
import { paintDensity } from "../src/many/density";
import { clusters } from "../src/many/clusters";
import { hexagons, sumScale } from "../src/many/hexagons";
import { scaleOf } from "../src/many/scale";
import { crowding, isCrowded, parted } from "../src/many/stamp";
import type { Head } from "../src/many/types";

const SIZE = 512;

function cloudOf(places: readonly (readonly [number, number, number])[]): Cloud {
  const groups = ["a", "b"].map((label) => ({ label, light: "#000000", dark: "#ffffff" }));
  const head: Head = {
    aggregated: 20000, block: 2048, colour: { kind: "groups", label: "kind", groups, names: ["a", "b"] }, columns: [],
    links: [], name: "events", part: 262144, points: places.length, rows: places.length, shapes: null, step: 1e-5,
    text: false, passedOver: [], time: null, without: 0,
  };
  const cloud = new Cloud(head);
  places.forEach(([x, y, code], i) => {
    cloud.x[i] = (x / SIZE) * WORLD;
    cloud.y[i] = (y / SIZE) * WORLD;
    cloud.code[i] = code;
  });
  for (let cell = 0; cell * 6 < cloud.cells.length; cell += 1) cloud.cells.set([0, 0, WORLD, WORLD, 0, 0], 6 * cell);
  cloud.ready = places.length;
  return cloud;
}

/** Scatters places evenly (Halton). */
function scattered(many: number): [number, number, number][] {
  const share = (i: number, base: number): number => {
    let [out, step] = [0, 1 / base];
    for (let rest = i; rest > 0; rest = Math.floor(rest / base), step /= base) out += (rest % base) * step;
    return out;
  };
  return Array.from({ length: many }, (_, i) => [share(i + 1, 2) * 300 + 100.5, share(i + 1, 3) * 300 + 100.5, i % 3 === 0 ? 1 : 0]);
}

describe("hexagons", () => {
  const places = scattered(500);
  const view = { size: SIZE, left: 90, top: 90, width: 330, height: 330 };
  const found = hexagons(cloudOf(places), view, 500, 1);

  it("have each event once, in the one whose middle is nearest", () => {
    expect(found.reduce((sum, { many }) => sum + many, 0)).toBe(500);
    for (const hexagon of found) {
      const own = places.filter(([x, y]) => {
        const far = (one: { x: number; y: number }): number => Math.hypot(one.x - (x - 90), one.y - (y - 90));
        return found.every((other) => far(hexagon) <= far(other) + 1e-4);
      });
      // An event at the edge of what is filled may be nearest to a middle that has a hexagon no other way.
      expect(Math.abs(own.length - hexagon.many)).toBeLessThanOrEqual(3);
    }
  });

  it("stand still while the map moves", () => {
    const moved = hexagons(cloudOf(places), { ...view, left: 83, top: 71, height: 360, width: 360 }, 500, 1);
    const key = (list: typeof found, left: number, top: number): string[] =>
      list.map(({ x, y, many }) => `${(x + left).toFixed(2)} ${(y + top).toFixed(2)} ${many}`).sort();
    expect(key(moved, 83, 71)).toEqual(key(found, 90, 90));
  });

  it("tell the commonest group", () => {
    const [one] = hexagons(cloudOf([[200, 200, 1], [200, 200, 1], [200, 200, 0]]), view, 3, 1);
    expect([one?.many, one?.commonest]).toEqual([3, 1]);
  });

  it("tell how many have one value, which a filter may leave out", () => {
    const cloud = cloudOf([[200, 200, 1], [200, 200, 1], [200, 200, 0]]);
    expect(hexagons(cloud, view, 3, 1, { wanted: 0 }).map(({ many, own }) => [many, own])).toEqual([[3, 1]]);
    cloud.hidden.add(0);
    cloud.show();
    expect(hexagons(cloud, view, 3, 1, { wanted: 0 }).map(({ many, own }) => [many, own])).toEqual([[2, 0]]);
  });
});

describe("sums and means in hexagons", () => {
  const view = { size: SIZE, left: 90, top: 90, width: 330, height: 330 };

  it("are those of the numbers themselves, and count who has none", () => {
    const cloud = cloudOf([[200, 200, 0], [200, 200, 1], [200, 200, 0], [350, 350, 0]]);
    const values = Float64Array.of(0.5, 1_000, NaN, 7);
    const found = hexagons(cloud, view, 4, 1, { values }).sort((a, b) => b.many - a.many);
    expect(found.map(({ many, sum, valued }) => [many, sum, valued])).toEqual([[3, 1_000.5, 2], [1, 7, 1]]);
    const scale = sumScale(found);
    expect([scale.low, scale.high, scale.isRatio, scale.step(7), scale.step(1_000.5)]).toEqual([7, 1_000.5, true, 0, 254]);
    // Half way in ratio.
    expect(scale.step(Math.sqrt(7 * 1_000.5))).toBeCloseTo(127);
  });

  it("have steps of value where one is below 0", () => {
    const cloud = cloudOf([[200, 200, 0], [350, 350, 0], [100, 350, 0]]);
    const scale = sumScale(hexagons(cloud, view, 3, 1, { values: Float64Array.of(-10, 30, 10) }));
    expect([-10, 10, 30].map((sum) => scale.step(sum))).toEqual([0, 127, 254]);
  });

  it("find the step of a value on any scale", () => {
    expect(scaleOf({ low: 0, high: 254 }).step(12.4)).toBe(12);
    expect(scaleOf({ low: 1, high: 10_000, spread: "ratio" }).step(100)).toBe(127);
    expect([0, 3, 4, 90].map(scaleOf({ low: 0, high: 90, breaks: [0, 4, 90], spread: "classes" }).step)).toEqual([0, 0, 127, 254]);
  });
});

describe("clusters", () => {
  const view = { size: SIZE, left: 90, top: 90, width: 330, height: 330 };
  const piles = (...all: [number, number, number][]): [number, number, number][] =>
    all.flatMap(([x, y, many]) => Array.from({ length: many }, (): [number, number, number] => [x, y, 0]));

  it("stand at the fullest places and take in what is near, wherever that is", () => {
    for (const shift of [0, 7, 13]) {
      const found = clusters(cloudOf(piles([200 + shift, 200, 9], [240 + shift, 200, 4], [290 + shift, 200, 2])), view, 15, 1);
      expect(found.map(({ x, many }) => [Math.round(x), many])).toEqual([[290 + shift, 2], [200 + shift, 13]]);
    }
  });

  it("have each event once and do not cover each other's middles", () => {
    const found = clusters(cloudOf(scattered(800)), view, 800, 1);
    expect(found.reduce((sum, { many }) => sum + many, 0)).toBe(800);
    for (const one of found) for (const other of found) {
      if (one !== other) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(40);
    }
  });
});

describe("density", () => {
  it("is a round spot about a single event, however full other places are", () => {
    const cloud = cloudOf([...Array.from({ length: 4_000 }, (): [number, number, number] => [100.5, 100.5, 0]), [160.5, 100.5, 0]]);
    const view = { size: SIZE, left: 50, top: 50, width: 200, height: 100 };
    const grid = new Grid(view.width, view.height, false);
    count(cloud, grid, view, 4_001);
    const image = { data: new Uint8ClampedArray(4 * grid.width * grid.height) } as ImageData;
    paintDensity(grid, image, Array.from({ length: 255 }, () => "rgb(1 1 1)"), 1);
    const isDrawn = (dx: number, dy: number): boolean => image.data[4 * ((50 + dy + MARGIN) * grid.width + 110 + dx + MARGIN) + 3]! > 0;
    const across = Array.from({ length: 20 }, (_, d) => d).filter((d) => isDrawn(d, 0)).length;
    const slanting = Array.from({ length: 20 }, (_, d) => d).filter((d) => isDrawn(d, d)).length * Math.SQRT2;
    expect(across).toBeGreaterThan(6);
    expect(Math.abs(slanting - across)).toBeLessThan(2);
  });

  it("is greatest where most events lie, and alike all around", () => {
    const cloud = cloudOf([[100.5, 100.5, 0], [100.5, 100.5, 0], [100.5, 100.5, 0], [160.5, 100.5, 0]]);
    const view = { size: SIZE, left: 50, top: 50, width: 200, height: 100 };
    const grid = new Grid(view.width, view.height, false);
    count(cloud, grid, view, 4);
    const image = { data: new Uint8ClampedArray(4 * grid.width * grid.height) } as ImageData;
    const inks = Array.from({ length: 255 }, (_, i) => `rgb(${i} ${i} ${i})`);
    paintDensity(grid, image, inks, 1);
    const at = (x: number, y: number): number => image.data[4 * ((y - 50 + MARGIN) * grid.width + x - 50 + MARGIN)]!;
    expect(at(100, 100)).toBe(254);
    expect(at(160, 100)).toBeLessThan(254);
    expect(at(160, 100)).toBeGreaterThan(150);
    for (const far of [2, 4, 7]) {
      expect(new Set([at(100 + far, 100), at(100 - far, 100), at(100, 100 + far), at(100, 100 - far)]).size).toBe(1);
      expect(at(100 + far, 100)).toBeLessThan(at(100 + far - 2, 100));
    }
    expect(image.data[4 * ((20 + MARGIN) * grid.width + 150 + MARGIN) + 3]).toBe(0);
  });
});

describe("discs that lie close together", () => {
  it("are counted around each other by squares of 32 pixels, and not at all where they are few", () => {
    const grid = new Grid(640, 640, false);
    const put = (many: number, x: number, y: number): void => {
      for (let i = 0; i < many; i += 1) grid.used[grid.many++] = (y + Math.floor(i / 20)) * grid.width + x + (i % 20);
    };
    put(100, 64, 64);
    expect(crowding(grid, 1)).toBe(0);
    put(300, 320, 320);
    // 100 discs have 100 in their square, 300 have 300.
    expect(crowding(grid, 1)).toBe((100 * 100 + 300 * 300) / 400);
  });

  it("are smaller the more there are, and never too small to be seen", () => {
    expect(parted(4.6, 0)).toBe(4.6);
    expect(parted(4.6, 10)).toBe(4.6);
    // 1.2 squares of 32 pixels hold 40 discs of this radius.
    expect(parted(4.6, 40)).toBe(3);
    expect(parted(4.6, 4_000)).toBe(1.5);
    expect(isCrowded(4, 4.6)).toBe(false);
    expect(isCrowded(5, 4.6)).toBe(true);
  });
});
