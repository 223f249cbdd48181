/** Great circles between places: colour and letter by medium, dash by status, an arrow by direction. */

import { inLane, strands, type Strand } from "./bundle";
import { Curve } from "./curve";
import { toLatLngs } from "./codec";
import { draw, readBlock } from "./dom";
import { storeOf, type Obstacle, type Store } from "./store";
import { calm } from "./theme";
import type { LegendData, LinkData, LinkItem } from "./types";

const CHIP = 22;
const SEARCH_PX = 4;

interface Drawn {
  readonly strand: Strand;
  readonly line: L.Polyline;
  readonly casing: L.Polyline;
  readonly chip: L.Marker;
  readonly arrow: SVGElement;
}

export class LinkLayer extends L.LayerGroup {
  private readonly data: LinkData;
  private drawn: Drawn[] = [];
  private known = false;

  constructor(
    block: string,
    private readonly legend: Pick<LegendData, "media" | "statuses">,
  ) {
    super();
    this.data = readBlock<LinkData>(block);
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
    const lines = this.data.items.map((item) => ({ item, parts: item.path.map(toLatLngs) }));
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
      noClip: false,
    });
    const line = new Curve(parts, {
      className: `geo-link medium-${item.medium}`,
      weight: 2.6,
      dashArray: status?.dash ?? "",
      lineCap: item.status === "denied" ? "round" : "butt",
      smoothFactor: 0,
      interactive: false,
    });
    const { chip, arrow } = this.chip(item);
    chip.on("add", () => {
      name(chip, item.title, () => store.select(item.id, "map", chip.getLatLng()));
    });
    const choose = (event: L.LeafletMouseEvent | L.LeafletEvent): void => {
      L.DomEvent.stop(event as unknown as Event);
      const at = "latlng" in event ? event.latlng : chip.getLatLng();
      store.select(item.id, "map", at);
    };
    casing.on("click", choose);
    chip.on("click", choose);
    this.addLayer(casing).addLayer(line).addLayer(chip);
    return { strand, line, casing, chip, arrow };
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
      draw("circle", { r: 9 }),
      draw("text", { y: 3.8, "text-anchor": "middle" }, letter),
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
    const taken = marksOn(map);
    const run: L.LatLng[] = [];
    for (const one of this.drawn) {
      const lanes = one.strand.parts.map((part) =>
        inLane(part.map((at) => map.project(at)), one.strand),
      );
      const places = lanes.map((lane) => lane.map((point) => map.unproject(point)));
      one.line.setLatLngs(places);
      run.push(...inSight(map, lanes));
      one.casing.setLatLngs(places);
      const spot = spotInSight(map, lanes, one.strand, taken);
      const element = one.chip.getElement();
      if (element) element.hidden = spot === null;
      if (spot === null) continue;
      taken.push(spot.point);
      const at = map.unproject(spot.point);
      one.chip.setLatLng(at);
      const angle = spot.angle + (one.strand.turned ? 180 : 0);
      one.arrow.setAttribute("transform", `rotate(${angle.toFixed(1)})`);
      obstacles.push({ lon: at.lng, lat: at.lat, dx: 0, dy: 0, half: CHIP / 2 });
    }
    const store = storeOf(map);
    store.obstacles.set("links", obstacles);
    store.lines.set("links", run);
    store.counts["links"] = this.drawn.length;
    store.labelsChanged();
  }

  private bringIntoView(one: Drawn): void {
    const map = this._map as L.Map | null;
    if (map === null) return;
    const shown = one.chip.getElement()?.hidden === false;
    if (!shown) map.fitBounds(one.line.getBounds(), { padding: [50, 50], animate: !calm() });
  }

  private mark(store: Store): void {
    const { id } = store.selection;
    const some = this.drawn.some((one) => one.strand.item.id === id);
    for (const one of this.drawn) {
      const on = one.strand.item.id === id;
      for (const part of [one.line, one.casing, one.chip]) {
        const element = part.getElement();
        element?.classList.toggle("is-selected", on);
        element?.classList.toggle("is-behind", some && !on);
      }
      one.chip.setZIndexOffset(on ? 1000 : 0);
      if (on) one.line.bringToFront();
      if (on && store.selection.from === "list") this.bringIntoView(one);
    }
  }
}

