/** Lines and areas among the events, and the links between places. */

import { WORLD, type Cloud } from "./cloud";
import { mercatorY } from "../codec";
import { inflate } from "../packed";
import { join, sum } from "./columns";
import { copies, MARGIN, type Grid, type View } from "./count";

const POINT = 0;
const LINE = 1;
const STEP = 1e-6;
/** A shape smaller than this on the screen is drawn as a dot. */
const SMALLEST_PX = 5;
/** Shapes that are skipped together when none of them is in view. */
const BLOCK = 64;
/** Vertices after which a path is drawn and the next one begun: a rasterizer sorts the edges of each. */
const PATH_VERTICES = 4_096;
const TILE_PX = 256;
/** Lines in view that are drawn in full strength, the least share of it, and the rounds in which more are drawn. */
const FEW_LINES = 200;
const FAINTEST = 0.2;
const ROUNDS = 12;

/** The vertices of all parts as maps up to one zoom draw them. */
interface Level {
  /** First vertex of each part, and one past the last. */
  readonly starts: Int32Array;
  readonly xy: Float64Array;
}

interface Columns {
  readonly kind: Uint8Array;
  readonly whole: Level;
  /** By vertex the number of the first zoom that draws it; empty where all zooms draw all. */
  readonly detail: Uint8Array;
  readonly zooms: readonly number[];
  /** First part of each event, and one past the last. */
  readonly parts: Int32Array;
}

/** How shapes of one colour are drawn. */
interface ShapeInk {
  readonly colour: string;
  readonly ratio: number;
  /** Colour of the borders between areas that lie beside each other; null where areas overlap. */
  readonly border: string | null;
  /** What lines have of their full strength. */
  readonly share: number;
}

export class Shapes {
  private readonly levels: (Level | undefined)[] = [];
  private readonly blocks: Float64Array;

  private constructor(
    private readonly columns: Columns,
    /** West, north, east, south of each event's shape, the world being one wide. */
    readonly boxes: Float64Array,
    readonly base: number,
  ) {
    this.blocks = unions(boxes);
  }

  static async read(text: string, base: number, events: number, zooms: readonly number[]): Promise<Shapes> {
    const [owners, kind, lengths, lons, lats, detail] = await Promise.all(
      text.split(",").map((packed) => (packed === "" ? new Uint8Array(0) : inflate(packed))),
    );
    if (!owners || !kind || !lengths || !lons || !lats || !detail) throw new Error("shapes are cut short");
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
    length.forEach((vertices, part) => (starts[part + 1] = starts[part]! + vertices));
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
    return new Shapes({ kind, whole: { starts, xy }, detail, zooms, parts }, boxes, base);
  }

  get size(): number {
    return this.columns.parts.length - 1;
  }

  /** Returns the vertices that a view needs. */
  private levelFor(view: View): Level {
    const { zooms, whole, detail } = this.columns;
    const at = detail.length === 0 ? -1 : zooms.findIndex((zoom) => view.size <= TILE_PX * 2 ** zoom + 1);
    return at < 0 ? whole : (this.levels[at] ??= simpler(whole, detail, at));
  }

  /** Returns whether a shape has lines and no inside; a point among its parts is drawn with it. */
  isLine(event: number): boolean {
    const { kind, parts } = this.columns;
    let most = POINT;
    for (let part = parts[event]!; part < parts[event + 1]!; part += 1) most = Math.max(most, kind[part]!);
    return most === LINE;
  }

  /** Tells whether a shape is large enough to be seen as one. */
  large(event: number, view: View): boolean {
    const at = 4 * event;
    const width = (this.boxes[at + 2]! - this.boxes[at]!) * view.size;
    const height = (this.boxes[at + 3]! - this.boxes[at + 1]!) * view.size;
    return Math.max(width, height) >= SMALLEST_PX;
  }

  /** Visits shapes in view that pass the filters, in each copy of the world. */
  visit(cloud: Cloud, view: View, look: (event: number, left: number) => void): void {
    for (const left of this.reachable(view)) {
      for (let first = 0; first < this.size; first += BLOCK) {
        if (!inView(this.blocks, first / BLOCK, view, left)) continue;
        const end = Math.min(first + BLOCK, this.size);
        for (let event = first; event < end; event += 1) {
          if (inView(this.boxes, event, view, left) && cloud.passes(this.base + event)) look(event, left);
        }
      }
    }
  }

  /** Counts the shapes in a grid that are too small to be seen as such. */
  addSmall(cloud: Cloud, grid: Grid, view: View): void {
    this.visit(cloud, view, (event, left) => {
      if (this.large(event, view)) return;
      const i = this.base + event;
      const px = (cloud.x[i]! / WORLD) * view.size - left + MARGIN;
      const py = (cloud.y[i]! / WORLD) * view.size - view.top + MARGIN;
      if (px < 0 || py < 0 || px >= grid.width || py >= grid.height) return;
      const at = Math.floor(py) * grid.width + Math.floor(px);
      if (grid.counts[at] === 0) {
        grid.used[grid.many] = at;
        grid.many += 1;
      }
      grid.counts[at] = Math.min(65_535, grid.counts[at]! + 1);
      grid.group[at] = cloud.shown[cloud.code[i]!]!;
      if (grid.sums.length > 0) grid.sums[at] = grid.counts[at]! * cloud.code[i]!;
    });
  }

