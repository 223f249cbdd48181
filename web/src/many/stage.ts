/** The canvases of a layer: painted at rest with a margin, shifted and scaled while the map moves. */

import type { View } from "./count";
import { canvas } from "./dom";

export interface MovingMap extends L.Map {
  readonly _animatingZoom?: boolean;
  _getNewPixelOrigin(center: L.LatLng, zoom: number): L.Point;
}

const FEW_ROWS = 300_000;

/** Returns what a map shows now, in pixels of a canvas of `ratio` to one of the page. */
export function viewOf(map: L.Map, ratio: number): View {
  const origin = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
  const size = map.getSize();
  return {
    size: 256 * 2 ** map.getZoom() * ratio,
    left: origin.x * ratio,
    top: origin.y * ratio,
    width: Math.round(size.x * ratio),
    height: Math.round(size.y * ratio),
  };
}

/** Returns a view with a border at its sides, and above and below. */
function widened(view: View, { x, y }: L.Point): View {
  return {
    size: view.size,
    left: view.left - x,
    top: view.top - y,
    width: view.width + 2 * x,
    height: view.height + 2 * y,
  };
}

/** Shows or hides a canvas: the browser copies each that is shown for every frame of a drag. */
export function show(one: HTMLCanvasElement, isShown: boolean): void {
  one.style.display = isShown ? "" : "none";
}

export class Stage {
  readonly dots = canvas("many-dots");
  readonly lines = canvas("many-lines");
  /** What is under the pointer, drawn apart so that nothing else is drawn anew for it. */
  readonly marks = canvas("many-marked");
  /** What is chosen. */
  readonly chosen = canvas("many-chosen-ones");
  /** What the canvases were painted for. */
  view: View | null = null;
  private zoom = 0;
  private center = L.latLng(0, 0);
  private border = L.point(0, 0);

  constructor(private readonly rows: number) {}

  private get all(): readonly HTMLCanvasElement[] {
    return [this.lines, this.dots, this.chosen, this.marks];
  }

  get ratio(): number {
    return Math.min(window.devicePixelRatio || 1, this.rows > FEW_ROWS ? 1 : 2);
  }

  attach(pane: HTMLElement): void {
    pane.append(...this.all);
  }

  remove(): void {
    for (const one of this.all) one.remove();
  }

  /** Takes the map's view, with a margin in shares of its size; returns whether the size is new. */
  place(map: MovingMap, margin: number): boolean {
    const { ratio } = this;
    const size = map.getSize();
    const border = size.multiplyBy(margin).ceil();
    this.border = border;
    this.view = widened(viewOf(map, ratio), border.multiplyBy(ratio).round());
    this.zoom = map.getZoom();
    this.center = map.getCenter();
    const corner = map.containerPointToLayerPoint(border.multiplyBy(-1));
    const { width, height } = this.view;
    const isResized = this.dots.width !== width || this.dots.height !== height;
    for (const one of this.all) {
      L.DomUtil.setTransform(one, corner, 1);
      if (!isResized) continue;
      one.style.width = `${size.x + 2 * border.x}px`;
      one.style.height = `${size.y + 2 * border.y}px`;
      [one.width, one.height] = [width, height];
    }
    return isResized;
  }

  /** Shifts and scales what was painted to where a map with this middle and zoom has it. */
  follow(map: MovingMap, center: L.LatLng, zoom: number): void {
    const scale = map.getZoomScale(zoom, this.zoom);
    const half = map.getSize().multiplyBy(0.5).add(this.border);
    const offset = half
      .multiplyBy(-scale)
      .add(map.project(this.center, zoom))
      .subtract(map._getNewPixelOrigin(center, zoom));
    for (const one of this.all) L.DomUtil.setTransform(one, offset, scale);
  }

  /** Returns whether what was painted is all that the map shows now, at its zoom. */
  covers(map: L.Map): boolean {
    const { view } = this;
    if (view === null || map.getZoom() !== this.zoom) return false;
    const now = viewOf(map, this.ratio);
    return (
      now.left >= view.left &&
      now.top >= view.top &&
      now.left + now.width <= view.left + view.width &&
      now.top + now.height <= view.top + view.height
    );
  }
}
