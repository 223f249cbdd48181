/** The layer on a Leaflet map: counted and drawn anew in each frame in which something moved. */

import { mercatorX, mercatorY } from "../codec";
import { soon } from "../soon";
import { ink, isDark, whenThemeChanges } from "../theme";
import { inflate } from "../packed";
import { linkAt, linkPath, paintLinks } from "./arcs";
import { Cloud } from "./cloud";
import {
  clusterAt, clusters, drawClusters, latLngOf, placeOfEvent, type Bin, type Cluster,
} from "./clusters";
import { drawChosen } from "./chosen";
import { complete, Texts } from "./texts";
import { count, Grid, MARGIN, type View } from "./count";
import { paintDensity } from "./density";
import { countInView, eventsAt, eventsInView } from "./hits";
import { codeOf, columnOf, drawHexagons, hexagonAt, hexagons, type Hexagon, type Measure } from "./hexagons";
import { countInks, groupInk, rampInks, shapeOf } from "./inks";
import { contentOf, linkContent, pager, permalink, type Source } from "./popup";
import { Search, type Searching } from "./search";
import { Shapes } from "./shapes";
import { drawSized, LARGEST_PX, radiusOf, sizedInView } from "./sizes";
import { written } from "./scale";
import { show, Stage, viewOf, type MovingMap } from "./stage";
import {
  crowding, DRAWN_ONE_BY_ONE, drawOneByOne, isCrowded, isFull, palette, parted, radiusFor, stampAll, tracePath, type Palette,
} from "./stamp";
import type { Head } from "./types";
import { Values } from "./values";

export type Mode = "dots" | "numbers" | "hexagons" | "density";
/** What a person has picked: one way to draw, or the one that suits what is in view. */
export type Choice = Mode | "auto";

const PANE = "geo-many";
const HIT_PX = 3;
/** What is painted around the view, in shares of its size, so that a drag shows it. */
const AROUND = 0.25;
/** Milliseconds after which a map that has stopped under a finger is painted anew. */
const PAUSE_MS = 120;
/** A picture that took at most so long is painted anew while the map moves beyond it. */
const QUICK_MS = 8;

/** Fewer hexagons would say less than their density does. */
const FEW_HEXAGONS = 12;

/** Waits until the next frame has been shown, which is when the one after it begins. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    soon(() => soon(() => setTimeout(resolve)));
  });
}

/** Reads what Python tells about a layer. */
export function headOf(name: string): Head {
  const text = document.getElementById(`${name}_head`)?.textContent;
  if (!text) throw new Error(`the page has no block ${name}_head`);
  return JSON.parse(text) as Head;
}

export class ManyLayer extends L.Layer {
  mode: Mode = "dots";
  choice: Choice = "auto";
  /** Whether what is in view has changed since the layer last chose how to draw. */
  private isOpen = true;
  measure: Measure = "count";
  /** The hexagons that are drawn. */
  hexagons: readonly Hexagon[] = [];
  /** What was drawn last: pixels with a disc, its radius, milliseconds, events read. */
  readonly drawn = { used: 0, radius: 0, ms: 0, frames: 0, ready: 0, first: 0, whole: 0 };
  /** Whether the timeline plays: then each frame is painted anew, just as large as the map. */
  private playing = false;
  private readonly stage: Stage;
  private readonly paths: readonly Float64Array[];
  shapes: Shapes | null = null;
  /** By event the step of its area, where a column gives one. */
  private sizes: Uint8Array | null = null;
  /** Whether dots have their sizes now: there may be too many. */
  isSized = false;
  private map: MovingMap | null = null;
  private grid: Grid | null = null;
  private image: ImageData | null = null;
  private colours: Palette | null = null;
  private asked = false;
  private moved = true;
  private moving = false;
  private pause = 0;
  private radius = 0;
  private found: readonly Cluster[] = [];
  private hovered = -1;
  /** The address of the event that is open; empty where none is. */
  opened = "";
  /** Whether all events are in memory, each under a number that stays. */
  readonly isWhole: boolean = true;
  /** What the page says of its picture where it does not choose how to draw. */
  said = "";
  /** By event 1 where it is chosen; null where none is. */
  chosen: Uint8Array | null = null;
  /** Whether a tool has the map in hand, so that a click opens nothing. */
  isBusy = false;
  /** Returns what edits an event, where one may. */
  editorOf: ((event: number) => HTMLElement | null) | null = null;
  /** Returns the page's address with an event's in it, where the page has one. */
  linkOf: ((address: string) => string) | null = null;
  private readonly listeners: (() => void)[] = [];
  readonly values: Values;
  private placing: Promise<void> = Promise.resolve();
  private read = 0;

