/** Which line a click or a pointer means: the one whose middle is nearest. */

const MOUSE_REACH_PX = 12;
const FINGER_REACH_PX = 24;
const EQUAL_PX = 1;

interface Pixel {
  readonly x: number;
  readonly y: number;
}

export interface Pickable<T> {
  readonly item: T;
  /** The line as drawn, in the same pixels as the point. */
  readonly lanes: readonly (readonly Pixel[])[];
}

/** Returns how far from a line a pointer may be to mean it, in pixels. */
export function reachOfPointer(event: Event): number {
  const kind = "pointerType" in event ? event.pointerType : "";
  const isFinger = kind === "touch" || (kind === "" && matchMedia("(pointer: coarse)").matches);
  return isFinger ? FINGER_REACH_PX : MOUSE_REACH_PX;
}

/** Returns the nearest line within reach; where lines cross, all that lie as near, in their order. */
export function nearestLines<T>(point: Pixel, lines: readonly Pickable<T>[], reach: number): T[] {
  const distances = lines.map(({ lanes }) => Math.min(...lanes.map((lane) => distanceTo(lane, point))));
  const least = Math.min(...distances);
  return least > reach
    ? []
    : lines.filter((_, i) => (distances[i] ?? Infinity) <= least + EQUAL_PX).map(({ item }) => item);
}

function distanceTo(line: readonly Pixel[], point: Pixel): number {
  let least = Infinity;
  for (let i = 1; i < line.length; i += 1) {
    const [from, to] = [line[i - 1], line[i]];
    if (from !== undefined && to !== undefined) least = Math.min(least, distanceToSegment(from, to, point));
  }
  return least;
}

function distanceToSegment(from: Pixel, to: Pixel, point: Pixel): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / square;
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(from.x + t * dx - point.x, from.y + t * dy - point.y);
}
