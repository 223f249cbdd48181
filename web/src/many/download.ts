/** What is shown as a file: CSV for a spreadsheet, GeoJSON for a map. */

import { cellText } from "../csv";
import type { Cloud } from "./cloud";
import { latLngOf } from "./clusters";
import { make } from "./dom";
import type { ManyLayer } from "./layer";
import { told } from "./popup";
import { rounded } from "./shapes";

const AT_ONCE = 4_096;

type Format = "csv" | "geojson";

/** Saves events in their order, with their texts, what colour and timeline say of them, and their place. */
export async function download(
  layer: ManyLayer,
  events: Uint32Array,
  format: Format,
  progress: (share: number) => void,
): Promise<void> {
  const parts = await partsOf(layer, events, format, progress);
  const type = format === "csv" ? "text/csv" : "application/geo+json";
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = make("a", { href: address, download: `events.${format}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function partsOf(layer: ManyLayer, events: Uint32Array, format: Format, progress: (share: number) => void): Promise<string[]> {
  const { cloud, texts } = layer;
  const names = columnsOf(cloud);
  const parts = [format === "csv" ? `${[...names, "lon", "lat"].map(cellText).join(",")}\n` : '{"type":"FeatureCollection","features":[\n'];
  for (let first = 0; first < events.length; first += AT_ONCE) {
    const taken = events.subarray(first, first + AT_ONCE);
    const columns = cloud.head.text ? await Promise.all(cloud.head.columns.map((_, i) => texts.column(i, taken))) : [];
    const lines = Array.from(taken, (event, i) => {
      const known = new Map(told(cloud, event));
      cloud.head.columns.forEach((name, column) => known.set(name, columns[column]?.[i] ?? ""));
      const values = names.map((name) => known.get(name) ?? "");
      return format === "csv" ? csvLine(cloud, event, values) : feature(layer, event, names, values);
    });
    const between = format === "geojson" && first > 0 ? ",\n" : "";
    parts.push(between + lines.join(format === "csv" ? "" : ",\n"));
    progress(Math.min(1, (first + AT_ONCE) / events.length));
  }
  if (format === "geojson") parts.push("\n]}\n");
  return parts;
}

function columnsOf({ head }: Cloud): string[] {
  const names = head.text ? [...head.columns] : [];
  if (head.time !== null) names.push(head.time.label);
  if (head.colour.kind === "groups") names.push(head.colour.label);
  return [...new Set(names)];
}

function lonLat(cloud: Cloud, event: number): [number, number] {
  const { lng, lat } = latLngOf(cloud, event);
  return [rounded(lng), rounded(lat)];
}

function csvLine(cloud: Cloud, event: number, values: readonly string[]): string {
  return `${[...values.map(cellText), ...lonLat(cloud, event)].join(",")}\n`;
}

function feature(layer: ManyLayer, event: number, names: readonly string[], values: readonly string[]): string {
  const { cloud, shapes } = layer;
  const { points } = cloud.head;
  const geometry = event >= points && shapes !== null
    ? shapes.geometry(event - points)
    : { type: "Point", coordinates: lonLat(cloud, event) };
  const properties = Object.fromEntries(names.map((name, i) => [name, values[i]]));
  return JSON.stringify({ type: "Feature", geometry, properties });
}