  constructor(
    readonly name: string,
    readonly cloud: Cloud = new Cloud(headOf(name)),
    readonly texts: Texts = new Texts(name, cloud.head),
  ) {
    super();
    this.stage = new Stage(this.cloud.head.rows);
    this.values = new Values(name, cloud.head, texts);
    this.paths = this.cloud.head.links.map(linkPath);
    addEventListener("geo-part", () => this.readParts());
    document.addEventListener("DOMContentLoaded", () => this.readParts());
    whenThemeChanges(() => {
      this.colours = null;
      this.redraw();
    });
    this.readParts();
  }

  /** Returns what searches the texts. */
  search(): Searching {
    return new Search(this.cloud, this.texts);
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
    void this.readSizes();
    const element = document.getElementById(`${this.name}_s`);
    if (shapes === null || this.shapes !== null || !complete(element)) return;
    void Shapes.read(element?.textContent ?? "", points, rows - points, shapes.zooms).then((read) => {
      this.shapes = read;
      this.changed();
    });
  }

  private async readSizes(): Promise<void> {
    const element = document.getElementById(`${this.name}_z`);
    if ((this.cloud.head.size ?? null) === null || this.sizes !== null || !complete(element)) return;
    this.sizes = await inflate(element?.textContent ?? "");
    this.changed();
  }

  /** Reads the places of a part, behind those of the parts before it; its times once it is drawn. */
  private async readPart(text: string, at: number): Promise<void> {
    const [lon = "", lat = "", first = "", lasts = "", codes = ""] = text.split(",");
    this.placing = this.placing.then(() => this.cloud.readPlaces(lon, lat, codes, at));
    await this.placing;
    this.isOpen = true;
    this.redraw();
    await nextFrame();
    await this.cloud.readTimes(first, lasts, at);
    this.changed();
  }

  /** Draws and counts anew. */
  changed(): void {
    this.isOpen = true;
    this.redraw();
    for (const listener of this.listeners) listener();
  }

  override onAdd(map: L.Map): this {
    this.map = map as MovingMap;
    const pane = map.getPane(PANE) ?? map.createPane(PANE);
    pane.style.zIndex = "410";
    this.stage.attach(pane);
    map.getContainer().classList.add("geo-map", "many-map");
    map.on("click", this.clicked, this).on("mousemove", this.hover, this).on("mouseout", this.leave, this);
    this.replace();
    return this;
  }

