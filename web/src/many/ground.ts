/** The world under the events: land, lakes, borders by class, names; from the page itself. */

import { canvasLayer, meet, uncut, type Box, type CanvasLayer, type Frame } from "../canvas";
import { BORDERS, STROKES } from "../borders";
import { mercatorX, mercatorY, positions, readWorld, type Label, type Line, type World } from "../codec";
import { dashOf, ink, whenThemeChanges } from "../theme";
import type { Near, PageData } from "./types";

/** Degrees within which a place of one name is the same. */
const SAME = 0.2;

interface NameStyle {
  readonly font: string;
  readonly colour: string;
  readonly spacing: string;
  readonly lastZoom: number;
  /** Pixels below the place, so that an event there is seen. */
  readonly below?: number;
}

const NAMES: Readonly<Record<string, NameStyle>> = {
  country: { font: "600 11px system-ui, sans-serif", colour: "name-country", spacing: "1.2px", lastZoom: 8 },
  sea: { font: "italic 12px Georgia, serif", colour: "name-sea", spacing: "0.6px", lastZoom: 99 },
  city: { font: "11px system-ui, sans-serif", colour: "name-city", spacing: "0px", lastZoom: 13, below: 12 },
  near: { font: "11px system-ui, sans-serif", colour: "name-city", spacing: "0px", lastZoom: 99, below: 12 },
};

export class Ground extends L.Layer {
  private world: World | null = null;
  private readonly land: CanvasLayer;
  private readonly names: CanvasLayer;

  private readonly rings: readonly Line[];

  constructor(block: string, private readonly near: PageData["near"] = {}) {
    super();
    this.land = canvasLayer("many-land", 0.3, (frame) => this.paintLand(frame));
    this.names = canvasLayer("many-names", 0.1, (frame) => this.paintNames(frame));
    const draw = (): void => {
      this.land.redraw();
      this.names.redraw();
    };
    this.rings = isNear(near) ? near.areas.flatMap(({ rings, unit }) => rings.map((ring) => lineOf(positions(ring, unit)))) : [];
    void readWorld(document.getElementById(block)?.textContent ?? "").then((world) => {
      this.world = { ...world, labels: [...labelsOf(near, world.labels), ...world.labels] };
      draw();
    });
    whenThemeChanges(draw);
  }

  override onAdd(map: L.Map): this {
    for (const [name, height] of [["many-land", "150"], ["many-names", "590"]] as const) {
      const pane = map.getPane(name) ?? map.createPane(name);
      pane.style.zIndex = height;
      pane.style.pointerEvents = "none";
    }
    map.addLayer(this.land).addLayer(this.names);
    return this;
  }

  override onRemove(map: L.Map): this {
    map.removeLayer(this.land).removeLayer(this.names);
    return this;
  }

  private paintLand(frame: Frame): void {
    for (const turned of turns(frame)) this.paintWorld(turned);
  }

  private paintWorld(frame: Frame): void {
    const { context } = frame;
    const container = frame.map.getContainer();
    const layers = this.world?.layers ?? [];
    context.lineWidth = 0.8;
    context.strokeStyle = ink(container, "coast");
    for (const kind of ["land", "lake"]) {
      context.beginPath();
      for (const layer of layers) if (layer.kind === kind) trace(frame, layer.lines, false);
      context.fillStyle = ink(container, kind);
      context.fill("evenodd");
      context.beginPath();
      for (const layer of layers) if (layer.kind === kind) trace(frame, layer.lines, true);
      context.stroke();
    }
    for (const kind of BORDERS) {
      context.beginPath();
      for (const layer of layers) if (layer.kind === kind) trace(frame, layer.lines, false);
      context.setLineDash(dashOf(container, kind));
      context.lineWidth = STROKES[kind]?.width ?? 1;
      context.strokeStyle = ink(container, kind);
      context.stroke();
    }
    if (isNear(this.near) && frame.zoom >= this.near.zoom) {
      context.beginPath();
      trace(frame, this.rings, false);
      context.setLineDash([]);
      context.lineWidth = STROKES.province!.width;
      context.strokeStyle = ink(container, "province");
      context.stroke();
    }
    context.setLineDash([]);
  }

