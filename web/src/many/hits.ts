/** Which events a view shows, and which of them lie under a pointer. */

import type { Cloud } from "./cloud";
import { visit, type View } from "./count";
import type { Shapes } from "./shapes";

/** Events at one spot that a pop-up pages through. */
const MOST_HITS = 200;

/** The events of a layer as far as they have been read. */
export interface Events {
  readonly cloud: Cloud;
  readonly shapes: Shapes | null;
}

function readPoints({ head, ready }: Cloud): number {
  return Math.min(ready, head.points);
}

/** Returns the events within `reach` of a pixel, the nearest first, then shapes; and how many there are. */
export function eventsAt(
  { cloud, shapes }: Events, view: View, at: L.Point, reach: number, reachOf: (i: number) => number = () => reach,
): { events: number[]; many: number } {
  const near: { i: number; far: number }[] = [];
  const box = {
    ...view, left: view.left + at.x - reach, top: view.top + at.y - reach,
    width: 2 * reach, height: 2 * reach,
  };
  let many = 0;
  visit(cloud, box, readPoints(cloud), (i, x, y) => {
    const far = Math.hypot(x - reach, y - reach);
    if (far > reachOf(i)) return true;
    many += 1;
    if (near.length < 4 * MOST_HITS) near.push({ i, far });
    return true;
  });
  const events = near.sort((a, b) => a.far - b.far || a.i - b.i).map(({ i }) => i);
  const areas = shapes?.at(cloud, view, at.x, at.y) ?? [];
  return { events: [...events, ...areas].slice(0, MOST_HITS), many: many + areas.length };
}

/** Counts the events in view that pass the filters. */
export function countInView({ cloud, shapes }: Events, view: View): number {
  let many = 0;
  visit(cloud, view, readPoints(cloud), () => {
    many += 1;
    return true;
  });
  const seen = new Set<number>();
  shapes?.visit(cloud, view, (event) => seen.add(event));
  return many + seen.size;
}

/** Returns the events in view that pass the filters. */
export function eventsInView({ cloud, shapes }: Events, view: View): Uint32Array {
  const events = new Uint32Array(cloud.head.rows);
  let many = 0;
  visit(cloud, view, readPoints(cloud), (i) => {
    events[many] = i;
    many += 1;
    return true;
  });
  const seen = new Set<number>();
  shapes?.visit(cloud, view, (event) => seen.add(event));
  for (const event of seen) {
    events[many] = cloud.head.points + event;
    many += 1;
  }
  return events.slice(0, many);
}
