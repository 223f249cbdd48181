/** Great circles between places: colour and letter by medium, dash by status, an arrow by direction. */

import { inLane, strands, type Strand } from "./bundle";
import { offer } from "./chooser";
import { Curve } from "./curve";
import { toLatLngs } from "./codec";
import { draw, isolated, make, readBlock } from "./dom";
import { filled } from "./items";
import { name } from "./naming";
import { nearestLines, reachOfPointer } from "./picking";
import { CHIP, inSight, span, spotAlong, spotInSight, takenOn } from "./stretches";
import { storeOf, type Obstacle, type Store } from "./store";
import { calm } from "./theme";
import { isGhost } from "./days";
import type { LegendData, LinkData, LinkItem } from "./types";
import { say } from "./words";
import { nearest, reachOf, shifted, turnsInSight, unwrapped } from "./wrap";

/** How far from its place the mark of an unsure end stands on the line, in pixels. */
const END_PX = 32;

/** Radius of what is seen of a chip. */
const CHIP_PX = 10;
/** How long before its click a pointer comes down. */
const PRESS_MS = 700;

/** The mark on a line near an end whose place may be another one of that name. */
interface UnsureEnd {
  readonly mark: L.Marker;
  /** Whether it is the end to which the drawn line runs. */
  readonly isLast: boolean;
}

interface Drawn {
  readonly strand: Strand;
  readonly line: L.Polyline;
  readonly casing: L.Polyline;
  /** What takes clicks: wider than the line, and not seen. */
  readonly target: L.Polyline;
  readonly chip: L.Marker;
  readonly arrow: SVGElement;
  readonly unsure: readonly UnsureEnd[];
  /** From west to east, in degrees that may run on over 180. */
  readonly reach: readonly [number, number];
  /** The line as drawn at this zoom, in pixels of the world. */
  lanes: readonly (readonly L.Point[])[];
}

export class LinkLayer extends L.LayerGroup {
  private readonly data: LinkData;
  private drawn: Drawn[] = [];
  private known = false;
  private pressed: PointerEvent | null = null;
  private readonly tip = L.tooltip({ className: "geo-link-tip", direction: "top", offset: [0, -10] });

  constructor(
    block: string,
    private readonly legend: Pick<LegendData, "media" | "statuses">,
  ) {
    super();
    const data = readBlock<LinkData>(block);
    this.data = { ...data, items: filled(data.items) };
  }

  override onAdd(map: L.Map): this {
    map.getContainer().classList.add("geo-map");
    const store = storeOf(map);
    if (!this.known) {
      this.known = true;
      this.drawn = this.build(store);
      store.addLayer(this.data.name, this);
      store.add(this.data.items, this.data);
      store.whenSelected(() => this.mark(store));
      store.whenFiltered(() => this.place());
      map.getContainer().addEventListener("pointerdown", (event) => {
        this.pressed = event;
      }, { capture: true, passive: true });
    }
    super.onAdd(map);
    map.on("zoomend moveend resize", this.place, this);
    this.place();
    return this;
  }

  override onRemove(map: L.Map): this {
    map.off("zoomend moveend resize", this.place, this);
    const store = storeOf(map);
    store.obstacles.delete("links");
    store.lines.delete("links");
    store.counts["links"] = 0;
    super.onRemove(map);
    store.labelsChanged();
    return this;
  }

  private build(store: Store): Drawn[] {
    const lines = this.data.items.map((item) => ({ item, parts: unwrapped(item.path.map((part) => toLatLngs(part))) }));
    const bundled = strands(lines);
    for (const { item, beside } of bundled) store.beside.set(item.id, beside);
    return bundled.map((strand) => this.drawOne(strand, store));
  }

