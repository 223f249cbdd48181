/** Lines and areas among the events, and the links between places. */

import type { Cloud } from "./cloud";
import { mercatorY } from "../codec";
import { inflate } from "../packed";
import { join, sum } from "./columns";
import { copies, type View } from "./count";
import type { LinkRecord } from "./types";

const POINT = 0;
const RING = 2;
const STEP = 1e-6;
/** A shape smaller than this on the screen is drawn as a dot. */
const SMALLEST_PX = 5;

export class Shapes {
  private constructor(
    private readonly kind: Uint8Array,
    /** First vertex of each part, and one past the last. */
    private readonly starts: Int32Array,
    private readonly xy: Float64Array,
    /** West, north, east, south of each event's shape, the world being one wide. */
    readonly boxes: Float64Array,
    /** First part of each event, and one past the last. */
    private readonly parts: Int32Array,
    readonly base: number,
  ) {}

  static async read(text: string, base: number, events: number): Promise<Shapes> {
    const [owners, kinds, lengths, lons, lats] = await Promise.all(text.split(",").map((one) => inflate(one)));
    if (!owners || !kinds || !lengths || !lons || !lats) throw new Error("shapes are cut short");
    const numbers = (planes: Uint8Array, steps: boolean): Int32Array => {
      const out = new Int32Array(planes.length / 4);
      join(planes, out, 0);
      if (steps) sum(out, 0, out.length);
      return out;
    };
    const owner = numbers(owners, true);
    const length = numbers(lengths, false);
    const [lon, lat] = [numbers(lons, true), numbers(lats, true)];
    const starts = new Int32Array(length.length + 1);
    length.forEach((one, i) => (starts[i + 1] = starts[i]! + one));
    const xy = new Float64Array(2 * lon.length);
    for (let i = 0; i < lon.length; i += 1) {
      xy[2 * i] = (lon[i]! * STEP) / 360 + 0.5;
      xy[2 * i + 1] = mercatorY(lat[i]! * STEP);
    }
    const parts = new Int32Array(events + 1).fill(owner.length);
    for (let part = owner.length - 1; part >= 0; part -= 1) parts[owner[part]!] = part;
    const boxes = new Float64Array(4 * events);
    for (let event = 0; event < events; event += 1) {
      boxes.set(boxOf(xy, starts[parts[event]!]!, starts[parts[event + 1]!]!), 4 * event);
    }
    return new Shapes(kinds, starts, xy, boxes, parts, base);
  }

  get size(): number {
    return this.parts.length - 1;
  }

  /** Tells whether a shape is large enough to be seen as one. */
  large(event: number, view: View): boolean {
    const at = 4 * event;
    const width = (this.boxes[at + 2]! - this.boxes[at]!) * view.size;
    const height = (this.boxes[at + 3]! - this.boxes[at + 1]!) * view.size;
    return Math.max(width, height) >= SMALLEST_PX;
  }

  /** Visits shapes in view that pass the filters, the largest first, in each copy of the world. */
  visit(cloud: Cloud, view: View, look: (event: number, left: number) => void): void {
    for (const left of this.reachable(view)) {
      for (let event = 0; event < this.size; event += 1) {
        if (!cloud.passes(this.base + event) || !this.inView(event, view, left)) continue;
        look(event, left);
      }
    }
  }

  private reachable(view: View): number[] {
    const seen = copies(view);
    const least = (seen[0] ?? view.left) + view.size;
    const most = (seen[seen.length - 1] ?? view.left) - view.size;
    return [least, ...seen, most];
  }

  private inView(event: number, view: View, left: number): boolean {
    const at = 4 * event;
    return (
      this.boxes[at]! * view.size <= left + view.width &&
      this.boxes[at + 2]! * view.size >= left &&
      this.boxes[at + 1]! * view.size <= view.top + view.height &&
      this.boxes[at + 3]! * view.size >= view.top
    );
  }

  /** Makes a shape the path; tells what it is made of, an area if any part is one. */
  trace(
    context: CanvasRenderingContext2D,
    event: number,
    view: View,
    left: number,
    dot: number,
  ): "points" | "line" | "area" {
    let most = POINT;
    context.beginPath();
    for (let part = this.parts[event]!; part < this.parts[event + 1]!; part += 1) {
      const kind = this.kind[part] ?? POINT;
      most = Math.max(most, kind);
      for (let v = this.starts[part]!; v < this.starts[part + 1]!; v += 1) {
        const x = this.xy[2 * v]! * view.size - left;
        const y = this.xy[2 * v + 1]! * view.size - view.top;
        if (kind === POINT) {
          context.moveTo(x + dot, y);
          context.arc(x, y, dot, 0, 2 * Math.PI);
        } else if (v === this.starts[part]) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
    }
    return most === RING ? "area" : most === POINT ? "points" : "line";
  }

  /** Gives the shapes at a pixel, the smallest first. */
  at(cloud: Cloud, view: View, px: number, py: number): number[] {
    const context = document.createElement("canvas").getContext("2d");
    if (context === null) return [];
    context.lineWidth = 9;
    const hits: number[] = [];
    this.visit(cloud, view, (event, left) => {
      if (!this.large(event, view) || hits.includes(event)) return;
      const inside = this.trace(context, event, view, left, 6) !== "line";
      if (context.isPointInStroke(px, py) || (inside && context.isPointInPath(px, py, "evenodd"))) {
        hits.push(event);
      }
    });
    const sizes = (event: number): number => {
      const at = 4 * event;
      const { boxes } = this;
      return (boxes[at + 2]! - boxes[at]!) * (boxes[at + 3]! - boxes[at + 1]!);
    };
    return hits.sort((a, b) => sizes(a) - sizes(b)).map((event) => this.base + event);
  }
}

function boxOf(xy: Float64Array, from: number, to: number): [number, number, number, number] {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let v = from; v < to; v += 1) {
    west = Math.min(west, xy[2 * v]!);
    east = Math.max(east, xy[2 * v]!);
    north = Math.min(north, xy[2 * v + 1]!);
    south = Math.max(south, xy[2 * v + 1]!);
  }
  return [west, north, east, south];
}

/** A link's line, the world being one wide. */
export function linkPath(link: LinkRecord): Float64Array {
  const out = new Float64Array(link.path.length);
  let [lon, lat] = [0, 0];
  for (let i = 0; i + 1 < link.path.length; i += 2) {
    lon += link.path[i] ?? 0;
    lat += link.path[i + 1] ?? 0;
    out[i] = (lon * STEP) / 360 + 0.5;
    out[i + 1] = mercatorY(lat * STEP);
  }
  return out;
}

/** Adds a link to the path, in the copies of the world that the view may show. */
export function traceLink(context: CanvasRenderingContext2D, path: Float64Array, view: View): void {
  context.beginPath();
  const seen = copies(view);
  for (const left of [(seen[0] ?? 0) + view.size, ...seen, (seen[seen.length - 1] ?? 0) - view.size]) {
    for (let i = 0; i < path.length; i += 2) {
      const x = path[i]! * view.size - left;
      const y = path[i + 1]! * view.size - view.top;
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  }
}
