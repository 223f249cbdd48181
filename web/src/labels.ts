/** Names on the map, the story's first; a name that would touch another is left out. */

import { canvasLayer, controlsOver, meet, sight, uncut, type Box, type CanvasLayer, type Frame } from "./canvas";
import { mercatorX, mercatorY, type Label } from "./codec";
import { storeOf, type Caption, type Obstacle } from "./store";
import { ink } from "./theme";
import { leftward } from "./words";

/** From this weight on a caption is shown even if a line has to run behind it. */
export const LOUD = 1000;
/** From this zoom on there is room enough that every caption is shown so. */
const NEAR = 7;

const PANE = "geo-labels";
const SANS = 'system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif';
const SERIF = 'Charter, "Iowan Old Style", Georgia, "Liberation Serif", serif';

interface Style {
  readonly font: string;
  readonly colour: string;
  readonly height: number;
  readonly spacing: string;
  readonly lastZoom: number;
}

const STYLES: Readonly<Record<string, Style>> = {
  country: { font: `600 13px ${SANS}`, colour: "name-country", height: 13, spacing: "0.8px", lastZoom: 8 },
  sea: { font: `italic 13px ${SERIF}`, colour: "name-sea", height: 13, spacing: "0.6px", lastZoom: 99 },
  city: { font: `13px ${SANS}`, colour: "name-city", height: 13, spacing: "0px", lastZoom: 13 },
  borough: { font: `13px ${SANS}`, colour: "name-borough", height: 13, spacing: "0.3px", lastZoom: 15 },
};

export function labelLayer(labels: () => readonly Label[]): CanvasLayer {
  const layer = canvasLayer(PANE, 0.2, (frame) => paint(frame, labels()));
  const added = layer.onAdd.bind(layer);
  layer.onAdd = (map: L.Map): CanvasLayer => {
    if (map.getPane(PANE) === undefined) {
      const pane = map.createPane(PANE);
      pane.style.zIndex = "590";
      pane.style.pointerEvents = "none";
    }
    added(map);
    return layer;
  };
  return layer;
}

function paint(frame: Frame, labels: readonly Label[]): void {
  const store = storeOf(frame.map);
  const taken: Box[] = [...store.obstacles.values()].flat().map((one) => obstacleBox(frame, one));
  const { x0, y0 } = sight(frame);
  for (const box of controlsOver(frame.map)) {
    taken.push({ x0: box.x0 + x0, x1: box.x1 + x0, y0: box.y0 + y0, y1: box.y1 + y0 });
  }
  const shown: string[] = [];
  const lines = new Boxes(frame);
  for (const { lng: lon, lat } of [...store.lines.values()].flat()) {
    lines.push(obstacleBox(frame, { lon, lat, dx: 0, dy: 0, half: 1 }));
  }
  const captions = [...store.captions.values()].flat().sort((a, b) => b.weight - a.weight);
  for (const caption of captions) {
    if (placeCaption(frame, caption, taken, lines)) shown.push(caption.text);
  }
  store.counts["captions"] = shown.length;
  const told = new Set(captions.map((caption) => caption.text));
  let count = 0;
  for (const label of labels) {
    if (frame.zoom < label.zoom || told.has(label.text)) continue;
    if (!placeName(frame, label, taken, lines)) continue;
    told.add(label.text);
    count += 1;
  }
  store.counts["names"] = count;
}

function position(frame: Frame, lon: number, lat: number): L.Point {
  return L.point(mercatorX(lon) * frame.size - frame.left, mercatorY(lat) * frame.size - frame.top);
}

/** The leftmost copy of a point that is on the canvas, or right of it. */
function firstCopy(frame: Frame, lon: number, lat: number): L.Point {
  const at = position(frame, lon, lat);
  return L.point(((at.x % frame.size) + frame.size) % frame.size, at.y);
}

function obstacleBox(frame: Frame, { lon, lat, dx, dy, half }: Obstacle): Box {
  const at = position(frame, lon, lat);
  return { x0: at.x + dx - half, x1: at.x + dx + half, y0: at.y + dy - half, y1: at.y + dy + half };
}

const CELL = 64;

/** Boxes by the squares of the canvas that they touch, so that few are asked of a label. */
class Boxes {
  private readonly cells = new Map<number, Box[]>();
  private readonly columns: number;

  constructor(private readonly frame: Frame) {
    this.columns = Math.ceil(frame.width / CELL) + 1;
  }

  push(box: Box): void {
    for (const cell of this.touched(box)) {
      const own = this.cells.get(cell);
      if (own === undefined) this.cells.set(cell, [box]);
      else own.push(box);
    }
  }

  /** How many of the boxes meet one. */
  count(box: Box): number {
    const met = new Set<Box>();
    for (const cell of this.touched(box)) {
      for (const other of this.cells.get(cell) ?? []) if (meet(box, other)) met.add(other);
    }
    return met.size;
  }