  private drawOne(strand: Strand, store: Store): Drawn {
    const { item } = strand;
    const status = this.legend.statuses.find((one) => one.id === item.status);
    const parts = strand.parts.map((part) => [...part]);
    const casing = new Curve(parts, {
      className: "geo-casing",
      weight: 14,
      smoothFactor: 0,
      interactive: false,
    });
    const target = new Curve(parts, { className: "geo-target", weight: 24, smoothFactor: 0 });
    const line = new Curve(parts, {
      className: `geo-link medium-${item.medium}`,
      weight: 2.6,
      dashArray: status?.dash ?? "",
      lineCap: item.status === "denied" ? "round" : "butt",
      smoothFactor: 0,
      interactive: false,
    });
    const { chip, arrow } = this.chip(item);
    line.on("add", () => line.getElement()?.setAttribute("data-link", item.id));
    chip.on("add", () => {
      name(chip, item.title, () => store.select(item.id, "map", chip.getLatLng()));
    });
    chip.on("click", (event: L.LeafletMouseEvent) => {
      L.DomEvent.stop(event as unknown as Event);
      store.select(this.behind(event, chip, item).id, "map", chip.getLatLng());
    });
    target.on("click", (event: L.LeafletMouseEvent) => {
      L.DomEvent.stop(event);
      this.choose(store, this.meant(event), event.latlng);
    });
    target.on("mousemove", (event: L.LeafletMouseEvent) => this.hover(this.meant(event), event.latlng));
    target.on("mouseout", () => this.hover([], null));
    const unsure = unsureEnds(strand);
    line.on("add", () => shade(line, item));
    this.addLayer(casing).addLayer(line).addLayer(target).addLayer(chip);
    for (const { mark } of unsure) this.addLayer(mark);
    return { strand, line, casing, target, chip, arrow, unsure, reach: reachOf(parts), lanes: [] };
  }

  /** Which link a click on a chip means: beside what is seen of it, the nearest line's. */
  private behind(event: L.LeafletMouseEvent, chip: L.Marker, own: LinkItem): LinkItem {
    const at = this.spotOf(event);
    if (at === null || at.distanceTo(this._map.latLngToContainerPoint(chip.getLatLng())) <= CHIP_PX) return own;
    const [first, second] = this.near(at, event);
    return first !== undefined && second === undefined ? first.strand.item : own;
  }

  /**
   * Where a pointer is on the map; null for a key. A browser moves a finger's click to what it
   * takes for the nearest button, so that a click is where the finger came down.
   */
  private spotOf({ originalEvent }: L.LeafletMouseEvent): L.Point | null {
    if (!(originalEvent instanceof MouseEvent)) return null;
    const { pressed } = this;
    const isPressed = originalEvent.type === "click" && pressed !== null && originalEvent.timeStamp - pressed.timeStamp < PRESS_MS;
    return this._map.mouseEventToContainerPoint(isPressed ? pressed : originalEvent);
  }

  /** Returns the links that a click or a pointer means. */
  private meant(event: L.LeafletMouseEvent): Drawn[] {
    const at = this.spotOf(event);
    return at === null ? [] : this.near(at, event);
  }

  private near(at: L.Point, { originalEvent }: L.LeafletMouseEvent): Drawn[] {
    const lines = this.drawn
      .filter((one) => this.hasLayer(one.target))
      .map((one) => ({ item: one, lanes: one.lanes }));
    const point = this._map.project(this._map.containerPointToLatLng(at));
    return nearestLines(point, lines, reachOfPointer(originalEvent));
  }

  /** Opens a link; where several are meant, lets the reader choose. */
  private choose(store: Store, meant: readonly Drawn[], at: L.LatLng): void {
    const items = meant.map(({ strand }) => strand.item);
    const [first] = items;
    if (first === undefined) return;
    if (items.length === 1) store.select(first.id, "map", at);
    else offer(this._map, { items, at, head: say("map.which"), open: (item) => store.select(item.id, "map", at) });
  }

  /** Says what a click would open, and shows which line it is. */
  private hover(meant: readonly Drawn[], at: L.LatLng | null): void {
    for (const one of this.drawn) one.casing.getElement()?.classList.toggle("is-near", meant.includes(one));
    if (at === null || meant.length === 0) {
      this.tip.remove();
      return;
    }
    const lines = meant.map(({ strand }) => make("div", {}, isolated(strand.item.title)));
    this.tip.setLatLng(at).setContent(make("div", {}, ...lines)).addTo(this._map);
  }

