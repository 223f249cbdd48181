/** How far a place reaches: the outline of an area, or a circle. */

import { toLatLngs } from "./codec";
import type { Place } from "./types";
import { shifted } from "./wrap";

export const AREAS = new Set(["borough", "province", "region", "country"]);
export const CIRCLES = new Set(["suburb", "city"]);

export interface Shape {
  readonly layer: L.Path;
  /** Draws it on these copies of the world. */
  readonly turnTo: (turns: readonly number[]) => void;
}

export function shapeOf(place: Place, quiet: boolean): Shape | null {
  const className = `geo-shape shape-${place.precision}${quiet ? " is-quiet" : ""}${place.unsure === true ? " is-unsure" : ""}`;
  if (place.shape.length > 0) {
    const rings = place.shape.map((ring) => toLatLngs(ring, place.unit));
    const layer = L.polygon(rings, { className, weight: 1.6, smoothFactor: 0.6 });
    let drawn = "0";
    const turnTo = (turns: readonly number[]): void => {
      if (String(turns) === drawn || turns.length === 0) return;
      drawn = String(turns);
      layer.setLatLngs(turns.map((turn) => rings.map((ring) => ring.map((at) => shifted(at, turn)))));
    };
    return { layer, turnTo };
  }
  if (place.lon === null || place.lat === null || place.radius === null) return null;
  if (!CIRCLES.has(place.precision) && !AREAS.has(place.precision)) return null;
  const at = L.latLng(place.lat, place.lon);
  const layer = L.circle(at, { className, radius: place.radius, weight: 1.6 });
  const turnTo = ([turn]: readonly number[]): void => {
    const there = shifted(at, turn ?? 0);
    if (!layer.getLatLng().equals(there)) layer.setLatLng(there);
  };
  return { layer, turnTo };
}
