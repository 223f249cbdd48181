/** Marks that would lie on each other at a zoom, made one. */

import type { Item, Place } from "./types";

const TOUCH_PX = 25;

export interface Spot {
  readonly place: Place;
  readonly items: readonly Item[];
  readonly at: L.LatLng;
}

/** Marks that would lie on each other at this zoom, shown as one. */
export interface Cluster {
  readonly spots: Spot[];
  readonly at: L.LatLng;
}

export function distance(map: L.Map, one: L.LatLng, other: L.LatLng): number {
  return map.project(one).distanceTo(map.project(other));
}

export function clusters(map: L.Map, spots: readonly Spot[]): Cluster[] {
  const out: Cluster[] = [];
  const ranked = [...spots].sort((a, b) => rank(b) - rank(a));
  for (const spot of ranked) {
    const near = out.find((cluster) => distance(map, cluster.at, spot.at) < TOUCH_PX);
    if (near === undefined) out.push({ spots: [spot], at: spot.at });
    else near.spots.push(spot);
  }
  return out;
}

/** Ranks a city over its parts, and anything with a spot of its own over an outlined area. */
function rank({ place, items }: Spot): number {
  const order = ["country", "region", "province", "borough", "site", "street", "suburb", "city"];
  return order.indexOf(place.precision) * 100 + items.length;
}

export function headOf(cluster: Cluster): Spot {
  const [first] = cluster.spots;
  if (first === undefined) throw new Error("a cluster has a spot");
  return first;
}
