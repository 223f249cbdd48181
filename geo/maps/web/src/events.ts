/** Events where they happened, drawn as exactly as their place is known. */

import { toLatLngs } from "./codec";
import { draw, readBlock } from "./dom";
import { LOUD } from "./labels";
import { name } from "./links";
import { storeOf, type Caption, type Obstacle, type Store } from "./store";
import { calm } from "./theme";
import type { EventData, Item, Place } from "./types";

const AREAS = new Set(["borough", "province", "region", "country"]);
const CIRCLES = new Set(["suburb", "city"]);
const TOUCH_PX = 25;

interface Spot {
  readonly place: Place;
  readonly items: readonly Item[];
  readonly at: L.LatLng;
}

/** Marks that would lie on each other at this zoom, shown as one. */
interface Cluster {
  readonly spots: Spot[];
  readonly at: L.LatLng;
}

export interface EventOptions {
  /** Whether the marks are quiet: places that are named, where nothing is told to have happened. */
  readonly quiet: boolean;
}

export class EventLayer extends L.LayerGroup {
  private readonly data: EventData;
  private readonly quiet: boolean;
  private readonly key: string;
  private spots: Spot[] = [];
  private readonly shapes = new Map<string, L.Path>();
  private marks: L.Marker[] = [];
  private known = false;
  private last = "";

  constructor(block: string, options: Partial<EventOptions> = {}) {
    super();
    this.data = readBlock<EventData>(block);
    this.quiet = options.quiet ?? false;
    this.key = this.quiet ? "places" : "events";
  }

  override onAdd(map: L.Map): this {
    map.getContainer().classList.add("geo-map");
    const store = storeOf(map);
    if (!this.known) {
      this.known = true;
      this.spots = this.findSpots();
      this.drawShapes(store);
      store.addLayer(this.data.name, this);
      store.add(this.data.items, this.data);
      store.whenSelected(() => this.mark(store));
    }
    super.onAdd(map);
    for (const shape of this.shapes.values()) shape.bringToBack();
    map.on("zoomend viewreset", this.place, this);
    this.place();
    return this;
  }

  override onRemove(map: L.Map): this {
    map.off("zoomend viewreset", this.place, this);
    super.onRemove(map);
    const store = storeOf(map);
    store.captions.delete(this.key);
    store.obstacles.delete(this.key);
    store.counts[this.key] = 0;
    store.labelsChanged();
    return this;
  }

  private findSpots(): Spot[] {
    return this.data.places.flatMap((place) => {
      const items = this.data.items.filter((item) => item.place === place.id && item.located);
      if (place.lon === null || place.lat === null || items.length === 0) return [];
      return [{ place, items, at: L.latLng(place.lat, place.lon) }];
    });
  }

  private drawShapes(store: Store): void {
    for (const spot of this.spots) {
      const shape = shapeOf(spot.place, this.quiet);
      if (shape === null) continue;
      shape.on("click", (event: L.LeafletMouseEvent) => {
        if (spot.place.precision === "country") return;
        L.DomEvent.stop(event);
        store.select(nextOf(spot.items, this.last), "map", event.latlng);
      });
      this.shapes.set(spot.place.id, shape);
      this.addLayer(shape);
    }
  }

  /** Makes the marks of this zoom anew, so that none hides another. */
  private place(): void {
    const map = this._map as L.Map | null;
    if (map === null) return;
    const store = storeOf(map);
    for (const mark of this.marks) this.removeLayer(mark);
    this.marks = [];
    const captions: Caption[] = [];
    const obstacles: Obstacle[] = [];
    const others = this.quiet ? [...(store.obstacles.get("events") ?? [])] : [];
    for (const cluster of clusters(map, this.spots)) {
      const count = cluster.spots.reduce((sum, spot) => sum + spot.items.length, 0);
      const half = this.quiet ? 4 : count > 1 ? 11 : 7;
      const head = headOf(cluster);
      const covered = others.some(
        ({ lon, lat }) => distance(map, L.latLng(lat, lon), cluster.at) < half + 10,
      );
      if (covered) continue;
      this.addMark(cluster, head, count, store);
      const { lng: lon, lat } = cluster.at;
      obstacles.push({ lon, lat, dx: 0, dy: 0, half });
      const area = AREAS.has(head.place.precision);
      const weight = (this.quiet ? 0 : LOUD) + (area ? 0 : 500) + count;
      captions.push({ text: head.place.label, lon, lat, gap: half + 5, weight, area });
    }
    store.captions.set(this.key, captions);
    store.obstacles.set(this.key, obstacles);
    store.counts[this.key] = this.spots.reduce((sum, spot) => sum + spot.items.length, 0);
    this.mark(store);
    store.labelsChanged();
  }