  private chip(item: LinkItem): { chip: L.Marker; arrow: SVGElement } {
    const letter = this.legend.media.find((one) => one.id === item.medium)?.letter ?? "?";
    const arrow = draw("g", { class: "geo-arrow" });
    if (item.direction !== "unknown") arrow.append(draw("path", { d: "M9-6.5 18 0 9 6.5z" }));
    if (item.direction === "both") arrow.append(draw("path", { d: "M-9-6.5-18 0-9 6.5z" }));
    const face = draw(
      "svg",
      { viewBox: "-18 -18 36 36", width: 36, height: 36, "aria-hidden": "true" },
      arrow,
      draw("circle", { class: "geo-chip-target", r: 12 }),
      draw("circle", { r: 9 }),
      draw("text", { y: 4.7, "text-anchor": "middle" }, letter),
    );
    if (item.contested) face.append(draw("path", { class: "geo-contested", d: "M5-11h8M5-8h8M11-13l-4 7" }));
    const holder = document.createElement("div");
    holder.append(face);
    const icon = L.divIcon({
      html: holder,
      className: `geo-chip medium-${item.medium}`,
      iconSize: [36, 36],
    });
    const chip = L.marker([0, 0], { icon, riseOnHover: true, keyboard: true });
    return { chip, arrow };
  }

  /** Puts every line into its lane at this zoom, and its chip where the line is in sight. */
  private place(): void {
    const map = this._map as L.Map | null;
    if (map === null) return;
    const obstacles: Obstacle[] = [];
    const taken = takenOn(map);
    const run: L.LatLng[] = [];
    const signs: L.Point[] = [];
    const { shown, filter } = storeOf(map);
    const through = this.drawn.filter((one) => this.showOne(one, shown.has(one.strand.item.id)));
    for (const one of through) {
      const ghost = isGhost([one.strand.item], filter.time);
      for (const layer of [one.line, one.chip]) layer.getElement()?.classList.toggle("is-ghost", ghost);
      const turns = turnsInSight(map, ...one.reach);
      const lanes = (turns.length === 0 ? [0] : turns).flatMap((turn) =>
        one.strand.parts.map((part) =>
          inLane(part.map((at) => map.project(shifted(at, turn))), one.strand, map.getSize().x),
        ),
      );
      one.lanes = lanes;
      const places = lanes.map((lane) => lane.map((point) => map.unproject(point)));
      one.line.setLatLngs(places);
      run.push(...inSight(map, lanes));
      lay(one, map, places.length === one.strand.parts.length ? lanes : []);
      one.casing.setLatLngs(places);
      one.target.setLatLngs(places);
      const parts = one.strand.parts.length;
      for (const end of one.unsure) placeUnsureEnd(map, end, lanes, parts, signs);
      const spot = spotInSight(map, lanes, one.strand, taken);
      const element = one.chip.getElement();
      if (element) element.hidden = spot === null;
      if (spot === null) continue;
      taken.marks.push(spot.point);
      const at = map.unproject(spot.point);
      one.chip.setLatLng(at);
      const angle = spot.angle + (one.strand.turned ? 180 : 0);
      one.arrow.setAttribute("transform", `rotate(${angle.toFixed(1)})`);
      obstacles.push({ lon: at.lng, lat: at.lat, dx: 0, dy: 0, half: CHIP / 2 });
    }
    const store = storeOf(map);
    store.obstacles.set("links", obstacles);
    store.lines.set("links", run);
    store.counts["links"] = through.length;
    store.labelsChanged();
  }

  /** Puts a link on the map or takes it off; gives back which. */
  private showOne({ casing, line, target, chip, unsure }: Drawn, on: boolean): boolean {
    for (const layer of [casing, line, target, chip, ...unsure.map(({ mark }) => mark)]) {
      if (on && !this.hasLayer(layer)) this.addLayer(layer);
      if (!on && this.hasLayer(layer)) this.removeLayer(layer);
    }
    return on;
  }

  private bringIntoView(one: Drawn): void {
    const map = this._map as L.Map | null;
    if (map === null) return;
    if (one.chip.getElement()?.hidden === false) return;
    const [west, east] = one.reach;
    const middle = L.latLng(0, (west + east) / 2);
    const turn = Math.round((nearest(map, middle).lng - middle.lng) / 360);
    const ends = one.strand.parts.flat().map((at) => shifted(at, turn));
    map.fitBounds(L.latLngBounds(ends), { padding: [50, 50], animate: !calm() });
  }

  private mark(store: Store): void {
    const { id } = store.selection;
    const some = this.drawn.some((one) => one.strand.item.id === id);
    for (const one of this.drawn) {
      const on = one.strand.item.id === id;
      for (const part of [one.line, one.casing, one.chip, ...one.unsure.map(({ mark }) => mark)]) {
        const element = part.getElement();
        element?.classList.toggle("is-selected", on);
        element?.classList.toggle("is-behind", some && !on);
      }
      one.chip.setZIndexOffset(on ? 1000 : 0);
      if (on) one.line.bringToFront();
      if (on) one.target.bringToFront();
      if (on && ["list", "time"].includes(store.selection.from)) this.bringIntoView(one);
    }
  }
}

