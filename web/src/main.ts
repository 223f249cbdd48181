/**
 * The names that the page's scripts use, as `geoMaps`.
 *
 * `geoMaps.report(map)` is for tests and other readers of the page: how many features stand on the
 * map (`basemap`, `events`, `links`, `places`, `captions`, `names`), and what is selected.
 */

import { keepAddress } from "./address";
import { BasemapLayer } from "./basemap";
import { Cards, type Walk } from "./cards";
import { EventLayer, type EventOptions } from "./events";
import { Finder } from "./finder";
import { followNotes } from "./footnotes";
import { letScroll, zoomKey } from "./gestures";
import { Guide } from "./guide";
import { legend } from "./legend";
import { LinkLayer } from "./links";
import { Panel } from "./panel";
import { popups } from "./popups";
import { printable } from "./printing";
import { share } from "./share";
import { followTable } from "./sheet";
import { storeOf } from "./store";
import { Timeline } from "./timeline";
import type { LegendData } from "./types";
import { views } from "./views";
import { say } from "./words";

const guides = new WeakMap<L.Map, Walk>();

export function basemap(block: string): L.Layer {
  return new BasemapLayer(block);
}

export function events(block: string, options: Partial<EventOptions> = {}): L.Layer {
  return new EventLayer(block, options).on("add", (event) => popups(mapOf(event.target)));
}

export function links(block: string, key: Pick<LegendData, "media" | "statuses">): L.Layer {
  return new LinkLayer(block, key).on("add", (event) => popups(mapOf(event.target)));
}

export function panel(map: L.Map, block: string, slot = ""): void {
  new Panel(map, block, slot);
}

export function timeline(map: L.Map, _block = "", slot = ""): void {
  new Timeline(map, slot);
}

export function search(map: L.Map, _block = "", slot = ""): void {
  new Finder(map, slot);
}

export function steps(map: L.Map, block: string, slot = ""): void {
  guides.set(map, new Guide(map, block, slot));
}

export function cards(map: L.Map, _block = "", slot = ""): void {
  const root = document.getElementById(slot);
  if (root !== null) guides.set(map, new Cards(map, root));
}

/** What makes a map a whole page: its buttons named, its table, its print, its address. */
export function page(map: L.Map): void {
  const zoom = { position: document.documentElement.dir === "rtl" ? "topleft" : "topright" } as const;
  L.control.zoom({ ...zoom, zoomInTitle: say("map.nearer"), zoomOutTitle: say("map.farther") }).addTo(map);
  L.control.scale({ position: "bottomleft", maxWidth: 120 }).addTo(map);
  letScroll(map, { wheel: say("map.wheel", { key: zoomKey() }), finger: say("map.finger") });
  followTable(map);
  followNotes();
  printable(map);
}

export function address(map: L.Map): void {
  keepAddress(map, guides.get(map) ?? null);
}

export { legend, share, storeOf, views };

export function report(map: L.Map): Record<string, unknown> {
  const store = storeOf(map);
  return {
    ...store.counts,
    items: store.items.size,
    shown: [...store.shown],
    selected: store.selection.id,
    view: store.view,
    step: store.step,
  };
}

function mapOf(layer: unknown): L.Map {
  return (layer as { _map: L.Map })._map;
}
