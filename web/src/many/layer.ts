/** The layer on a Leaflet map: counted and drawn anew in each frame in which something moved. */

import { soon } from "../soon";
import { ink, whenThemeChanges } from "../theme";
import { canvas } from "./dom";
import { Cloud } from "./cloud";
import {
  clusterRadius, clusters, drawClusters, placeOf, placeOfEvent, shownIn, type Cluster,
} from "./clusters";
import { complete, Texts } from "./texts";
import { count, Grid, MARGIN, visit, type View } from "./count";
import { groupInk, rampInks, shapeOf } from "./inks";
import { contentOf, linkContent, pager } from "./popup";
import { linkPath, Shapes, traceLink } from "./shapes";
import {
  DRAWN_ONE_BY_ONE, drawOneByOne, palette, radiusFor, stampAll, tracePath, type Palette,
} from "./stamp";
import type { Head } from "./types";

export type Mode = "dots" | "numbers";

interface Moving extends L.Map {
  readonly _animatingZoom?: boolean;
  _getNewPixelOrigin(center: L.LatLng, zoom: number): L.Point;
}

const PANE = "geo-many";
/** Events at one spot that a pop-up pages through. */
const MOST_HITS = 200;
const FEW_ROWS = 300_000;
const HIT_PX = 3;

/** Waits until the next frame has been shown, which is when the one after it begins. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    soon(() => soon(() => setTimeout(resolve)));
  });
}

export class ManyLayer extends L.Layer {
  readonly cloud: Cloud;
  readonly texts: Texts;
  mode: Mode = "dots";
  /** What was drawn last: pixels with a disc, its radius, milliseconds, events read. */
  readonly drawn = { used: 0, radius: 0, ms: 0, frames: 0, ready: 0, first: 0, whole: 0 };
  private readonly dots = canvas("many-dots");
  private readonly lines = canvas("many-lines");
  private readonly paths: readonly Float64Array[];
  private shapes: Shapes | null = null;
  private map: Moving | null = null;
  private grid: Grid | null = null;
  private image: ImageData | null = null;
  private colours: Palette | null = null;
  private inView: View | null = null;
  private zoom = 0;
  private center = L.latLng(0, 0);
  private ratio = 1;
  private asked = false;
  private moved = true;
  private radius = 0;
  private found: readonly Cluster[] = [];
  private hovered = -1;
  private readonly listeners: (() => void)[] = [];
  private placing: Promise<void> = Promise.resolve();
  private read = 0;

  constructor(readonly name: string) {
    super();
    const text = document.getElementById(`${name}_head`)?.textContent;
    if (!text) throw new Error(`the page has no block ${name}_head`);
    this.cloud = new Cloud(JSON.parse(text) as Head);
    this.texts = new Texts(name, this.cloud.head);
    this.paths = this.cloud.head.links.map(linkPath);
    addEventListener("geo-part", () => this.readParts());
    document.addEventListener("DOMContentLoaded", () => this.readParts());
    whenThemeChanges(() => {
      this.colours = null;
      this.redraw();
    });
    this.readParts();
  }

  /** Calls back when events have been read, or filters have changed. */
  whenChanged(listener: () => void): void {
    this.listeners.push(listener);
  }

  private readParts(): void {
    const { rows, part, points, shapes } = this.cloud.head;
    const parts = Math.ceil(rows / part);
    for (; this.read < parts; this.read += 1) {
      const element = document.getElementById(`${this.name}_e${this.read}`);
      if (!complete(element)) return;
      void this.readPart(element?.textContent ?? "", this.read * part);
    }
    const element = document.getElementById(`${this.name}_s`);
    if (shapes === null || this.shapes !== null || !complete(element)) return;
    void Shapes.read(element?.textContent ?? "", points, rows - points).then((read) => {
      this.shapes = read;
      this.changed();
    });
  }

  /** Reads the places of a part, behind those of the parts before it; its times once it is drawn. */
  private async readPart(text: string, at: number): Promise<void> {
    const [lon = "", lat = "", first = "", lasts = "", codes = ""] = text.split(",");
    this.placing = this.placing.then(() => this.cloud.readPlaces(lon, lat, codes, at));
    await this.placing;
    this.redraw();
    await nextFrame();
    await this.cloud.readTimes(first, lasts, at);
    this.changed();
  }

  /** Draws and counts anew. */
  changed(): void {
    this.redraw();
    for (const listener of this.listeners) listener();
  }

  override onAdd(map: L.Map): this {
    this.map = map as Moving;
    const pane = map.getPane(PANE) ?? map.createPane(PANE);
    pane.style.zIndex = "410";
    pane.append(this.lines, this.dots);
    map.getContainer().classList.add("geo-map", "many-map");
    map.on("click", this.clicked, this).on("mousemove", this.hover, this).on("mouseout", this.leave, this);
    this.moved = true;
    this.redraw();
    return this;
  }

  override onRemove(map: L.Map): this {
    map.off("click", this.clicked, this).off("mousemove", this.hover, this).off("mouseout", this.leave, this);
    this.dots.remove();
    this.lines.remove();
    this.map = null;
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    const move = (): void => {
      this.moved = true;
      this.redraw();
    };
    return {
      viewreset: move, zoom: move, move, moveend: move, resize: move,
      zoomanim: (event) => this.follow(event as L.ZoomAnimEvent),
    };
  }

  /** Scales what is drawn along with Leaflet's zoom animation. */
  private follow({ center, zoom }: L.ZoomAnimEvent): void {
    const map = this.map;
    if (map === null) return;
    const scale = map.getZoomScale(zoom, this.zoom);
    const half = map.getSize().multiplyBy(0.5);
    const offset = half
      .multiplyBy(-scale)
      .add(map.project(this.center, zoom))
      .subtract(map._getNewPixelOrigin(center, zoom));
    for (const one of [this.dots, this.lines]) L.DomUtil.setTransform(one, offset, scale);
  }

  /** Asks for a new picture in the next frame. */
  redraw(): void {
    if (this.asked || this.map === null) return;
    this.asked = true;
    soon(() => {
      this.asked = false;
      this.paint();
    });
  }

  /** Takes the map's view anew if it has moved since the last frame. */
  private settle(): void {
    const map = this.map;
    if (map === null || !this.moved || map._animatingZoom === true) return;
    this.place(map);
    this.moved = false;
    this.radius = 0;
  }

  private place(map: Moving): void {
    const size = map.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, this.cloud.head.rows > FEW_ROWS ? 1 : 2);
    const corner = map.containerPointToLayerPoint([0, 0]);
    const origin = map.getPixelOrigin().add(corner);
    this.zoom = map.getZoom();
    this.center = map.getCenter();
    this.inView = {
      size: 256 * 2 ** this.zoom * ratio,
      left: origin.x * ratio,
      top: origin.y * ratio,
      width: Math.round(size.x * ratio),
      height: Math.round(size.y * ratio),
    };
    const resized = this.dots.width !== this.inView.width || this.dots.height !== this.inView.height;
    for (const one of [this.dots, this.lines]) {
      L.DomUtil.setTransform(one, corner, 1);
      one.style.width = `${size.x}px`;
      one.style.height = `${size.y}px`;
      if (resized) [one.width, one.height] = [this.inView.width, this.inView.height];
    }
    if (resized) [this.grid, this.image] = [null, null];
    this.ratio = ratio;
  }

  private paint(): void {
    const map = this.map;
    const waiting = this.cloud.ready === 0 && this.cloud.head.rows > 0;
    if (map === null || waiting) return;
    const started = performance.now();
    this.settle();
    const view = this.inView;
    const context = this.dots.getContext("2d");
    if (view === null || context === null || view.width === 0) return;
    const { cloud } = this;
    this.colours ??= palette(
      cloud.head.colour,
      window.matchMedia("(prefers-color-scheme: dark)").matches,
      ink(map.getContainer(), "event-paper"),
    );
    if (this.mode === "numbers") this.paintNumbers(context, view);
    else this.paintDots(context, view);
    this.paintLines(view);
    this.note(started);
  }

  private note(started: number): void {
    const { drawn, cloud } = this;
    const now = performance.now();
    drawn.ms = now - started;
    drawn.frames += 1;
    drawn.ready = cloud.ready;
    if (drawn.first === 0 && (cloud.ready > 0 || cloud.head.rows === 0)) {
      drawn.first = now;
      this.map?.fire("many:drawn");
    }
    if (drawn.whole === 0 && cloud.ready === cloud.head.rows) drawn.whole = now;
  }

  /** Points, and of the shapes those too small to be seen as such. */
  private paintDots(context: CanvasRenderingContext2D, view: View): void {
    const { cloud } = this;
    const ramp = cloud.head.colour.kind === "ramp";
    this.grid ??= new Grid(view.width, view.height, ramp);
    const { grid, colours } = this;
    if (colours === null) return;
    count(cloud, grid, view, Math.min(cloud.ready, cloud.head.points));
    this.addSmallShapes(grid, view);
    const used = grid.many;
    const fitting = radiusFor(used / this.ratio);
    this.radius = this.radius === 0 ? fitting : Math.min(this.radius, fitting);
    this.drawn.used = used;
    this.drawn.radius = this.radius;
    if (used <= DRAWN_ONE_BY_ONE) {
      context.clearRect(0, 0, view.width, view.height);
      drawOneByOne(context, grid, colours, this.radius * this.ratio);
    } else {
      this.image ??= new ImageData(grid.width, grid.height);
      stampAll(grid, this.image, colours, this.radius === 1 ? 1 : this.radius * this.ratio);
      context.putImageData(this.image, -MARGIN, -MARGIN, MARGIN, MARGIN, view.width, view.height);
    }
    this.ring(context, view);
  }

  private addSmallShapes(grid: Grid, view: View): void {
    const { cloud, shapes } = this;
    shapes?.visit(cloud, view, (event, left) => {
      if (shapes.large(event, view)) return;
      const i = shapes.base + event;
      const px = (cloud.x[i]! / 2 ** 30) * view.size - left + MARGIN;
      const py = (cloud.y[i]! / 2 ** 30) * view.size - view.top + MARGIN;
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

  private paintNumbers(context: CanvasRenderingContext2D, view: View): void {
    const container = this.map?.getContainer() ?? document.body;
    this.found = clusters(this.cloud, view, this.cloud.ready, this.ratio);
    context.clearRect(0, 0, view.width, view.height);
    drawClusters(context, this.found, view, this.ratio, {
      fill: ink(container, "many-cluster"),
      text: ink(container, "many-cluster-text"),
      paper: ink(container, "event-paper"),
    });
    this.drawn.used = this.found.length;
  }

  private paintLines(view: View): void {
    const { shapes, cloud, map } = this;
    const context = this.lines.getContext("2d");
    if (context === null || map === null || (shapes === null && this.paths.length === 0)) return;
    context.clearRect(0, 0, view.width, view.height);
    context.lineJoin = "round";
    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    const key = cloud.head.colour;
    const ramp = key.kind === "ramp" ? rampInks(key, dark) : [];
    if (this.mode === "dots") {
      shapes?.visit(cloud, view, (event, left) => {
        if (!shapes.large(event, view)) return;
        const code = cloud.code[shapes.base + event]!;
        const colour = ramp[code] ?? groupInk(key, cloud.shown[code]! - 1, dark);
        const kind = shapes.trace(context, event, view, left, 4.6 * this.ratio);
        context.globalAlpha = kind === "area" ? 0.16 : 0.95;
        context.fillStyle = colour;
        if (kind !== "line") context.fill("evenodd");
        context.globalAlpha = 0.95;
        context.strokeStyle = colour;
        context.lineWidth = (kind === "line" ? 2.2 : 1.4) * this.ratio;
        context.stroke();
      });
    }
    context.globalAlpha = 0.8;
    context.strokeStyle = ink(map.getContainer(), "event");
    context.lineWidth = 1.4 * this.ratio;
    for (const path of this.paths) {
      traceLink(context, path, view);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** Rings the dot under the pointer. */
  private ring(context: CanvasRenderingContext2D, view: View): void {
    const i = this.hovered;
    if (i < 0 || i >= this.cloud.head.points || !this.cloud.passes(i)) return;
    const at = this.pixelOf(view, i);
    const group = this.cloud.shown[this.cloud.code[i]!]! - 1;
    tracePath(context, shapeOf(group), at.x, at.y, Math.max(5, this.radius + 2.5) * this.ratio);
    context.strokeStyle = ink(this.map?.getContainer() ?? document.body, "event");
    context.lineWidth = 2 * this.ratio;
    context.stroke();
  }

  private pixelOf(view: View, i: number): L.Point {
    const middle = (view.left + view.width / 2) / view.size;
    const x = this.cloud.x[i]! / 2 ** 30;
    const px = (x + Math.round(middle - x)) * view.size - view.left;
    return L.point(px, (this.cloud.y[i]! / 2 ** 30) * view.size - view.top);
  }

  /** Gives the events under a point of the map, the nearest first, and how many there are. */
  at(point: L.Point): { events: number[]; many: number } {
    this.settle();
    const view = this.inView;
    if (view === null) return { events: [], many: 0 };
    const { cloud, ratio } = this;
    const [px, py] = [point.x * ratio, point.y * ratio];
    const reach = (Math.max(this.radius, 2) + HIT_PX) * ratio;
    const near: { i: number; far: number }[] = [];
    const box = {
      ...view, left: view.left + px - reach, top: view.top + py - reach,
      width: 2 * reach, height: 2 * reach,
    };
    let many = 0;
    visit(cloud, box, Math.min(cloud.ready, cloud.head.points), (i, x, y) => {
      const far = Math.hypot(x - reach, y - reach);
      if (far > reach) return true;
      many += 1;
      if (near.length < 4 * MOST_HITS) near.push({ i, far });
      return true;
    });
    const events = near.sort((a, b) => a.far - b.far || a.i - b.i).map(({ i }) => i);
    const shapes = this.shapes?.at(cloud, view, px, py) ?? [];
    return { events: [...events, ...shapes].slice(0, MOST_HITS), many: many + shapes.length };
  }

  private clusterAt(point: L.Point): Cluster | undefined {
    const { ratio, inView } = this;
    if (inView === null) return undefined;
    return shownIn(inView, this.found)
      .reverse()
      .find((one) => Math.hypot(one.x / ratio - point.x, one.y / ratio - point.y) <= clusterRadius(one.many) + 2);
  }

  private clicked(event: L.LeafletMouseEvent): void {
    this.settle();
    const map = this.map;
    const view = this.inView;
    if (map === null || view === null) return;
    const point = event.containerPoint;
    if (this.mode === "numbers") {
      const cluster = this.clusterAt(point);
      if (cluster === undefined) return;
      if (cluster.many === 1 || map.getZoom() >= map.getMaxZoom()) {
        void this.open([cluster.event], 1);
      } else map.setView(placeOf(view, cluster.x, cluster.y), Math.min(map.getMaxZoom(), map.getZoom() + 2));
      return;
    }
    const { events, many } = this.at(point);
    if (events.length > 0) void this.open(events, many, event.latlng);
    else this.openLink(point, event.latlng);
  }

  private openLink(point: L.Point, at: L.LatLng): void {
    const context = this.lines.getContext("2d");
    if (context === null || this.inView === null || this.map === null) return;
    context.lineWidth = 10 * this.ratio;
    for (const [i, path] of this.paths.entries()) {
      traceLink(context, path, this.inView);
      const link = this.cloud.head.links[i];
      if (link === undefined || !context.isPointInStroke(point.x * this.ratio, point.y * this.ratio)) continue;
      L.popup({ maxWidth: 340, autoPanPadding: [24, 24] }).setLatLng(at).setContent(linkContent(link)).openOn(this.map);
      return;
    }
  }

  /** Opens events that lie together; the pop-up pages through them. */
  async open(events: readonly number[], many: number, at: L.LatLng | null = null): Promise<void> {
    const map = this.map;
    const [first] = events;
    if (map === null || this.inView === null || first === undefined) return;
    const shape = first >= this.cloud.head.points;
    const place = at !== null && shape ? at : placeOfEvent(this.cloud, this.inView, first);
    const box = document.createElement("div");
    box.className = "many-popup";
    const popup = L.popup({ maxWidth: 340, minWidth: 220, maxHeight: 320, autoPanPadding: [24, 24] });
    const show = async (number: number): Promise<void> => {
      const content = await contentOf(this.cloud, this.texts, events[number] ?? first);
      box.replaceChildren(content);
      if (many > 1) box.append(pager(number, events.length, many, (to) => void show(to)));
      popup.update();
    };
    await show(0);
    popup.setLatLng(place).setContent(box).openOn(map);
  }

  private hover(event: L.LeafletMouseEvent): void {
    const map = this.map;
    if (map === null || map._animatingZoom === true) return;
    const point = event.containerPoint;
    const numbers = this.mode === "numbers";
    const { events, many } = numbers ? { events: [], many: 0 } : this.at(point);
    const over = events[0] ?? (numbers ? this.clusterAt(point)?.event : undefined) ?? -1;
    map.getContainer().classList.toggle("is-over", over >= 0);
    if (over === this.hovered) return;
    this.hovered = over;
    this.redraw();
    map.fire("many:hover", { event: numbers ? -1 : over, many, point });
  }

  private leave(): void {
    if (this.hovered < 0) return;
    this.hovered = -1;
    this.redraw();
    this.map?.fire("many:hover", { event: -1, many: 0 });
  }

  /** Counts the events that are really in view. */
  countInView(): number {
    this.settle();
    const view = this.inView;
    if (view === null) return 0;
    const { cloud } = this;
    let many = 0;
    visit(cloud, view, Math.min(cloud.ready, cloud.head.points), () => {
      many += 1;
      return true;
    });
    const seen = new Set<number>();
    this.shapes?.visit(cloud, view, (event) => seen.add(event));
    return many + seen.size;
  }

  /** Gives the first events in view that pass the filters. */
  firstInView(most: number): number[] {
    this.settle();
    const view = this.inView;
    const events = new Set<number>();
    if (view === null) return [];
    const { cloud } = this;
    visit(cloud, view, Math.min(cloud.ready, cloud.head.points), (i) => {
      events.add(i);
      return events.size < most;
    });
    this.shapes?.visit(cloud, view, (event) => {
      if (events.size < most) events.add(cloud.head.points + event);
    });
    return [...events];
  }
}