  override onRemove(map: L.Map): this {
    map.off("click", this.clicked, this).off("mousemove", this.hover, this).off("mouseout", this.leave, this);
    window.clearTimeout(this.pause);
    this.stage.remove();
    this.map = null;
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    const replace = (): void => this.replace();
    return {
      viewreset: replace, resize: replace,
      movestart: () => {
        this.moving = true;
      },
      move: () => this.follow(),
      moveend: () => {
        this.moving = false;
        replace();
      },
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent;
        if (this.map !== null) this.stage.follow(this.map, center, zoom);
      },
    };
  }

  /** Paints anew for a new window of time; while it plays there is no margin. */
  setPlaying(playing: boolean): void {
    this.moved ||= playing !== this.playing;
    this.playing = playing;
    this.redraw();
  }

  /** Asks for a picture of what the map shows now. */
  private replace(): void {
    window.clearTimeout(this.pause);
    this.moved = this.isOpen = true;
    this.redraw();
  }

  /** Keeps the last picture in place under a map that moves; one that pauses gets a new one. */
  private follow(): void {
    const { map, stage } = this;
    if (map === null || map._animatingZoom === true) return;
    if (this.playing) this.replace();
    else if (!stage.covers(map)) {
      if (stage.view !== null) stage.follow(map, map.getCenter(), map.getZoom());
      if (this.drawn.ms <= QUICK_MS && !this.moved) this.replace();
      window.clearTimeout(this.pause);
      this.pause = window.setTimeout(() => this.replace(), PAUSE_MS);
    }
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

  /** Takes the map's view anew if it has moved since the last picture of it. */
  private settle(): void {
    const map = this.map;
    if (map === null || !this.moved || map._animatingZoom === true) return;
    if (this.stage.place(map, this.playing ? 0 : AROUND)) [this.grid, this.image] = [null, null];
    this.moved = false;
    this.radius = 0;
  }

  /** What the map shows now, in pixels of the canvases. */
  private get seen(): View | null {
    return this.map === null ? null : viewOf(this.map, this.stage.ratio);
  }

  private paint(): void {
    const map = this.map;
    const waiting = this.cloud.ready === 0 && this.cloud.unread > 0;
    if (map === null || waiting) return;
    const started = performance.now();
    this.settle();
    const { view, dots } = this.stage;
    const context = dots.getContext("2d");
    if (view === null || context === null || map.getSize().x === 0) return;
    const { cloud } = this;
    this.colours ??= palette(cloud.head.colour, isDark(), ink(map.getContainer(), "event-paper"));
    this.choose(view);
    if (this.mode === "numbers") this.paintNumbers(context, view);
    else if (this.mode === "hexagons") this.paintHexagons(context, view);
    else this.paintDots(context, view);
    this.paintLines(view);
    this.paintChosen(view);
    this.mark();
    this.note(started);
  }

  /** Picks how to draw, where nobody has: dots where they have room, else hexagons, or density where few would do. */
  private choose(view: View): void {
    if (this.choice !== "auto" || !this.isWhole || !this.isOpen || this.playing) return;
    this.isOpen = false;
    const mode = this.fitting(view);
    if (mode === this.mode) return;
    this.mode = mode;
    this.map?.fire("many:mode");
  }

  private fitting(view: View): Mode {
    const { cloud } = this;
    const { ratio } = this.stage;
    this.grid ??= new Grid(view.width, view.height, cloud.head.colour.kind === "ramp");
    count(cloud, this.grid, view, Math.min(cloud.ready, cloud.head.points));
    if (!isFull(crowding(this.grid, ratio))) return "dots";
    return hexagons(cloud, view, cloud.ready, ratio).length < FEW_HEXAGONS ? "density" : "hexagons";
  }

  /** Draws as a person has picked, or as suits. */
  pick(choice: Choice): void {
    this.choice = choice;
    if (choice !== "auto") this.mode = choice;
    this.isOpen = true;
    this.redraw();
  }

  private note(started: number): void {
    const { drawn, cloud } = this;
    const now = performance.now();
    drawn.ms = now - started;
    drawn.frames += 1;
    drawn.ready = cloud.ready;
    if (drawn.first === 0 && (cloud.ready > 0 || cloud.unread === 0)) {
      drawn.first = now;
      this.map?.fire("many:drawn");
    }
    if (drawn.whole === 0 && cloud.ready === cloud.head.rows) drawn.whole = now;
  }

  /** Points, and of the shapes those too small to be seen as such. */
  private paintDots(context: CanvasRenderingContext2D, view: View): void {
    const { cloud } = this;
    if (this.paintSized(context, view)) return;
    const ramp = cloud.head.colour.kind === "ramp";
    this.grid ??= new Grid(view.width, view.height, ramp);
    const { grid, colours, map } = this;
    const { dots, ratio } = this.stage;
    if (colours === null || map === null) return;
    count(cloud, grid, view, Math.min(cloud.ready, cloud.head.points));
    this.shapes?.addSmall(cloud, grid, view);
    if (this.mode === "density") {
      this.image ??= new ImageData(grid.width, grid.height);
      paintDensity(grid, this.image, countInks(cloud.head, isDark()), ratio);
      show(dots, grid.many > 0);
      context.putImageData(this.image, -MARGIN, -MARGIN, MARGIN, MARGIN, view.width, view.height);
      this.drawn.used = grid.many;
      return;
    }
    const used = grid.many;
    const seen = map.getSize();
    const share = (seen.x * seen.y * ratio ** 2) / (view.width * view.height);
    const mapPx = seen.x * seen.y;
    const discs = (used * share) / ratio;
    const around = crowding(grid, ratio);
    const fitting = parted(radiusFor(discs, mapPx), around);
    this.radius = this.radius === 0 ? fitting : Math.min(this.radius, fitting);
    this.drawn.used = used;
    this.drawn.radius = this.radius;
    const hasRims = !isCrowded(around, this.radius);
    show(dots, used > 0);
    if (used <= DRAWN_ONE_BY_ONE) {
      context.clearRect(0, 0, view.width, view.height);
      drawOneByOne(context, grid, colours, this.radius * ratio, hasRims);
    } else {
      this.image ??= new ImageData(grid.width, grid.height);
      stampAll(grid, this.image, colours, this.radius === 1 ? 1 : this.radius * ratio, hasRims);
      context.putImageData(this.image, -MARGIN, -MARGIN, MARGIN, MARGIN, view.width, view.height);
    }
  }

  /** Points with their sizes, where a column gives them and they are few enough. */
  private paintSized(context: CanvasRenderingContext2D, view: View): boolean {
    const { cloud, sizes, colours } = this;
    const { dots, ratio } = this.stage;
    const isWanted = sizes !== null && colours !== null && this.mode === "dots";
    const found = isWanted ? sizedInView(cloud, view, Math.min(cloud.ready, cloud.head.points)) : null;
    this.isSized = found !== null;
    if (found === null || sizes === null || colours === null) return false;
    show(dots, found.length > 0);
    context.clearRect(0, 0, view.width, view.height);
    drawSized(context, cloud, sizes, found, colours, ratio);
    this.drawn.used = found.length;
    return true;
  }

  /** The radius of an event's dot, in pixels of the page. */
  private radiusOf(event: number): number {
    return this.isSized && this.sizes !== null ? radiusOf(this.sizes[event]!) : this.radius;
  }

  private paintHexagons(context: CanvasRenderingContext2D, view: View): void {
    const { cloud, measure } = this;
    const { dots, ratio } = this.stage;
    const column = columnOf(measure);
    const values = this.values.of(column);
    if (column >= 0 && values === undefined) void this.values.read(column).then(() => this.redraw());
    this.hexagons = hexagons(cloud, view, cloud.ready, ratio, { wanted: codeOf(measure), values });
    show(dots, this.hexagons.length > 0);
    context.clearRect(0, 0, view.width, view.height);
    const paper = ink(this.map?.getContainer() ?? document.body, "event-paper");
    drawHexagons(context, this.hexagons, cloud, ratio, { measure, isDark: isDark(), paper, scale: column < 0 ? null : this.values.scale(column) });
    this.drawn.used = this.hexagons.length;
  }

  private paintNumbers(context: CanvasRenderingContext2D, view: View): void {
    const container = this.map?.getContainer() ?? document.body;
    const { ratio } = this.stage;
    this.found = clusters(this.cloud, view, this.cloud.ready, ratio);
    show(this.stage.dots, this.found.length > 0);
    context.clearRect(0, 0, view.width, view.height);
    drawClusters(context, this.found, view, ratio, {
      fill: ink(container, "many-cluster"),
      text: ink(container, "many-cluster-text"),
      paper: ink(container, "event-paper"),
    });
    this.drawn.used = this.found.length;
  }

  private paintLines(view: View): void {
    const { shapes, cloud, map } = this;
    const { lines, ratio } = this.stage;
    const context = lines.getContext("2d");
    const isUsed = shapes !== null || this.paths.length > 0;
    show(lines, isUsed);
    if (context === null || map === null || !isUsed) return;
    context.clearRect(0, 0, view.width, view.height);
    context.lineJoin = "round";
    const dark = isDark();
    const key = cloud.head.colour;
    const ramp = key.kind === "ramp" ? rampInks(key, dark) : [];
    if (this.mode === "dots") {
      const border = cloud.head.shapes?.apart === true ? ink(map.getContainer(), "event-paper") : null;
      const inkOf = (code: number): string => ramp[code] ?? groupInk(key, cloud.shown[code]! - 1, dark);
      shapes?.paint(context, cloud, view, { ratio, border, inkOf });
    }
    paintLinks(context, cloud.head.links, this.paths, view, ratio, ink(map.getContainer(), "event"));
  }

  private paintChosen(view: View): void {
    const { chosen, cloud, shapes, map, radius } = this;
    const { ratio } = this.stage;
    const context = this.stage.chosen.getContext("2d");
    show(this.stage.chosen, chosen !== null);
    if (chosen === null || context === null || map === null) return;
    const [own, paper] = ["event", "event-paper"].map((name) => ink(map.getContainer(), name));
    drawChosen(context, cloud, shapes, chosen, view, { ink: own!, paper: paper!, radius: Math.max(4, radius + 1.5), ratio });
  }

  /** Rings the dot under the pointer, or outlines the shape. */
  private mark(): void {
    const { hovered: i, map, cloud, shapes } = this;
    const { view, marks, ratio } = this.stage;
    const context = marks.getContext("2d");
    const isMarked = i >= 0 && (this.mode === "dots" || this.mode === "density") && cloud.passes(i);
    show(marks, isMarked);
    if (context === null || view === null || map === null || !isMarked) return;
    context.clearRect(0, 0, view.width, view.height);
    context.strokeStyle = ink(map.getContainer(), "event");
    context.lineWidth = 2 * ratio;
    const { points } = cloud.head;
    if (shapes !== null && i >= points && shapes.large(i - points, view)) {
      shapes.outline(context, i - points, view, ratio);
      return;
    }
    const at = this.pixelOf(view, i);
    const group = cloud.shown[cloud.code[i]!]! - 1;
    tracePath(context, shapeOf(group), at.x, at.y, Math.max(5, this.radiusOf(i) + 2.5) * ratio);
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
    const { seen } = this;
    const { ratio } = this.stage;
    if (seen === null) return { events: [], many: 0 };
    const reach = ((this.isSized ? LARGEST_PX : Math.max(this.radius, 2)) + HIT_PX) * ratio;
    return eventsAt(this, seen, point.multiplyBy(ratio), reach, this.isSized ? (i) => (this.radiusOf(i) + HIT_PX) * ratio : undefined);
  }

  /** Returns what stands for several events at a point: a cluster or a hexagon, with its middle. */
  private binAt(point: L.Point): (Bin & Partial<Hexagon>) | undefined {
    const { seen, mode } = this;
    const { ratio, view } = this.stage;
    if (seen === null || view === null) return undefined;
    return mode === "numbers"
      ? clusterAt(this.found, seen, point, ratio)
      : hexagonAt(this.hexagons, view, L.point(seen.left - view.left, seen.top - view.top).add(point.multiplyBy(ratio)), ratio);
  }

  private get isBinned(): boolean {
    return this.mode === "numbers" || this.mode === "hexagons";
  }

  private clicked(event: L.LeafletMouseEvent): void {
    const { map } = this;
    if (map === null || this.isBusy) return;
    const point = event.containerPoint;
    if (this.isBinned) {
      const bin = this.binAt(point);
      if (bin === undefined) return;
      const [zoom, most] = [map.getZoom(), map.getMaxZoom()];
      if (bin.many === 1 || zoom >= most) void this.open([bin.event], 1);
      else map.setView(bin.place, Math.min(most, zoom + 2));
      return;
    }
    const { events, many } = this.at(point);
    if (events.length > 0) void this.open(events, many, event.latlng);
    else this.openLink(point, event.latlng);
  }

  private openLink(point: L.Point, at: L.LatLng): void {
    const { map, seen } = this;
    const { lines, ratio } = this.stage;
    const context = lines.getContext("2d");
    if (context === null || seen === null || map === null) return;
    const link = this.cloud.head.links[linkAt(context, this.paths, seen, point.multiplyBy(ratio), 10 * ratio)];
    if (link === undefined) return;
    L.popup({ maxWidth: 340, autoPanPadding: [24, 24] }).setLatLng(at).setContent(linkContent(link)).openOn(map);
  }

  /** Returns where what is known of an event stands. */
  protected sourceOf(event: number): Source {
    return { cloud: this.cloud, texts: this.texts, event };
  }

  /** Returns what names an event in the page's address. */
  addressOf(event: number): string {
    return String(event);
  }

  /** Opens the event that an address names, if there is one. */
  async openAddress(address: string): Promise<void> {
    const event = address === "" ? -1 : Number(address);
    if (Number.isInteger(event) && event >= 0 && event < this.cloud.head.rows) await this.goTo(event);
  }

  /** Opens events that lie together; the pop-up pages through them. */
  async open(events: readonly number[], many: number, at: L.LatLng | null = null): Promise<void> {
    const { map, seen } = this;
    const [first] = events;
    if (map === null || seen === null || first === undefined) return;
    const shape = first >= this.cloud.head.points;
    const place = at !== null && shape ? at : placeOfEvent(this.cloud, seen, first);
    const box = document.createElement("div");
    box.className = "many-popup";
    const popup = L.popup({ maxWidth: 340, minWidth: 220, maxHeight: 320, autoPanPadding: [24, 24] });
    const sources = events.map((event) => [this.sourceOf(event), this.addressOf(event)] as const);
    const show = async (number: number): Promise<void> => {
      const event = events[number] ?? first;
      const [source, address] = sources[number]!;
      const content = await contentOf(source);
      this.opened = address;
      box.replaceChildren(content);
      const editor = this.editorOf?.(event) ?? null;
      if (editor !== null) content.append(editor);
      if (this.linkOf !== null) content.append(permalink(this.linkOf(address)));
      if (many > 1) box.append(pager(number, events.length, many, (to) => void show(to)));
      popup.update();
    };
    popup.on("remove", () => {
      this.opened = "";
    });
    await show(0);
    popup.setLatLng(place).setContent(box).openOn(map);
  }

  private hover(event: L.LeafletMouseEvent): void {
    const map = this.map;
    if (map === null || this.moving || this.isBusy || map._animatingZoom === true) return;
    const point = event.containerPoint;
    const bin = this.isBinned ? this.binAt(point) : undefined;
    const { events, many } = this.isBinned ? { events: [], many: bin?.many ?? 0 } : this.at(point);
    const over = events[0] ?? bin?.event ?? -1;
    map.getContainer().classList.toggle("is-over", over >= 0);
    if (over === this.hovered) return;
    this.highlight(over);
    const said = bin === undefined || this.mode !== "hexagons" ? "" : this.measured(bin as Bin & Hexagon);
    map.fire("many:hover", { event: this.isBinned ? -1 : over, many: this.mode === "numbers" ? 0 : many, point, said });
  }

  /** Says what the colour of a hexagon stands for, beside its events. */
  private measured({ many, own, commonest, sum, valued }: Hexagon): string {
    const { measure } = this;
    const { values = [], colour } = this.cloud.head;
    const share = colour.groups?.[codeOf(measure)];
    if (share !== undefined) return `${Math.round((100 * own) / many)} % ${share.label}`;
    if (measure === "commonest") return colour.groups?.[commonest]?.label ?? "";
    const column = values[columnOf(measure)];
    if (column === undefined) return "";
    const without = valued < many ? `; ${(many - valued).toLocaleString("en")} without` : "";
    if (valued === 0) return `no ${column.label}`;
    return measure.startsWith("sum:") ? `sum of ${column.label} ${written(sum)}${without}` : `mean of ${column.label} ${written(sum / valued)}${without}`;
  }

  private leave(): void {
    if (this.hovered < 0) return;
    this.highlight(-1);
    this.map?.fire("many:hover", { event: -1, many: 0 });
  }

  /** Puts a point elsewhere. */
  move(event: number, to: L.LatLng): void {
    this.cloud.move(event, mercatorX(to.wrap().lng), mercatorY(to.lat));
    this.redraw();
  }

  /** Counts the events that are really in view. */
  countInView(): number {
    const { seen } = this;
    return seen === null ? 0 : countInView(this, seen);
  }

  /** Returns the events in view that pass the filters. */
  eventsInView(): Uint32Array {
    const { seen } = this;
    return seen === null ? new Uint32Array(0) : eventsInView(this, seen);
  }

  /** Marks an event on the map as the pointer does; none for -1. */
  highlight(event: number): void {
    if (event === this.hovered) return;
    this.hovered = event;
    this.mark();
  }

  /** Opens an event, and brings the map to it where it is out of view. */
  async goTo(event: number): Promise<void> {
    const { map, seen } = this;
    if (map === null || seen === null) return;
    const place = placeOfEvent(this.cloud, seen, event);
    if (!map.getBounds().contains(place)) map.setView(place, map.getZoom(), { animate: false });
    await this.open([event], 1);
  }

  /** Shows on the map all events that pass the filters. */
  fitShown(): void {
    const events = this.cloud.passing();
    const box = L.latLngBounds([]);
    for (const event of events) box.extend(latLngOf(this.cloud, event));
    if (box.isValid()) this.map?.fitBounds(box, { padding: [28, 28], maxZoom: 12 });
  }
}
