/** Decoding: the embedded basemap, and shapes that come as encoded polylines. */

import { fromBase85, inflate } from "./packed";
import type { Steps } from "./types";

const UNITS_PER_DEGREE = 100_000;

/** Decodes a line into longitudes and latitudes; its steps count `unit` times 1e-5 degrees. */
export function positions(steps: Steps, unit = 1): [number, number][] {
  const out: [number, number][] = [];
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 32) {
      const five = steps.charCodeAt(at) - 63;
      at += 1;
      value += (five & 31) * factor;
      if (five < 32) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  };
  let [lon, lat] = [0, 0];
  while (at < steps.length) {
    lon += next();
    lat += next();
    out.push([(lon * unit) / UNITS_PER_DEGREE, (lat * unit) / UNITS_PER_DEGREE]);
  }
  return out;
}

export function toLatLngs(steps: Steps, unit = 1): L.LatLng[] {
  return positions(steps, unit).map(([lon, lat]) => L.latLng(lat, lon));
}

/** A line or ring in Web Mercator, the world being one unit wide and high. */
export interface Line {
  readonly xy: Float64Array;
  readonly box: readonly [number, number, number, number];
}

export interface MapLayer {
  readonly kind: string;
  readonly detail: string;
  readonly lines: readonly Line[];
}

export interface Detail {
  readonly name: string;
  readonly zoom: number;
  readonly box: readonly [number, number, number, number];
}

export interface Label {
  readonly text: string;
  readonly kind: string;
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
}

export interface World {
  readonly layers: readonly MapLayer[];
  readonly details: readonly Detail[];
  readonly labels: readonly Label[];
}

interface Header {
  details: { name: string; box: [number, number, number, number]; zoom: number }[];
  layers: { kind: string; detail: string; scale: number; lines: number }[];
  labels: [string, string, number, number, number][];
}

/** Latitude at which the projected world is as high as wide. */
export const LIMIT = 85.0511287798;

export function mercatorX(lon: number): number {
  return lon / 360 + 0.5;
}

export function mercatorY(lat: number): number {
  const sine = Math.sin((Math.max(-LIMIT, Math.min(LIMIT, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** Reads the basemap: a gzip file in base85, or in base64. */
export async function readWorld(text: string): Promise<World> {
  const packed = text.trim();
  const bytes = await inflate(packed.startsWith("H4sI") ? packed : fromBase85(packed), "gzip");
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const json = new TextDecoder().decode(bytes.subarray(4, 4 + length));
  const header = JSON.parse(json) as Header;
  const next = varints(bytes, 4 + length);
  return {
    layers: header.layers.map(({ kind, detail, scale, lines }) => ({
      kind,
      detail,
      lines: Array.from({ length: lines }, () => readLine(next, scale)),
    })),
    details: header.details.map(({ name, zoom, box: [west, south, east, north] }) => ({
      name,
      zoom,
      box: [mercatorX(west), mercatorY(north), mercatorX(east), mercatorY(south)],
    })),
    labels: header.labels.map(([name, kind, lon, lat, zoom]) => ({
      text: name,
      kind,
      lon,
      lat,
      zoom,
    })),
  };
}

/** Gives a reader of signed numbers: seven bits a byte, lowest first, sign in the last bit. */
function varints(bytes: Uint8Array, start: number): () => number {
  let at = start;
  return () => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
      factor *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
}

function readLine(next: () => number, scale: number): Line {
  const xy = new Float64Array(2 * next());
  let lon = 0;
  let lat = 0;
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < xy.length; i += 2) {
    lon += next();
    lat += next();
    const x = mercatorX(lon * scale);
    const y = mercatorY(lat * scale);
    xy[i] = x;
    xy[i + 1] = y;
    west = Math.min(west, x);
    east = Math.max(east, x);
    north = Math.min(north, y);
    south = Math.max(south, y);
  }
  return { xy, box: [west, north, east, south] };
}
