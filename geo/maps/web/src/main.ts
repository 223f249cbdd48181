/**
 * The names that the page's scripts use, as `geoMaps`.
 *
 * `geoMaps.report(map)` is for tests and other readers of the page: how many features stand on the
 * map (`basemap`, `events`, `links`, `places`, `captions`, `names`), and what is selected.
 */

import { BasemapLayer } from "./basemap";
import { legend, popups, views } from "./controls";
import { EventLayer, type EventOptions } from "./events";
import { LinkLayer } from "./links";
import { Panel } from "./panel";
import { storeOf } from "./store";
import type { LegendData } from "./types";

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

export { legend, views };

export function report(map: L.Map): Record<string, unknown> {
  const store = storeOf(map);
  return { ...store.counts, items: store.items.size, selected: store.selection.id };
}

function mapOf(layer: unknown): L.Map {
  return (layer as { _map: L.Map })._map;
}
