/** The embedded map: land, water, borders by class, names; no tiles and no network. */

import { BORDERS, STROKES, type Stroke } from "./borders";
import { canvasLayer, type CanvasLayer, type Frame } from "./canvas";
import { mercatorX, mercatorY, readWorld, type Detail, type Line, type MapLayer, type World } from "./codec";
import { labelLayer } from "./labels";
import { storeOf } from "./store";
import { dashOf, ink, whenThemeChanges } from "./theme";
import { turnsInSight } from "./wrap";

const PANE = "geo-basemap";

type Box = readonly [number, number, number, number];

/** Reads the basemap under `id` and draws it below everything else. */
export class BasemapLayer extends L.Layer {
  private readonly ground: CanvasLayer;
  private readonly names: CanvasLayer;
  private world: World | null = null;

  constructor(block: string) {
    super();
    this.ground = canvasLayer(PANE, 0.4, (frame) => this.paint(frame));
    this.names = labelLayer(() => this.world?.labels ?? []);
    const text = document.getElementById(block)?.textContent ?? "";
    void readWorld(text).then((world) => {
      this.world = world;
      this.ground.redraw();
      this.names.redraw();
      this.tellBorders();
    });
    whenThemeChanges(() => {
      this.ground.redraw();
      this.names.redraw();
    });
  }

  override getAttribution(): string {
    return (
      "Natural Earth | GeoNames, CC BY 4.0 | Contains National Statistics and Ordnance Survey data " +
      "© Crown copyright and database right"
    );
  }

  override onAdd(map: L.Map): this {
    if (map.getPane(PANE) === undefined) {
      const pane = map.createPane(PANE);
      pane.style.zIndex = "150";
      pane.style.pointerEvents = "none";
    }
    map.getContainer().classList.add("geo-map");
    map.addLayer(this.ground).addLayer(this.names);
    map.on("moveend", this.tellBorders, this);
    storeOf(map).whenLabelsChange(() => this.names.redraw());
    return this;
  }

  override onRemove(map: L.Map): this {
    map.off("moveend", this.tellBorders, this);
    map.removeLayer(this.ground).removeLayer(this.names);
    storeOf(map).showBorders(new Set());
    return this;
  }

  /** Tells the key which classes of borders are in sight. */
  private tellBorders(): void {
    const map = this._map as L.Map | null;
    if (map !== null && this.world !== null) storeOf(map).showBorders(bordersInSight(map, this.world));
  }

  private paint(frame: Frame): void {
    const world = this.world;
    if (world === null) return;
    const counts = storeOf(frame.map).counts;
    counts["basemap"] = 0;
    const first = Math.floor(frame.left / frame.size);
    const last = Math.floor((frame.left + frame.width) / frame.size);
    for (let copy = first; copy <= last; copy += 1) {
      const shifted = { ...frame, left: frame.left - copy * frame.size };
      counts["basemap"] += paintWorld(shifted, world, null);
      for (const detail of world.details) {
        if (frame.zoom >= detail.zoom && touches(detail.box, viewOf(shifted))) {
          counts["basemap"] += paintWorld(shifted, world, detail);
        }
      }
    }
  }
}

function bordersInSight(map: L.Map, world: World): Set<string> {
  const bounds = map.getBounds();
  const sights = turnsInSight(map).map((turn): Box => {
    const [west, east] = [bounds.getWest() - 360 * turn, bounds.getEast() - 360 * turn];
    return [mercatorX(west), mercatorY(bounds.getNorth()), mercatorX(east), mercatorY(bounds.getSouth())];
  });
  const inSight = ({ box, xy }: Line): boolean =>
    sights.some((sight) => touches(box, sight) && hasVertexIn(xy, sight));
  const drawn = BORDERS.filter((kind) =>
    world.layers.some((layer) => layer.kind === kind && layer.detail === "" && layer.lines.some(inSight)),
  );
  return new Set(drawn);
}

function hasVertexIn(xy: Float64Array, [west, north, east, south]: Box): boolean {
  for (let i = 0; i < xy.length; i += 2) {
    const x = xy[i] ?? 0;
    const y = xy[i + 1] ?? 0;
    if (x >= west && x <= east && y >= north && y <= south) return true;
  }
  return false;
}