  private reachable(view: View): number[] {
    const seen = copies(view);
    const least = (seen[0] ?? view.left) + view.size;
    const most = (seen[seen.length - 1] ?? view.left) - view.size;
    return [least, ...seen, most];
  }

  /**
   * Draws the shapes in view that are large enough, those of one colour as one path. Many lines are fainter, and drawn
   * in rounds that have some of each colour, so that none hides all others.
   */
  paint(
    context: CanvasRenderingContext2D, cloud: Cloud, view: View,
    { ratio, border, inkOf }: { readonly ratio: number; readonly border: string | null; readonly inkOf: (code: number) => string },
  ): void {
    const level = this.levelFor(view);
    const seen: (readonly [number, number])[] = [];
    let lines = 0;
    this.visit(cloud, view, (event, left) => {
      if (!this.large(event, view)) return;
      seen.push([event, left]);
      if (this.isLine(event)) lines += 1;
    });
    const share = Math.min(1, Math.sqrt(FEW_LINES / Math.max(1, lines)));
    const rounds = Array.from({ length: share < 1 ? ROUNDS : 1 }, () => new Map<string, Batch>());
    for (const [event, left] of seen) {
      const colour = inkOf(cloud.code[this.base + event]!);
      const batches = rounds[this.isLine(event) ? event % rounds.length : 0]!;
      let batch = batches.get(colour);
      if (batch === undefined) batches.set(colour, (batch = new Batch(context, { colour, ratio, border, share: Math.max(FAINTEST, share) })));
      batch.add(this, level, event, view, left);
    }
    for (const batches of rounds) for (const batch of batches.values()) batch.draw();
    context.globalAlpha = 1;
  }

  /** Outlines one shape wherever the view shows it. */
  outline(context: CanvasRenderingContext2D, event: number, view: View, ratio: number): void {
    const level = this.levelFor(view);
    for (const left of this.reachable(view)) {
      if (!inView(this.boxes, event, view, left)) continue;
      context.beginPath();
      this.trace(context, level, event, view, left, 6 * ratio);
      context.stroke();
    }
  }

  /** Adds a shape to the path; returns its vertices. */
  trace(
    path: CanvasPath,
    level: Level,
    event: number,
    view: View,
    left: number,
    dot: number,
  ): number {
    const { kind, parts } = this.columns;
    const { starts, xy } = level;
    const { size, top } = view;
    let vertices = 0;
    for (let part = parts[event]!; part < parts[event + 1]!; part += 1) {
      const own = kind[part] ?? POINT;
      const [from, to] = [starts[part]!, starts[part + 1]!];
      vertices += to - from;
      for (let v = from; v < to; v += 1) {
        const x = xy[2 * v]! * size - left;
        const y = xy[2 * v + 1]! * size - top;
        if (own === POINT) {
          path.moveTo(x + dot, y);
          path.arc(x, y, dot, 0, 2 * Math.PI);
        } else if (v === from) path.moveTo(x, y);
        else path.lineTo(x, y);
      }
    }
    return vertices;
  }

  /** Returns a shape as GeoJSON has it: holes follow their ring and run the other way. */
  geometry(event: number): GeoJSON.Geometry {
    const { kind, parts, whole } = this.columns;
    const points: GeoJSON.Position[] = [];
    const lines: GeoJSON.Position[][] = [];
    const areas: GeoJSON.Position[][][] = [];
    for (let part = parts[event]!; part < parts[event + 1]!; part += 1) {
      const path = positions(whole.xy, whole.starts[part]!, whole.starts[part + 1]!);
      if (kind[part] === POINT) points.push(...path);
      else if (kind[part] === LINE) lines.push(path);
      else if (turnsLeft(path)) areas.push([path]);
      else areas[areas.length - 1]?.push(path);
    }
    const geometries: GeoJSON.Geometry[] = [];
    if (points.length > 0) geometries.push({ type: "MultiPoint", coordinates: points });
    if (lines.length > 0) geometries.push(lines.length > 1 ? { type: "MultiLineString", coordinates: lines } : { type: "LineString", coordinates: lines[0]! });
    if (areas.length > 0) geometries.push(areas.length > 1 ? { type: "MultiPolygon", coordinates: areas } : { type: "Polygon", coordinates: areas[0]! });
    return geometries.length === 1 ? geometries[0]! : { type: "GeometryCollection", geometries };
  }