/** How strong a line is at the outline of a country, and over what share of it that grows to 1. */
const FADED = [0.12, 0.2] as const;
/** How strong a line is in the middle of a way of which only the heading is told. */
const UNTOLD = 0.45;

/** Gives a line that is faint somewhere the gradient that it is stroked with. */
function shade(line: L.Polyline, { id, faint = [] }: LinkItem): void {
  const path = line.getElement() as SVGElement | undefined;
  if (faint.length === 0 || path?.ownerSVGElement == null) return;
  const name = `geo-shade-${id}`;
  const [least, share] = FADED;
  const stops: [number, number][] = [[0, faint.includes("from") ? least : 1]];
  if (faint.includes("from")) stops.push([share, 1]);
  if (faint.includes("way")) stops.push([share, 1], [0.5, UNTOLD], [1 - share, 1]);
  if (faint.includes("to")) stops.push([1 - share, 1]);
  stops.push([1, faint.includes("to") ? least : 1]);
  const gradient = draw(
    "linearGradient",
    { id: name, gradientUnits: "userSpaceOnUse", class: path.getAttribute("class") ?? "" },
    ...stops.map(([offset, strength]) => draw("stop", { offset, "stop-opacity": strength, "stop-color": "var(--ink)" })),
  );
  path.ownerSVGElement.querySelector(`#${name}`)?.remove();
  path.ownerSVGElement.prepend(gradient);
}

/** Lays the gradient of a faint line from its start to its end; a line drawn twice has none. */
function lay({ line, strand: { item, turned } }: Drawn, map: L.Map, lanes: readonly (readonly L.Point[])[]): void {
  const path = line.getElement() as SVGElement | undefined;
  const gradient = path?.ownerSVGElement?.querySelector(`#geo-shade-${item.id}`);
  const ends = [lanes[0]?.[0], lanes.at(-1)?.at(-1)];
  if (turned) ends.reverse();
  const [start, end] = ends;
  if (path === undefined || gradient == null) return;
  path.style.stroke = start === undefined || end === undefined ? "" : `url(#geo-shade-${item.id})`;
  if (start === undefined || end === undefined) return;
  const origin = map.getPixelOrigin();
  for (const [name, value] of Object.entries({ x1: start.x - origin.x, y1: start.y - origin.y, x2: end.x - origin.x, y2: end.y - origin.y })) {
    gradient.setAttribute(name, value.toFixed(1));
  }
}

function unsureEnds({ item, turned }: Strand): UnsureEnd[] {
  const ends = [
    { isUnsure: item.fromUnsure, isLast: turned },
    { isUnsure: item.toUnsure, isLast: !turned },
  ];
  return ends
    .filter(({ isUnsure }) => isUnsure)
    .map(({ isLast }) => {
      const html = document.createElement("div");
      html.setAttribute("aria-hidden", "true");
      html.append("?");
      const icon = L.divIcon({ html, className: `geo-link-end medium-${item.medium}`, iconSize: [16, 16] });
      return { mark: L.marker([0, 0], { icon, interactive: false, keyboard: false }), isLast };
    });
}

/** Puts the mark of an unsure end on the line, in the copy of the world that is in sight. */
function placeUnsureEnd(
  map: L.Map,
  { mark, isLast }: UnsureEnd,
  lanes: readonly (readonly L.Point[])[],
  parts: number,
  signs: L.Point[],
): void {
  const spots = lanes
    .filter((_, i) => i % parts === (isLast ? parts - 1 : 0))
    .flatMap((lane) => spotAlong(isLast ? [...lane].reverse() : lane, Math.min(END_PX, span(lane) / 3)) ?? []);
  const point = (spots.find((spot) => map.getPixelBounds().contains(spot.point)) ?? spots[0])?.point;
  const element = mark.getElement();
  // Of several links to one place the first has the mark, where theirs would lie on it.
  const hidden = point === undefined || signs.some((other) => other.distanceTo(point) < 14);
  if (element) element.hidden = hidden;
  if (point === undefined || hidden) return;
  signs.push(point);
  mark.setLatLng(map.unproject(point));
}