  private paintNames(frame: Frame): void {
    const taken: Box[] = [];
    for (const turned of turns(frame)) {
      for (const label of this.world?.labels ?? []) {
        if (turned.zoom >= label.zoom) write(turned, label, taken);
      }
    }
  }
}

function isNear(near: PageData["near"]): near is Near {
  return near !== undefined && "names" in near;
}

/** Returns the names nearby that the world does not have itself. */
function labelsOf(near: PageData["near"], known: readonly Label[]): Label[] {
  if (!isNear(near)) return [];
  const labels = near.names.map(([text, lon, lat]) => ({ text, kind: "near", lon, lat, zoom: near.zoom }));
  const isKnown = (one: Label): boolean => known.some(({ text, lon, lat }) =>
    text === one.text && Math.abs(lon - one.lon) < SAME && Math.abs(lat - one.lat) < SAME);
  return labels.filter((one) => !isKnown(one));
}

function lineOf(path: readonly (readonly [number, number])[]): Line {
  const xy = new Float64Array(path.flatMap(([lon, lat]) => [mercatorX(lon), mercatorY(lat)]));
  const across = xy.filter((_, i) => i % 2 === 0);
  const down = xy.filter((_, i) => i % 2 === 1);
  return { xy, box: [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)] };
}

/** Gives the frame as each copy of the world in it has it. */
function turns(frame: Frame): Frame[] {
  const first = Math.floor(frame.left / frame.size);
  const last = Math.floor((frame.left + frame.width) / frame.size);
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    ...frame,
    left: frame.left - (first + i) * frame.size,
  }));
}

/** Adds lines in view to the path; along the edges of the world the pen may be up. */
function trace(frame: Frame, lines: readonly Line[], lift: boolean): void {
  const { context, size, left, top, width, height } = frame;
  for (const { xy, box } of lines) {
    if (box[0] * size > left + width || box[2] * size < left) continue;
    if (box[1] * size > top + height || box[3] * size < top) continue;
    for (let i = 0; i < xy.length; i += 2) {
      const [x, y] = [xy[i] ?? 0, xy[i + 1] ?? 0];
      const cut = lift && i > 0 && onEdge(xy[i - 2] ?? 0, xy[i - 1] ?? 0, x, y);
      if (i === 0 || cut) context.moveTo(x * size - left, y * size - top);
      else context.lineTo(x * size - left, y * size - top);
    }
  }
}

function onEdge(x0: number, y0: number, x1: number, y1: number): boolean {
  const along = x0 === x1 && (x1 < 1e-9 || x1 > 1 - 1e-9);
  return along || (y0 === y1 && y1 > 0.998);
}

function write(frame: Frame, label: Label, taken: Box[]): void {
  const style = NAMES[label.kind];
  if (style === undefined || frame.zoom > style.lastZoom) return;
  const { context } = frame;
  const x = mercatorX(label.lon) * frame.size - frame.left;
  const y = mercatorY(label.lat) * frame.size - frame.top + (style.below ?? 0);
  if (x < -200 || y < 0 || x > frame.width + 200 || y > frame.height) return;
  context.font = style.font;
  context.letterSpacing = style.spacing;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const text = label.kind === "country" ? label.text.toUpperCase() : label.text;
  const half = context.measureText(text).width / 2 + 5;
  const box: Box = { x0: x - half, y0: y - 9, x1: x + half, y1: y + 9 };
  if (!uncut(frame, box, L.point(x, y)) || taken.some((one) => meet(one, box))) return;
  taken.push(box);
  const container = frame.map.getContainer();
  context.lineJoin = "round";
  context.lineWidth = 2.5;
  context.strokeStyle = ink(container, "halo");
  if (label.kind !== "sea") context.strokeText(text, x, y);
  context.fillStyle = ink(container, style.colour);
  context.fillText(text, x, y);
}
