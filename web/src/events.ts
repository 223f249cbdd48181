/** Events where they happened, drawn as exactly as their place is known. */

import { badge, letterOf } from "./badge";
import { offer } from "./chooser";
import { clusters, distance, headOf, type Cluster, type Spot } from "./clusters";
import { isolated, make, readBlock, replaced } from "./dom";
import { LOUD } from "./labels";
import { filled, filledPlaces } from "./items";
import { name } from "./naming";
import { AREAS, shapeOf, type Shape } from "./outlines";
import { storeOf, type Caption, type Obstacle, type Store } from "./store";
import { calm } from "./theme";
import { isGhost } from "./days";
import type { EventData, Item, Place } from "./types";
import { say, digits } from "./words";
import { nearest, shifted, turnsInSight, turnsNear } from "./wrap";

export interface EventOptions {
  /** Whether the marks are quiet: places that are named, where nothing is told to have happened. */
  readonly quiet: boolean;
}

export class EventLayer extends L.LayerGroup {
  private readonly data: EventData;
  private readonly quiet: boolean;
  private readonly key: string;
  private spots: Spot[] = [];
  private readonly shapes = new Map<string, Shape>();
  private marks: L.Marker[] = [];
  private known = false;
  /** On which copies of the world the marks stand. */
  private copies = "";

