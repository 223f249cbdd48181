/** A polyline drawn between pixels: rounded to whole ones, a gentle curve would tremble. */

interface Internals {
  _map: L.Map;
  _projectLatlngs(latlngs: readonly unknown[], result: L.Point[][], bounds: L.Bounds): void;
}

export class Curve extends L.Polyline {
  /** Leaflet's own, but for the rounding. */
  protected _projectLatlngs(latlngs: readonly unknown[], result: L.Point[][], bounds: L.Bounds): void {
    if (!(latlngs[0] instanceof L.LatLng)) {
      for (const part of latlngs) this._projectLatlngs(part as readonly unknown[], result, bounds);
      return;
    }
    const map = (this as unknown as Internals)._map;
    const origin = map.getPixelOrigin();
    const line = (latlngs as readonly L.LatLng[]).map((at) => map.project(at).subtract(origin));
    for (const point of line) bounds.extend(point);
    result.push(line);
  }
}
