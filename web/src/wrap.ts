/** Round the world: lines that run on over 180°, and things drawn wherever their world is in sight. */

type Line = readonly L.LatLng[];

export function shifted(at: L.LatLng, turns: number): L.LatLng {
  return turns === 0 ? at : L.latLng(at.lat, at.lng + 360 * turns);
}

/** How many turns lead to each copy of what lies between two longitudes that is in sight. */
export function turnsInSight(map: L.Map, west = -180, east = 180): number[] {
  const bounds = map.getBounds();
  const first = Math.ceil((bounds.getWest() - east) / 360);
  const last = Math.floor((bounds.getEast() - west) / 360);
  return last < first ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** How many turns lead to each copy of a point that is in sight or near it; to one at least. */
export function turnsNear(map: L.Map, at: L.LatLng): number[] {
  const bounds = map.getBounds();
  const margin = (bounds.getEast() - bounds.getWest()) / 4;
  const found = turnsInSight(map, at.lng - margin, at.lng + margin);
  return found.length > 0 ? found : [Math.round((map.getCenter().lng - at.lng) / 360)];
}

/** The copy of a point that lies nearest to the middle of the map. */
export function nearest(map: L.Map, at: L.LatLng): L.LatLng {
  return shifted(at, Math.round((map.getCenter().lng - at.lng) / 360));
}

/** Joins a line that was cut at 180°: it runs on beyond, to where the other place stands. */
export function unwrapped(parts: readonly Line[]): Line[] {
  const out: L.LatLng[][] = [];
  for (const part of parts) {
    const before = out[out.length - 1];
    const end = before?.[before.length - 1];
    const [first] = part;
    if (before === undefined || end === undefined || first === undefined) {
      out.push([...part]);
      continue;
    }
    const moved = part.map((at) => shifted(at, Math.round((end.lng - first.lng) / 360)));
    if (Math.abs((moved[0]?.lng ?? 0) - end.lng) < 1e-4) before.push(...moved.slice(1));
    else out.push(moved);
  }
  return out;
}

/** The least and the greatest longitude of some lines. */
export function reachOf(lines: readonly Line[]): [number, number] {
  const all = lines.flat().map((at) => at.lng);
  return [Math.min(...all), Math.max(...all)];
}