  constructor(block: string, options: Partial<EventOptions> = {}) {
    super();
    const data = readBlock<EventData>(block);
    this.data = { ...data, items: filled(data.items), places: filledPlaces(data.places) };
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
      store.add(this.data.items, this.data, this.data.places);
      store.whenSelected(() => this.mark(store));
      store.whenFiltered(() => this.place());
    }
    super.onAdd(map);
    for (const { layer } of this.shapes.values()) layer.bringToBack();
    map.on("zoomend viewreset", this.place, this);
    map.on("moveend", this.follow, this);
    this.place();
    return this;
  }

  override onRemove(map: L.Map): this {
    map.off("zoomend viewreset", this.place, this);
    map.off("moveend", this.follow, this);
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
      const open = (): readonly Item[] => spot.items.filter((item) => store.shown.has(item.id));
      if (spot.place.precision !== "country") {
        shape.layer.bindTooltip(() => make("div", {}, isolated(titleOf(open(), spot.place))), { className: "geo-link-tip", sticky: true, direction: "top" });
        shape.layer.on("click", (event: L.LeafletMouseEvent) => {
          L.DomEvent.stop(event);
          this.choose({ spots: [{ ...spot, items: open() }], at: event.latlng }, event.latlng, store);
        });
      }
      this.shapes.set(spot.place.id, shape);
      this.addLayer(shape.layer);
    }
  }

  /** What the filter lets through, by place. */
  private visible(store: Store): Spot[] {
    return this.spots.flatMap((spot) => {
      const items = spot.items.filter((item) => store.shown.has(item.id));
      return items.length === 0 ? [] : [{ ...spot, items }];
    });
  }

  /** Places the marks anew when the map was moved on to another copy of the world. */
  private follow(): void {
    const map = this._map as L.Map | null;
    if (map !== null && this.copiesOn(map) !== this.copies) this.place();
  }

  private copiesOn(map: L.Map): string {
    return this.spots.map(({ at }) => turnsNear(map, at).join()).join(" ");
  }

  /** Makes the marks of this zoom anew, so that none hides another. */
  private place(): void {
    const map = this._map as L.Map | null;
    if (map === null) return;
    const store = storeOf(map);
    const old = this.marks.map((mark) => ({ element: mark.getElement(), items: itemsOf(mark) }));
    const focused = document.activeElement;
    for (const mark of this.marks) this.removeLayer(mark);
    this.marks = [];
    const spots = this.visible(store);
    this.copies = this.copiesOn(map);
    this.showShapes(spots, turnsInSight(map));
    const captions: Caption[] = [];
    const obstacles: Obstacle[] = [];
    const others = this.quiet ? [...(store.obstacles.get("events") ?? [])] : [];
    for (const cluster of clusters(map, spots)) {
      const count = cluster.spots.reduce((sum, spot) => sum + spot.items.length, 0);
      const lettered = letterOf(cluster.spots.flatMap(({ items }) => items)) !== "";
      const half = this.quiet ? 4 : count > 1 || lettered ? 11 : 7;
      const { place } = headOf(cluster);
      const sign = cluster.spots.some((spot) => spot.place.unsure === true) ? 6 : 0;
      const area = AREAS.has(place.precision);
      const weight = (this.quiet ? 0 : LOUD) + (area ? 0 : 500) + count;
      for (const turn of turnsNear(map, cluster.at)) {
        const at = shifted(cluster.at, turn);
        const near = (one: Obstacle): boolean => distance(map, L.latLng(one.lat, one.lon), at) < half + 10;
        if (others.some(near)) continue;
        this.addMark(cluster, at, store);
        const { lng: lon, lat } = at;
        obstacles.push({ lon, lat, dx: 0, dy: 0, half });
        captions.push({ text: place.label, local: place.local, lon, lat, gap: half + sign + 5, weight, area });
      }
    }
    store.captions.set(this.key, captions);
    store.obstacles.set(this.key, obstacles);
    store.counts[this.key] = spots.reduce((sum, spot) => sum + spot.items.length, 0);
    this.mark(store);
    store.labelsChanged();
    for (const { element, items } of old) {
      const now = this.marks.find((mark) => itemsOf(mark).some((item) => items.includes(item)))?.getElement();
      if (element === undefined || now === undefined) continue;
      replaced(element, now);
      if (element === focused) now.focus({ preventScroll: true });
    }
  }

  private showShapes(spots: readonly Spot[], turns: readonly number[]): void {
    const open = new Set(spots.map(({ place }) => place.id));
    for (const [id, { layer, turnTo }] of this.shapes) {
      turnTo(turns);
      if (open.has(id) === this.hasLayer(layer)) continue;
      if (open.has(id)) this.addLayer(layer);
      else this.removeLayer(layer);
      if (open.has(id)) layer.bringToBack();
    }
  }

  private addMark(cluster: Cluster, at: L.LatLng, store: Store): void {
    const head = headOf(cluster);
    const items = cluster.spots.flatMap((spot) => spot.items);
    const ghost = !this.quiet && isGhost(items, store.filter.time);
    const icon = L.divIcon({
      html: badge(head.place.precision, items, this.quiet),
      className: `geo-mark${this.quiet ? " is-quiet" : ""}${ghost ? " is-ghost" : ""}`,
      iconSize: [30, 30],
    });
    const mark = L.marker(at, { icon, riseOnHover: true, keyboard: true });
    const choose = (): void => this.choose(cluster, at, store);
    mark.on("add", () => name(mark, titleOf(items, head.place), choose)).on("click", choose);
    (mark as Mark).geoItems = items;
    this.marks.push(mark);
    this.addLayer(mark);
  }

  /** Opens what stands here; where that is more than one thing, lists all, and leads nearer to what lies apart. */
  private choose(cluster: Cluster, at: L.LatLng, store: Store): void {
    const { spots } = cluster;
    const items = spots.flatMap((spot) => spot.items);
    const [first, second] = items;
    const open = (item: Item): void => store.select(item.id, "map", at);
    if (first !== undefined && second === undefined) open(first);
    if (second === undefined) return;
    const map = this._map;
    const bounds = L.latLngBounds(spots.map((spot) => nearest(map, spot.at)));
    const isApart = spots.length > 1 && map.getZoom() < map.getMaxZoom() && !bounds.getNorthEast().equals(bounds.getSouthWest());
    const nearer = (): void => void map.fitBounds(bounds, { padding: [70, 70], animate: !calm() });
    offer(map, { items, head: titleOf(items, headOf(cluster).place), at, open, other: isApart ? [say("mark.nearer"), nearer] : null });
  }

  private mark(store: Store): void {
    const { id } = store.selection;
    for (const mark of this.marks) {
      const on = itemsOf(mark).some((item) => item.id === id);
      mark.getElement()?.classList.toggle("is-selected", on);
    }
    const map = this._map as L.Map | null;
    for (const spot of this.spots) {
      const on = spot.items.some((item) => item.id === id);
      if (on && map !== null && ["list", "time"].includes(store.selection.from)) bring(map, spot.at);
      this.shapes.get(spot.place.id)?.layer.getElement()?.classList.toggle("is-selected", on);
    }
  }
}

type Mark = L.Marker & { geoItems: readonly Item[] };

function itemsOf(mark: L.Marker): readonly Item[] {
  return (mark as Mark).geoItems;
}

/** Names what a click opens: the one thing that stands at a place, or how many. */
function titleOf(items: readonly Item[], { label }: Place): string {
  const [first] = items;
  return items.length === 1 && first !== undefined ? first.title : say("mark.several", { n: digits(items.length), place: label });
}

/** Moves the map to a place that is out of sight. */
function bring(map: L.Map, at: L.LatLng): void {
  const there = nearest(map, at);
  if (!map.getBounds().contains(there)) map.panTo(there, { animate: !calm() });
}
