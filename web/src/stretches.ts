/** The parts of lines that are in sight, and where on them a chip finds room. */

import type { Strand } from "./bundle";
import { controlsOver } from "./canvas";
import { storeOf } from "./store";

/** Width of a chip in pixels. */
export const CHIP = 22;
const SEARCH_PX = 4;

interface Spot {
  readonly point: L.Point;
  readonly angle: number;
}

/** What no chip shall cover, or lie under: marks of events, and buttons, in pixels of the world. */
export interface Taken {
  readonly marks: L.Point[];
  readonly controls: readonly L.Bounds[];
}

export function takenOn(map: L.Map): Taken {
  const marks = storeOf(map).obstacles.get("events") ?? [];
  const corner = map.getPixelBounds().min ?? L.point(0, 0);
  const around = CHIP / 2 + 2;
  return {
    marks: marks.map(({ lon, lat }) => map.project([lat, lon])),
    controls: controlsOver(map).map(({ x0, y0, x1, y1 }) =>
      L.bounds(corner.add([x0 - around, y0 - around]), corner.add([x1 + around, y1 + around])),
    ),
  };
}

function free(point: L.Point, { marks, controls }: Taken): boolean {
  return (
    marks.every((other) => other.distanceTo(point) > CHIP + 2) &&
    !controls.some((control) => control.contains(point))
  );
}

/**
 * Finds the middle of the longest stretch in sight, a little aside for each lane of a bundle, or
 * the nearest point that no other mark covers; none where there is no room.
 */
export function spotInSight(
  map: L.Map,
  lanes: readonly (readonly L.Point[])[],
  strand: Strand,
  taken: Taken,
): Spot | null {
  const bounds = map.getPixelBounds();
  const min = (bounds.min ?? L.point(0, 0)).add([24, 30]);
  const max = (bounds.max ?? L.point(0, 0)).subtract([24, 30]);
  const inner = L.bounds(min, max);
  const clipped = lanes.flatMap((lane) => stretches(lane, inner));
  const longest = clipped.reduce<L.Point[]>((a, b) => (span(b) > span(a) ? b : a), []);
  const total = span(longest);
  if (total < 30) return null;
  const stagger = (strand.lane - (strand.lanes - 1) / 2) * Math.min(44, (total * 0.8) / strand.lanes);
  const wanted = total / 2 + stagger;
  const tries = Math.ceil(total / SEARCH_PX) * 2;
  const steps = Array.from({ length: tries }, (_, i) => (i % 2 === 0 ? i : -i - 1) * (SEARCH_PX / 2));
  for (const step of steps) {
    const distance = wanted + step;
    if (distance < 8 || distance > total - 8) continue;
    const spot = spotAlong(longest, distance);
    if (spot === null) continue;
    if (free(spot.point, taken)) return spot;
  }
  return null;
}

/** Points along the lines, close enough to each other that no caption slips between. */
export function inSight(map: L.Map, lanes: readonly (readonly L.Point[])[]): L.LatLng[] {
  const bounds = map.getPixelBounds();
  const out: L.LatLng[] = [];
  for (const stretch of lanes.flatMap((lane) => stretches(lane, bounds))) {
    const total = span(stretch);
    for (let d = 0; d <= total; d += 9) {
      const spot = spotAlong(stretch, d);
      if (spot !== null) out.push(map.unproject(spot.point));
    }
  }
  return out;
}

export function span(line: readonly L.Point[]): number {
  let total = 0;
  for (let i = 1; i < line.length; i += 1) {
    const [one, other] = [line[i - 1], line[i]];
    if (one && other) total += one.distanceTo(other);
  }
  return total;
}

function stretches(line: readonly L.Point[], bounds: L.Bounds): L.Point[][] {
  const out: L.Point[][] = [];
  let current: L.Point[] = [];
  for (let i = 1; i < line.length; i += 1) {
    const [one, other] = [line[i - 1], line[i]];
    if (one === undefined || other === undefined) continue;
    const cut = L.LineUtil.clipSegment(one, other, bounds, false, false);
    if (!Array.isArray(cut) || cut[0] === undefined || cut[1] === undefined) {
      if (current.length > 1) out.push(current);
      current = [];
      continue;
    }
    if (current.length === 0) current.push(cut[0]);
    current.push(cut[1]);
    if (!cut[1].equals(other)) {
      out.push(current);
      current = [];
    }
  }
  if (current.length > 1) out.push(current);
  return out;
}

/** Finds the point at a distance along a line, and which way the line runs there. */
export function spotAlong(line: readonly L.Point[], distance: number): Spot | null {
  let rest = distance;
  for (let i = 1; i < line.length; i += 1) {
    const [one, other] = [line[i - 1], line[i]];
    if (one === undefined || other === undefined) continue;
    const step = one.distanceTo(other);
    if (rest <= step && step > 0) {
      const along = other.subtract(one);
      return {
        point: one.add(along.multiplyBy(rest / step)),
        angle: (Math.atan2(along.y, along.x) * 180) / Math.PI,
      };
    }
    rest -= step;
  }
  return null;
}