function viewOf(frame: Frame): Box {
  return [
    frame.left / frame.size,
    frame.top / frame.size,
    (frame.left + frame.width) / frame.size,
    (frame.top + frame.height) / frame.size,
  ];
}

function touches(one: Box, other: Box): boolean {
  return one[0] <= other[2] && one[2] >= other[0] && one[1] <= other[3] && one[3] >= other[1];
}

/** Paints the coarse world, or one detailed part of it over the coarse one. */
function paintWorld(frame: Frame, world: World, detail: Detail | null): number {
  const { context } = frame;
  const container = frame.map.getContainer();
  const layers = world.layers.filter(
    (layer) => layer.detail === (detail?.name ?? "") || (detail !== null && isWorldRiver(layer)),
  );
  context.save();
  if (detail !== null) clipTo(frame, detail.box, ink(container, "sea"));
  let drawn = 0;
  for (const kind of ["land", "lake"]) {
    for (const layer of layers) {
      if (layer.kind === kind) drawn += fill(frame, layer, detail, ink(container, kind));
    }
  }
  for (const [kind, stroke] of Object.entries(STROKES)) {
    if (frame.zoom < stroke.zoom) continue;
    for (const layer of layers) {
      const dash = stroke.dash ?? dashOf(container, kind);
      if (layer.kind === kind) drawn += line(frame, layer, { ...stroke, dash }, ink(container, kind));
    }
  }
  context.restore();
  return drawn;
}

function isWorldRiver(layer: MapLayer): boolean {
  return layer.detail === "" && layer.kind === "river";
}

function clipTo(frame: Frame, [west, north, east, south]: Box, sea: string): void {
  const { context, size, left, top } = frame;
  context.beginPath();
  context.rect(
    Math.round(west * size - left),
    Math.round(north * size - top),
    Math.round((east - west) * size),
    Math.round((south - north) * size),
  );
  context.clip();
  context.fillStyle = sea;
  context.fill();
}

function fill(frame: Frame, layer: MapLayer, detail: Detail | null, colour: string): number {
  const { context } = frame;
  const view = viewOf(frame);
  const near = layer.lines.filter((one) => touches(one.box, view));
  context.beginPath();
  for (const one of near) trace(frame, one, null);
  context.fillStyle = colour;
  context.fill("evenodd");
  context.beginPath();
  for (const one of near) trace(frame, one, detail?.box ?? [0, -1, 1, 0.999]);
  context.lineWidth = 0.8;
  context.strokeStyle = ink(frame.map.getContainer(), "coast");
  context.stroke();
  return near.length;
}

function line(frame: Frame, layer: MapLayer, stroke: Stroke, colour: string): number {
  const { context } = frame;
  const view = viewOf(frame);
  const near = layer.lines.filter((one) => touches(one.box, view));
  context.beginPath();
  for (const one of near) trace(frame, one, null);
  context.lineWidth = stroke.width;
  context.setLineDash([...(stroke.dash ?? [])]);
  context.strokeStyle = colour;
  context.stroke();
  context.setLineDash([]);
  return near.length;
}

/** Adds a line to the path; where it runs along `edge`, a cut and not a coast, the pen is up. */
function trace(frame: Frame, { xy }: Line, edge: Box | null): void {
  const { context, size, left, top } = frame;
  for (let i = 0; i < xy.length; i += 2) {
    const x = xy[i] ?? 0;
    const y = xy[i + 1] ?? 0;
    const cut = edge !== null && i > 0 && alongEdge(edge, xy[i - 2] ?? 0, xy[i - 1] ?? 0, x, y);
    if (i === 0 || cut) context.moveTo(x * size - left, y * size - top);
    else context.lineTo(x * size - left, y * size - top);
  }
}

function alongEdge(edge: Box, x0: number, y0: number, x1: number, y1: number): boolean {
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;
  return (
    (near(x0, x1) && (near(x0, edge[0]) || near(x0, edge[2]))) ||
    (near(y0, y1) && (near(y0, edge[1]) || near(y0, edge[3])))
  );
}
