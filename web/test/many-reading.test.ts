import { describe, expect, it } from "vitest";
import { mercatorX, mercatorY } from "../src/codec";
import { Cloud, WORLD } from "../src/many/cloud";
import { OPEN_END, OPEN_START } from "../src/many/times";
import type { Head } from "../src/many/types";
import { inflate } from "../src/packed";

const STEP = 1e-6;

const head = (rows: number): Head => ({
  aggregated: 20000, block: 2048, colour: { kind: "none", label: "" }, columns: [], links: [],
  name: "events", part: 262144, points: rows, rows, shapes: null, step: STEP, text: false,
  passedOver: [], time: { unit: 86400, zero: 0, label: "day", guessed: false, zone: "" }, without: 0,
});

async function packed(bytes: Uint8Array<ArrayBuffer>, format: CompressionFormat = "deflate-raw"): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream(format));
  const squeezed = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(squeezed, (one) => String.fromCharCode(one)).join(""));
}

/** Packs numbers as Python does: their four bytes in planes, deflated, in base64. */
function planes(numbers: readonly number[]): Promise<string> {
  const bytes = new Uint8Array(4 * numbers.length);
  numbers.forEach((one, i) => {
    for (let plane = 0; plane < 4; plane += 1) bytes[plane * numbers.length + i] = one >>> (8 * plane);
  });
  return packed(bytes);
}

/** Gives the steps from number to number, their sign in the lowest bit. */
function steps(numbers: readonly number[]): number[] {
  return numbers.map((one, i) => {
    const step = one - (numbers[i - 1] ?? 0);
    return step < 0 ? -2 * step - 1 : 2 * step;
  });
}

async function placed(places: readonly (readonly [lon: number, lat: number])[]): Promise<Cloud> {
  const cloud = new Cloud(head(places.length));
  const axis = (which: 0 | 1): Promise<string> =>
    planes(steps(places.map((one) => Math.round(one[which] / STEP))));
  await cloud.readPlaces(await axis(0), await axis(1), await packed(new Uint8Array(places.length)), 0);
  return cloud;
}

describe("unpacking", () => {
  it("inflates both forms, also texts that come in many pieces", async () => {
    const text = "Karachi and Edgware. ".repeat(20_000);
    for (const format of ["deflate-raw", "gzip"] as const) {
      const bytes = await inflate(await packed(new TextEncoder().encode(text), format), format);
      expect(new TextDecoder().decode(bytes)).toBe(text);
    }
  });

  it("says so when what it gets is cut short", async () => {
    const whole = await packed(new TextEncoder().encode("Karachi and Edgware"));
    await expect(inflate(whole.slice(0, 12))).rejects.toThrow(TypeError);
  });
});

describe("reading places", () => {
  it("puts them where Mercator's projection has them, to 2 cm as far as 75° and 20 cm beyond", async () => {
    const lats = Array.from({ length: 1701 }, (_, i) => Math.round((-85 + i * 0.0999) / STEP) * STEP);
    const places = lats.map((lat, i) => [(i % 359) - 179.123456, lat] as const);
    const cloud = await placed(places);
    const metre = WORLD / 40_075_016.7;
    places.forEach(([lon, lat], i) => {
      const across = Math.cos((lat * Math.PI) / 180) / metre;
      // Whole units of 4 cm at the equator come on top.
      const far = (Math.abs(lat) < 75 ? 0.02 : 0.2) + across;
      expect(Math.abs(cloud.x[i]! - mercatorX(lon) * WORLD)).toBeLessThanOrEqual(1);
      expect(Math.abs(cloud.y[i]! - mercatorY(lat) * WORLD) * across).toBeLessThanOrEqual(far);
    });
  });

  it("keeps the poles and the last meridian on the map", async () => {
    const cloud = await placed([[180, 90], [-180, -90], [0, 0], [0, 85.2]]);
    expect([...cloud.x]).toEqual([WORLD - 1, 0, WORLD / 2, WORLD / 2]);
    expect(cloud.y[0]).toBeLessThan(5);
    expect(cloud.y[1]).toBeGreaterThan(WORLD - 6);
    expect(cloud.y[2]).toBe(WORLD / 2);
    expect(cloud.y[3]).toBeLessThan(5);
    expect([...cloud.cells.subarray(0, 4)]).toEqual([0, cloud.y[0], WORLD - 1, cloud.y[1]]);
  });

  it("shows events before their times are known, but lets none of them through a window", async () => {
    const cloud = await placed([[67, 24], [0, 51]]);
    expect([cloud.ready, cloud.dated]).toEqual([2, 0]);
    expect(cloud.matching().passed).toBe(2);
    cloud.window = { first: -100, last: 100 };
    expect(cloud.matching().passed).toBe(0);
    const lasts = await planes([4, OPEN_END - OPEN_START]);
    await cloud.readTimes(await planes([3, OPEN_START]), lasts, 0);
    expect([cloud.ready, cloud.dated, cloud.undated]).toEqual([2, 2, 0]);
    expect(cloud.matching().passed).toBe(2);
    expect(cloud.range).toEqual({ first: 3, last: 7 });
    expect([...cloud.cells.subarray(4)]).toEqual([OPEN_START, OPEN_END]);
    cloud.window = { first: 8, last: 9 };
    expect(cloud.matching().passed).toBe(1);
  });
});