  /** Gives the shapes at a pixel, the smallest first: of those whose box is there, the exact ones. */
  at(cloud: Cloud, view: View, px: number, py: number): number[] {
    const context = document.createElement("canvas").getContext("2d");
    if (context === null) return [];
    context.lineWidth = 9;
    const level = this.levelFor(view);
    const near = { size: view.size, left: view.left + px - 6, top: view.top + py - 6, width: 12, height: 12 };
    const hits = new Set<number>();
    this.visit(cloud, near, (event, left) => {
      if (!this.large(event, view) || hits.has(event)) return;
      context.beginPath();
      this.trace(context, level, event, near, left, 6);
      const inside = !this.isLine(event) && context.isPointInPath(6, 6, "evenodd");
      if (inside || context.isPointInStroke(6, 6)) hits.add(event);
    });
    const { boxes } = this;
    const sizeOf = (event: number): number => {
      const at = 4 * event;
      return (boxes[at + 2]! - boxes[at]!) * (boxes[at + 3]! - boxes[at + 1]!);
    };
    return [...hits].sort((a, b) => sizeOf(a) - sizeOf(b)).map((event) => this.base + event);
  }
}

/** Paths of one colour that are waiting to be drawn: lines, and what has an inside. */
class Batch {
  private line = new Path2D();
  private area = new Path2D();
  private readonly waiting = { line: 0, area: 0 };

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly ink: ShapeInk,
  ) {}

  add(shapes: Shapes, level: Level, event: number, view: View, left: number): void {
    const isLine = shapes.isLine(event);
    const path = isLine ? this.line : this.area;
    const kind = isLine ? "line" : "area";
    this.waiting[kind] += shapes.trace(path, level, event, view, left, 4.6 * this.ink.ratio);
    if (this.waiting[kind] < PATH_VERTICES) return;
    if (isLine) this.drawLines();
    else this.drawAreas();
  }

  draw(): void {
    this.drawAreas();
    this.drawLines();
  }

  private drawAreas(): void {
    const { context, area, ink } = this;
    if (this.waiting.area === 0) return;
    context.fillStyle = ink.colour;
    context.strokeStyle = ink.border ?? ink.colour;
    context.globalAlpha = ink.border === null ? 0.16 : 0.78;
    context.fill(area);
    context.globalAlpha = 0.95;
    context.lineWidth = (ink.border === null ? 1.4 : 0.7) * ink.ratio;
    context.stroke(area);
    this.area = new Path2D();
    this.waiting.area = 0;
  }

  private drawLines(): void {
    const { context, line, ink } = this;
    if (this.waiting.line === 0) return;
    context.strokeStyle = ink.colour;
    context.globalAlpha = 0.95 * ink.share;
    context.lineWidth = (ink.share < 1 ? 1.4 : 2.2) * ink.ratio;
    context.stroke(line);
    this.line = new Path2D();
    this.waiting.line = 0;
  }
}

/** Returns the vertices that maps up to a zoom draw. */
function simpler({ starts, xy }: Level, detail: Uint8Array, level: number): Level {
  let vertices = 0;
  for (let v = 0; v < detail.length; v += 1) if (detail[v]! <= level) vertices += 1;
  const less = { starts: new Int32Array(starts.length), xy: new Float64Array(2 * vertices) };
  let to = 0;
  for (let part = 0; part + 1 < starts.length; part += 1) {
    for (let v = starts[part]!; v < starts[part + 1]!; v += 1) {
      if (detail[v]! > level) continue;
      less.xy[2 * to] = xy[2 * v]!;
      less.xy[2 * to + 1] = xy[2 * v + 1]!;
      to += 1;
    }
    less.starts[part + 1] = to;
  }
  return less;
}

/** Rounds to 1e-6 degrees, 11 cm, the finest step that a page has. */
export function rounded(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

function positions(xy: Float64Array, from: number, to: number): GeoJSON.Position[] {
  return Array.from({ length: to - from }, (_, i) => {
    const [x, y] = [xy[2 * (from + i)]!, xy[2 * (from + i) + 1]!];
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
    return [rounded((x - 0.5) * 360), rounded(lat)];
  });
}

/** Returns whether a ring runs against the clock, as the outer ring of an area does. */
function turnsLeft(ring: readonly GeoJSON.Position[]): boolean {
  let area = 0;
  for (let i = 1; i < ring.length; i += 1) {
    area += (ring[i - 1]![0]! - ring[0]![0]!) * (ring[i]![1]! - ring[0]![1]!) - (ring[i]![0]! - ring[0]![0]!) * (ring[i - 1]![1]! - ring[0]![1]!);
  }
  return area > 0;
}

function inView(boxes: Float64Array, number: number, view: View, left: number): boolean {
  const at = 4 * number;
  const { size, top, width, height } = view;
  return (
    boxes[at]! * size <= left + width &&
    boxes[at + 2]! * size >= left &&
    boxes[at + 1]! * size <= top + height &&
    boxes[at + 3]! * size >= top
  );
}

/** Returns the box around each block of boxes. */
function unions(boxes: Float64Array): Float64Array {
  const out = new Float64Array(4 * Math.ceil(boxes.length / 4 / BLOCK));
  for (let at = 0; at < boxes.length; at += 4) {
    const to = 4 * Math.floor(at / 4 / BLOCK);
    const isFirst = (at / 4) % BLOCK === 0;
    for (let side = 0; side < 4; side += 1) {
      const value = boxes[at + side]!;
      const known = isFirst ? value : out[to + side]!;
      out[to + side] = side < 2 ? Math.min(known, value) : Math.max(known, value);
    }
  }
  return out;
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