  private addMark(cluster: Cluster, head: Spot, count: number, store: Store): void {
    const items = cluster.spots.flatMap((spot) => spot.items);
    const icon = L.divIcon({
      html: badge(head.place.precision, items, this.quiet),
      className: `geo-mark${this.quiet ? " is-quiet" : ""}`,
      iconSize: [30, 30],
    });
    const mark = L.marker(cluster.at, { icon, riseOnHover: true, keyboard: true });
    const title = count === 1 ? (items[0]?.title ?? "") : `${count} in ${head.place.label}`;
    const choose = (): void => {
      store.select(nextOf(items, this.last), "map", cluster.at);
    };
    mark.on("add", () => name(mark, title, choose)).on("click", choose);
    (mark as L.Marker & { geoItems: readonly Item[] }).geoItems = items;
    this.marks.push(mark);
    this.addLayer(mark);
  }

  private mark(store: Store): void {
    const { id } = store.selection;
    if (id !== "") this.last = id;
    for (const mark of this.marks) {
      const { geoItems } = mark as L.Marker & { geoItems: readonly Item[] };
      mark.getElement()?.classList.toggle("is-selected", geoItems.some((item) => item.id === id));
    }
    const map = this._map as L.Map | null;
    for (const spot of this.spots) {
      const on = spot.items.some((item) => item.id === id);
      const far = map !== null && !map.getBounds().contains(spot.at);
      if (on && far && store.selection.from === "list") map.panTo(spot.at, { animate: !calm() });
      this.shapes.get(spot.place.id)?.getElement()?.classList.toggle("is-selected", on);
    }
  }
}

/** Gives the first item, or the one after the last selected: clicking again walks through them. */
function nextOf(items: readonly Item[], last: string): string {
  const index = items.findIndex((item) => item.id === last);
  return items[(index + 1) % items.length]?.id ?? "";
}

function shapeOf(place: Place, quiet: boolean): L.Path | null {
  const className = `geo-shape shape-${place.precision}${quiet ? " is-quiet" : ""}`;
  if (place.shape.length > 0) {
    const rings = place.shape.map(toLatLngs);
    return L.polygon(rings, { className, weight: 1.6, smoothFactor: 0.6 });
  }
  if (place.lon === null || place.lat === null || place.radius === null) return null;
  if (!CIRCLES.has(place.precision) && !AREAS.has(place.precision)) return null;
  return L.circle([place.lat, place.lon], { className, radius: place.radius, weight: 1.6 });
}

function distance(map: L.Map, one: L.LatLng, other: L.LatLng): number {
  return map.project(one).distanceTo(map.project(other));
}

function clusters(map: L.Map, spots: readonly Spot[]): Cluster[] {
  const out: Cluster[] = [];
  const ranked = [...spots].sort((a, b) => rank(b) - rank(a));
  for (const spot of ranked) {
    const near = out.find((cluster) => distance(map, cluster.at, spot.at) < TOUCH_PX);
    if (near === undefined) out.push({ spots: [spot], at: spot.at });
    else near.spots.push(spot);
  }
  return out;
}

/** Ranks a city over its parts, and anything with a spot of its own over an outlined area. */
function rank({ place, items }: Spot): number {
  const order = ["country", "region", "province", "borough", "site", "street", "suburb", "city"];
  return order.indexOf(place.precision) * 100 + items.length;
}

function headOf(cluster: Cluster): Spot {
  const [first] = cluster.spots;
  if (first === undefined) throw new Error("a cluster has a spot");
  return first;
}

function badge(precision: string, items: readonly Item[], quiet: boolean): HTMLElement {
  const holder = document.createElement("div");
  const face = draw("svg", { viewBox: "-15 -15 30 30", width: 30, height: 30, "aria-hidden": "true" });
  holder.append(face);
  const many = items.length > 1 && !quiet;
  const radius = quiet ? 3.2 : items.length > 99 ? 12 : many ? 9.5 : 5.5;
  const sure = items.some((item) => item.status === "reported");
  const kind = sure ? "geo-sure" : "geo-said";
  if (AREAS.has(precision)) {
    const box = { x: -radius, y: -radius, width: 2 * radius, height: 2 * radius, rx: 2 };
    face.append(draw("rect", { ...box, class: kind }));
  } else {
    face.append(draw("circle", { r: radius, class: kind }));
    if (CIRCLES.has(precision) && !quiet) {
      face.append(draw("circle", { r: radius + 3, class: "geo-ring" }));
    }
  }
  if (many) face.append(draw("text", { y: 3.9, "text-anchor": "middle", class: kind }, String(items.length)));
  if (!quiet && items.some((item) => item.contested)) {
    face.append(draw("path", { class: "geo-contested", d: "M6-11.5h8M6-8.5h8M12.2-13.8l-4.4 7.6" }));
  }
  return holder;
}