/** Gives a mark on the map its name and role, and lets Enter and Space do what a click does. */
export function name(marker: L.Marker, text: string, act: () => void): void {
  const element = marker.getElement();
  if (element === undefined) return;
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", text);
  element.setAttribute("title", text);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}

/** The pixels where marks of events stand: no chip shall cover them. */
function marksOn(map: L.Map): L.Point[] {
  const marks = storeOf(map).obstacles.get("events") ?? [];
  return marks.map(({ lon, lat }) => map.project([lat, lon]));
}

interface Spot {
  readonly point: L.Point;
  readonly angle: number;
}

/**
 * Finds the middle of the longest stretch in sight, a little aside for each lane of a bundle, or
 * the nearest point that no other mark covers; none where there is no room.
 */
function spotInSight(
  map: L.Map,
  lanes: readonly (readonly L.Point[])[],
  strand: Strand,
  taken: readonly L.Point[],
): Spot | null {
  const bounds = map.getPixelBounds();
  const min = (bounds.min ?? L.point(0, 0)).add([24, 30]);
  const max = (bounds.max ?? L.point(0, 0)).subtract([24, 30]);
  const inner = L.bounds(min, max);
  const clipped = lanes.flatMap((lane) => stretches(lane, inner));
  const longest = clipped.reduce<L.Point[]>((a, b) => (span(b) > span(a) ? b : a), []);
  const total = span(longest);
  if (total < 30) return null;
  const stagger = (strand.lane - (strand.lanes - 1) / 2) * Math.min(44, (total * 0.8) / strand.lanes);
  const wanted = total / 2 + stagger;
  const tries = Math.ceil(total / SEARCH_PX) * 2;
  const steps = Array.from({ length: tries }, (_, i) => (i % 2 === 0 ? i : -i - 1) * (SEARCH_PX / 2));
  for (const step of steps) {
    const distance = wanted + step;
    if (distance < 8 || distance > total - 8) continue;
    const spot = at(longest, distance);
    if (spot === null) continue;
    if (taken.every((other) => other.distanceTo(spot.point) > CHIP + 2)) return spot;
  }
  return null;
}

/** Points along the lines, close enough to each other that no caption slips between. */
function inSight(map: L.Map, lanes: readonly (readonly L.Point[])[]): L.LatLng[] {
  const bounds = map.getPixelBounds();
  const out: L.LatLng[] = [];
  for (const stretch of lanes.flatMap((lane) => stretches(lane, bounds))) {
    const total = span(stretch);
    for (let d = 0; d <= total; d += 9) {
      const spot = at(stretch, d);
      if (spot !== null) out.push(map.unproject(spot.point));
    }
  }
  return out;
}

function span(line: readonly L.Point[]): number {
  let total = 0;
  for (let i = 1; i < line.length; i += 1) {
    const [one, other] = [line[i - 1], line[i]];
    if (one && other) total += one.distanceTo(other);
  }
  return total;
}

function stretches(line: readonly L.Point[], bounds: L.Bounds): L.Point[][] {
  const out: L.Point[][] = [];
  let current: L.Point[] = [];
  for (let i = 1; i < line.length; i += 1) {
    const [one, other] = [line[i - 1], line[i]];
    if (one === undefined || other === undefined) continue;
    const cut = L.LineUtil.clipSegment(one, other, bounds, false, false);
    if (!Array.isArray(cut) || cut[0] === undefined || cut[1] === undefined) {
      if (current.length > 1) out.push(current);
      current = [];
      continue;
    }
    if (current.length === 0) current.push(cut[0]);
    current.push(cut[1]);
    if (!cut[1].equals(other)) {
      out.push(current);
      current = [];
    }
  }
  if (current.length > 1) out.push(current);
  return out;
}

function at(line: readonly L.Point[], distance: number): Spot | null {
  let rest = distance;
  for (let i = 1; i < line.length; i += 1) {
    const [one, other] = [line[i - 1], line[i]];
    if (one === undefined || other === undefined) continue;
    const step = one.distanceTo(other);
    if (rest <= step && step > 0) {
      const along = other.subtract(one);
      return {
        point: one.add(along.multiplyBy(rest / step)),
        angle: (Math.atan2(along.y, along.x) * 180) / Math.PI,
      };
    }
    rest -= step;
  }
  return null;
}
