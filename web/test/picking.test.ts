import { expect, test } from "vitest";

import { nearestLines } from "../src/picking";

const at = (x: number, y: number): { x: number; y: number } => ({ x, y });
const line = (item: string, ...points: [number, number][]) => ({
  item,
  lanes: [points.map(([x, y]) => at(x, y))],
});
const upper = line("upper", [0, 0], [100, 0]);
const lower = line("lower", [0, 9], [100, 9]);
const steep = line("steep", [50, -50], [50, 50]);

test("of two lines side by side the nearer is meant, whichever is drawn on top", () => {
  expect(nearestLines(at(30, 3), [upper, lower], 12)).toEqual(["upper"]);
  expect(nearestLines(at(30, 6), [upper, lower], 12)).toEqual(["lower"]);
  expect(nearestLines(at(30, 6), [lower, upper], 12)).toEqual(["lower"]);
});

test("lines that lie as near are all meant, in their order", () => {
  expect(nearestLines(at(51, 0.5), [steep, upper, lower], 12)).toEqual(["steep", "upper"]);
});

test("nothing is meant beyond reach, and a line ends at its ends", () => {
  expect(nearestLines(at(30, -13), [upper, lower], 12)).toEqual([]);
  expect(nearestLines(at(30, -13), [upper, lower], 24)).toEqual(["upper"]);
  expect(nearestLines(at(111, 0), [upper], 12)).toEqual(["upper"]);
  expect(nearestLines(at(113, 0), [upper], 12)).toEqual([]);
});

test("a line in several parts is as near as its nearest part", () => {
  const parted = { item: "parted", lanes: [[at(0, 0), at(10, 0)], [at(90, 0), at(100, 0)]] };
  expect(nearestLines(at(92, 4), [parted], 12)).toEqual(["parted"]);
  expect(nearestLines(at(50, 0), [parted], 12)).toEqual([]);
});

test("a line of no length is a point", () => {
  expect(nearestLines(at(3, 4), [line("dot", [0, 0], [0, 0])], 5)).toEqual(["dot"]);
});
