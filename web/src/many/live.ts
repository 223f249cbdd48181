/**
 * The page beside a live notebook: what a person does is told to it, and what it sets is shown.
 *
 * A notebook names the page's frame; a page that stands anywhere else tells nobody anything.
 */

import { bitsOf, maskOf } from "./chosen";
import type { Filters } from "./filters";
import type { ManyLayer } from "./layer";
import type { Moves, Move } from "./moves";
import type { Selection } from "./select";
import type { Timeline } from "./timeline";

export const FRAME = "geo-live-";
/** So long a busy kernel is waited for; then the texts are not shown. */
const MOST_MS = 2_000;

/** Tells whether the page is one that a notebook put into a frame and gave a name. */
export function isLive(): boolean {
  return window.name.startsWith(FRAME) && location.href === "about:srcdoc" && parent !== window;
}

export interface LiveParts {
  readonly map: L.Map;
  readonly layer: ManyLayer;
  readonly filters: Filters;
  readonly selection: Selection;
  readonly moves: Moves;
  readonly timeline: Timeline | null;
  readonly changed: () => void;
}

/** A part of the state: what the page has, and how it shows another value. */
interface Part {
  read(): unknown;
  show(value: unknown): void;
}

type Box = readonly [number, number, number, number];

export function goLive(parts: LiveParts): void {
  const known = new Map<string, string>();
  const state = stateOf(parts);
  const tell = (name: string): void => {
    const value = state[name]!.read();
    const text = textOf(value);
    if (known.get(name) === text) return;
    known.set(name, text);
    post(name, value);
  };
  const waiting = new Map<number, (values: readonly string[]) => void>();
  if (!parts.layer.cloud.head.text) parts.layer.texts.asked = (event) => new Promise((resolve) => {
    waiting.set(event, resolve);
    window.setTimeout(() => resolve([]), MOST_MS);
    post("texts", event);
  });
  addEventListener("message", ({ source, data }: MessageEvent<{ geo?: unknown; name?: unknown; value?: unknown }>) => {
    if (source !== parent || data?.geo !== window.name || typeof data.name !== "string") return;
    if (data.name === "hello") {
      for (const name of Object.keys(state)) {
        known.delete(name);
      }
      post("ready", null);
      return;
    }
    if (data.name === "texts") {
      const { texts, values } = data.value as { texts: number; values: readonly string[] };
      waiting.get(texts)?.(values);
      waiting.delete(texts);
      return;
    }
    const part = Object.hasOwn(state, data.name) ? state[data.name] : undefined;
    if (part === undefined || known.get(data.name) === textOf(data.value)) return;
    known.set(data.name, textOf(data.value));
    part.show(data.value);
  });
  parts.map.on("moveend", () => ["place", "bounds"].forEach(tell));
  parts.map.on("many:filtered", () => ["place", "bounds", "window", "passed"].forEach(tell));
  parts.map.on("many:selected", () => tell("chosen"));
  parts.map.on("many:moved", () => tell("moves"));
  post("ready", null);
}

function post(name: string, value: unknown): void {
  parent.postMessage({ geo: window.name, name, value }, "*");
}

/** Writes a value so that equal ones are equal texts. */
function textOf(value: unknown): string {
  return ArrayBuffer.isView(value)
    ? new TextDecoder("latin1").decode(value)
    : JSON.stringify(value ?? null);
}

function stateOf({ map, layer, filters, selection, moves, timeline, changed }: LiveParts): Readonly<Record<string, Part>> {
  const { cloud } = layer;
  const { rows } = cloud.head;
  const isFiltered = (): boolean => cloud.window !== null || cloud.kept !== null || cloud.hidden.size > 0;
  const masked = (value: unknown): Uint8Array | null =>
    ArrayBuffer.isView(value) ? maskOf(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), rows) : null;
  return {
    place: {
      read: () => [map.getZoom(), rounded(map.getCenter().lat), rounded(map.getCenter().lng)],
      show: (value) => {
        const [zoom, lat, lon] = value as [number, number, number];
        map.setView([lat, lon], zoom, { animate: false });
      },
    },
    bounds: {
      read: (): Box => {
        const box = map.getBounds();
        return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map(rounded) as unknown as Box;
      },
      show: (value) => {
        const [west, south, east, north] = value as Box;
        map.fitBounds([[south, west], [north, east]], { animate: false });
      },
    },
    window: {
      read: () => cloud.window && [cloud.window.first, cloud.window.last],
      show: (value) => {
        if (value === null) timeline?.reset();
        else timeline?.set(...(value as [number, number]));
      },
    },
    passed: {
      read: () => {
        if (!isFiltered()) return null;
        const mask = new Uint8Array(rows);
        for (const event of cloud.passing()) mask[event] = 1;
        return bitsOf(mask);
      },
      show: () => undefined,
    },
    kept: {
      read: () => null,
      show: (value) => {
        filters.set("notebook", masked(value));
        changed();
      },
    },
    chosen: {
      read: () => layer.chosen && bitsOf(layer.chosen),
      show: (value) => selection.choose(masked(value)),
    },
    moves: { read: () => moves.moves, show: (value) => {
      moves.show(value as Move[]);
      changed();
    } },
  };
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(6));
}

