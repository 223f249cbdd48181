/**
 * The names that a page with many events uses, as `geoMany`.
 *
 * `geoMany.report(layer)` is for tests and other readers of the page: how many events there are,
 * pass the filters and are in view, and what the last frame cost.
 */

import { letScroll, zoomKey } from "../gestures";
import { soon } from "../soon";
import { compare } from "./compare";
import { Ground } from "./ground";
import { make } from "./dom";
import { ManyLayer } from "./layer";
import { Panel } from "./panel";
import { complete } from "./texts";
import type { PageData } from "./types";

const panels = new WeakSet<L.Map>();

/** Makes a layer of the blocks under `name`; on a map of folium's it brings key and timeline. */
export function layer(name: string): ManyLayer {
  const made = new ManyLayer(name);
  made.on("add", () => {
    const map = (made as unknown as { _map: L.Map })._map;
    if (!panels.has(map)) corner(map, made);
    panels.add(map);
  });
  return made;
}

export function report(made: ManyLayer): Record<string, unknown> {
  const { cloud, drawn, mode } = made;
  const { byGroup, passed } = cloud.matching();
  return {
    ...drawn,
    rows: cloud.head.rows,
    ready: cloud.dated,
    passed,
    byGroup: [...byGroup],
    inView: made.countInView(),
    undated: cloud.undated,
    window: cloud.window,
    range: cloud.range,
    mode,
  };
}

let started = false;

/** Starts the page of its own, as soon as the parser has come to the head of its events. */
export function start(): void {
  const block = document.getElementById("many-page");
  if (block === null || started) return;
  const data = JSON.parse(block.textContent ?? "") as PageData;
  if (complete(document.getElementById(`${data.layer}_head`))) {
    started = true;
    const map = open(data);
    if (data.other !== undefined) beside(map, data, data.other);
    return;
  }
  addEventListener("geo-part", start, { once: true });
  document.addEventListener("DOMContentLoaded", start, { once: true });
}

/** Opens the second map once the parser has come to the head of its events. */
function beside(map: L.Map, data: PageData, other: NonNullable<PageData["other"]>): void {
  if (!complete(document.getElementById(`${other.layer}_head`))) {
    addEventListener("geo-part", () => beside(map, data, other), { once: true });
    return;
  }
  const right = open({ ...data, ...other }, new ManyLayer(other.layer), false, "-other");
  const name = (id: string): string => document.getElementById(id)?.textContent ?? "";
  compare(map, right, map.getContainer().parentElement!, [name("many-half"), name("many-half-other")]);
}

/** Makes map, basemap and layer, and puts its parts in their slots. */
export function open(data: PageData, made = new ManyLayer(data.layer), isPage = true, half = ""): L.Map {
  const map = L.map(data.map, {
    attributionControl: false, maxZoom: 18, minZoom: 1, zoomControl: false,
    zoomDelta: 0.5, zoomSnap: 0.25, wheelPxPerZoomLevel: 100, worldCopyJump: false,
  });
  L.control.zoom({ position: "topright" }).addTo(map);
  L.control.scale({ position: "bottomleft", maxWidth: 120 }).addTo(map);
  letScroll(map, { wheel: `Hold ${zoomKey()} while scrolling to zoom`, finger: "Two fingers move the map" });
  Object.assign(window, { [data.map]: map, [data.layer]: made });
  const slot = (name: string): HTMLElement => document.getElementById(`many-${name}${half}`) ?? document.body;
  new Panel(map, made, { key: slot("key"), time: slot("time"), table: slot("table") }, isPage);
  panels.add(map);
  showBounds(map, data.bounds);
  // The events come first; the world is drawn under them in the next frame.
  map.once("many:drawn", () => soon(() => new Ground(data.world, data.near).addTo(map)));
  made.addTo(map);
  return map;
}

/** Shows the bounds; a page whose frame has no size yet shows them once it has one. */
function showBounds(map: L.Map, [southWest, northEast]: PageData["bounds"]): void {
  let shown = false;
  const show = (): void => {
    map.invalidateSize(false);
    if (shown) return;
    map.fitBounds([[...southWest], [...northEast]], { padding: [28, 28], maxZoom: 12, animate: false });
    const { x, y } = map.getSize();
    shown = x > 0 && y > 0;
  };
  show();
  new ResizeObserver(show).observe(map.getContainer());
}

function corner(map: L.Map, made: ManyLayer): void {
  const slots = { key: make("div"), time: make("div"), table: make("div") };
  const Control = L.Control.extend({
    onAdd(): HTMLElement {
      const title = make("summary", {}, made.cloud.head.name);
      const box = make("details", { class: "many-corner" }, title, slots.key, slots.time, slots.table);
      box.open = map.getSize().x > 700;
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    },
  });
  new Control({ position: "bottomleft" }).addTo(map);
  new Panel(map, made, slots);
}
