/** The address's fragment: view, map, step, time, filter and selection. Others' text is only text. */

import { parseWindow, writeWindow } from "./days";
import { EVERYTHING, FACETS, type Facet, type Filter } from "./filter";

export interface MapSpot {
  readonly zoom: number;
  readonly lat: number;
  readonly lon: number;
}

export interface Address {
  readonly view: string;
  readonly map: MapSpot | null;
  readonly step: string;
  readonly filter: Filter;
  readonly selected: string;
}

/** What a page has: an address may name that and nothing else. */
export interface Names {
  readonly views: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
  readonly items: ReadonlySet<string>;
  readonly values: Readonly<Record<Facet, ReadonlySet<string>>>;
}

const LONGEST = 8_000;
const LONGEST_TEXT = 200;

export function writeAddress({ view, map, step, filter, selected }: Address): string {
  const out = new URLSearchParams();
  if (step !== "") out.set("step", step);
  if (view !== "") out.set("view", view);
  else if (map !== null) out.set("map", [map.zoom, map.lat, map.lon].map(short).join("/"));
  if (filter.time !== null) out.set("time", writeWindow(filter.time));
  if (filter.text.trim() !== "") out.set("find", filter.text.trim().slice(0, LONGEST_TEXT));
  for (const facet of FACETS) for (const value of filter.chosen[facet]) out.append(facet, value);
  if (selected !== "") out.set("item", selected);
  return out.toString().replaceAll("%2F", "/");
}

function short(number: number): string {
  return String(Math.round(number * 10_000) / 10_000);
}

/** Reads a fragment; null if it is none of ours. What the page does not have is passed over. */
export function readAddress(fragment: string, names: Names): Address | null {
  const text = fragment.replace(/^#/, "");
  if (!text.includes("=") || text.length > LONGEST) return null;
  const given = new URLSearchParams(text);
  const one = (key: string, allowed: ReadonlySet<string>): string => {
    const value = given.get(key) ?? "";
    return allowed.has(value) ? value : "";
  };
  const chosen = { ...EVERYTHING.chosen };
  for (const facet of FACETS) {
    chosen[facet] = [...new Set(given.getAll(facet))].filter((value) => names.values[facet].has(value));
  }
  return {
    view: one("view", names.views),
    map: readSpot(given.get("map") ?? ""),
    step: one("step", names.steps),
    filter: {
      text: (given.get("find") ?? "").slice(0, LONGEST_TEXT),
      time: parseWindow(given.get("time") ?? ""),
      chosen,
    },
    selected: one("item", names.items),
  };
}

function readSpot(text: string): MapSpot | null {
  if (!/^-?\d+(\.\d+)?(\/-?\d+(\.\d+)?){2}$/.test(text)) return null;
  const [zoom = NaN, lat = NaN, lon = NaN] = text.split("/").map(Number);
  const sane = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 86 && Math.abs(lon) <= 540;
  return sane ? { zoom, lat, lon } : null;
}