  private *touched({ x0, x1, y0, y1 }: Box): Iterable<number> {
    const { width, height } = this.frame;
    for (let y = Math.max(0, Math.floor(y0 / CELL)); y <= Math.min(y1, height) / CELL; y += 1) {
      for (let x = Math.max(0, Math.floor(x0 / CELL)); x <= Math.min(x1, width) / CELL; x += 1) yield y * this.columns + x;
    }
  }
}

function free(box: Box, taken: readonly Box[], frame: Frame): boolean {
  const inside = box.x0 > 2 && box.y0 > 2 && box.x1 < frame.width - 2 && box.y1 < frame.height - 2;
  return inside && taken.every((other) => !meet(box, other));
}

function boxAt(x: number, y: number, width: number, height: number, gap = 3): Box {
  return {
    x0: x - width / 2 - gap,
    x1: x + width / 2 + gap,
    y0: y - height / 2 - gap,
    y1: y + height / 2 + gap,
  };
}

/** Tries the places around a mark, right first, and writes where nothing is touched. */
function placeCaption(
  frame: Frame,
  caption: Caption,
  taken: Box[],
  lines: Boxes,
): boolean {
  const { context } = frame;
  const container = frame.map.getContainer();
  const size = caption.area ? 13 : 14.5;
  context.font = `${caption.area ? "italic 600" : "600"} ${size}px ${SERIF}`;
  context.letterSpacing = "0px";
  const own = context.measureText(caption.text).width;
  const local = caption.local === "" ? 0 : context.measureText(` ${caption.local}`).width;
  const width = own + local;
  const at = position(frame, caption.lon, caption.lat);
  const side = width / 2 + caption.gap;
  const above = size / 2 + caption.gap;
  const offsets: readonly (readonly [number, number])[] = [
    [side, 0], [-side, 0], [0, -above], [0, above],
    [side, -above], [side, above], [-side, -above], [-side, above],
  ];
  const candidates = offsets
    .map(([dx, dy]) => ({ dx, dy, box: boxAt(at.x + dx, at.y + dy, width, size, 2) }))
    .filter(({ box }) => free(box, taken, frame) && uncut(frame, box, at))
    .map((one) => ({ ...one, crossed: lines.count(one.box) }))
    .filter(({ crossed }) => crossed === 0 || caption.weight >= LOUD || frame.zoom >= NEAR)
    .sort((a, b) => a.crossed - b.crossed);
  for (const { dx, dy, box } of candidates) {
    taken.push(box);
    const turn = leftward() ? -1 : 1; // the name comes first, as the page's lines run
    write(frame, caption.text, at.x + dx - (turn * local) / 2, at.y + dy, ink(container, "name-story"), 3.5);
    if (local > 0) {
      context.font = `${size}px ${SANS}`;
      write(frame, caption.local, at.x + dx + (turn * own) / 2, at.y + dy, ink(container, "name-city"), 3.5);
    }
    return true;
  }
  return false;
}

function placeName(frame: Frame, label: Label, taken: Box[], lines: Boxes): boolean {
  const style = STYLES[label.kind];
  if (style === undefined || frame.zoom > style.lastZoom) return false;
  const { context } = frame;
  const at = firstCopy(frame, label.lon, label.lat);
  if (at.x > frame.width || at.y < 0 || at.y > frame.height) return false;
  context.font = style.font;
  context.letterSpacing = style.spacing;
  const text = label.kind === "country" ? label.text.toUpperCase() : label.text;
  const width = context.measureText(text).width;
  const dot = label.kind === "city";
  const x = dot ? at.x + width / 2 + 6 : at.x;
  const box = dot
    ? { ...boxAt(x, at.y, width, style.height, 4), x0: at.x - 4 }
    : boxAt(x, at.y, width, style.height, 5);
  if (!free(box, taken, frame) || !uncut(frame, box, at) || lines.count(box) > 0) return false;
  taken.push(box);
  const colour = ink(frame.map.getContainer(), style.colour);
  if (dot) {
    context.beginPath();
    context.arc(at.x, at.y, 1.8, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  }
  write(frame, text, x, at.y, colour, label.kind === "sea" ? 0 : 2.5);
  return true;
}

function write(frame: Frame, text: string, x: number, y: number, colour: string, halo: number): void {
  const { context } = frame;
  context.textAlign = "center";
  context.textBaseline = "middle";
  if (halo > 0) {
    context.lineJoin = "round";
    context.lineWidth = halo;
    context.strokeStyle = ink(frame.map.getContainer(), "halo");
    context.strokeText(text, x, y);
  }
  context.fillStyle = colour;
  context.fillText(text, x, y);
}
