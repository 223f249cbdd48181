import { describe, expect, it } from "vitest";
import { Cloud, WORLD } from "../src/many/cloud";
import { count, Grid, MARGIN } from "../src/many/count";
import { paintDensity } from "../src/many/density";
import { hexagons } from "../src/many/hexagons";
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
    expect(hexagons(cloud, view, 3, 1, 0).map(({ many, own }) => [many, own])).toEqual([[3, 1]]);
    cloud.hidden.add(0);
    cloud.show();
    expect(hexagons(cloud, view, 3, 1, 0).map(({ many, own }) => [many, own])).toEqual([[2, 0]]);
  });
});

describe("density", () => {
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
