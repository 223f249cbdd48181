/** A canvas that follows the map: drawn again when it rests, moved and scaled while it moves. */

interface RendererInternals {
  _container: HTMLCanvasElement;
  _bounds: L.Bounds;
  _map: L.Map;
  _update(): void;
}

export interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly map: L.Map;
  readonly zoom: number;
  /** Pixels of the whole world's width at this zoom. */
  readonly size: number;
  /** World pixel that lies at the canvas's upper left. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A rectangle of a frame, in its pixels. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The part of the canvas that the reader sees; the rest is its margin, for dragging. */
export function sight(frame: Frame): Box {
  const size = frame.map.getSize();
  const x0 = (frame.width - size.x) / 2;
  const y0 = (frame.height - size.y) / 2;
  return { x0, y0, x1: x0 + size.x, y1: y0 + size.y };
}

export function meet(one: Box, other: Box): boolean {
  return one.x0 <= other.x1 && one.x1 >= other.x0 && one.y0 <= other.y1 && one.y1 >= other.y0;
}

/** Tells whether a name is seen whole with what it names, or neither of them at all. */
export function uncut(frame: Frame, name: Box, at: L.Point): boolean {
  const seen = sight(frame);
  const named = at.x >= seen.x0 && at.x <= seen.x1 && at.y >= seen.y0 && at.y <= seen.y1;
  if (!named) return !meet(name, seen);
  return name.x0 >= seen.x0 && name.x1 <= seen.x1 && name.y0 >= seen.y0 && name.y1 <= seen.y1;
}

/** Where buttons and the scale bar lie over the map, in pixels of what the reader sees. */
export function controlsOver(map: L.Map): Box[] {
  const container = map.getContainer();
  const { left, top } = container.getBoundingClientRect();
  const around = container.parentElement ?? container;
  return [...around.querySelectorAll(".leaflet-control, .geo-views")].map((control) => {
    const box = control.getBoundingClientRect();
    return { x0: box.left - left, x1: box.right - left, y0: box.top - top, y1: box.bottom - top };
  });
}

export interface CanvasLayer extends L.Layer {
  redraw(): void;
  readonly canvas: HTMLCanvasElement;
}

/** Makes a layer that calls `paint` with a clean canvas; `padding` is its margin in map sizes. */
export function canvasLayer(
  pane: string,
  padding: number,
  paint: (frame: Frame) => void,
): CanvasLayer {
  const renderer = (L.Renderer as unknown as { prototype: RendererInternals }).prototype;
  const Layer = L.Renderer.extend({
    _initContainer(this: RendererInternals): void {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
    },
    _destroyContainer(this: RendererInternals): void {
      this._container.remove();
    },
    _updatePaths(): void {},
    _update(this: RendererInternals): void {
      if ((this._map as L.Map & { _animatingZoom?: boolean })._animatingZoom === true) return;
      renderer._update.call(this);
      paintOn(this._container, this._bounds, this._map, paint);
    },
    redraw(this: RendererInternals): void {
      if (this._map !== undefined && this._map !== null) this._update();
    },
  }) as unknown as new (options: L.RendererOptions) => CanvasLayer & RendererInternals;
  const layer = new Layer({ pane, padding });
  Object.defineProperty(layer, "canvas", { get: () => layer._container });
  return layer;
}

function paintOn(
  canvas: HTMLCanvasElement,
  bounds: L.Bounds,
  map: L.Map,
  paint: (frame: Frame) => void,
): void {
  const size = bounds.getSize();
  const corner = bounds.min ?? L.point(0, 0);
  const ratio = window.devicePixelRatio || 1;
  L.DomUtil.setPosition(canvas, corner);
  canvas.width = Math.round(size.x * ratio);
  canvas.height = Math.round(size.y * ratio);
  canvas.style.width = `${size.x}px`;
  canvas.style.height = `${size.y}px`;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(ratio, ratio);
  const origin = map.getPixelOrigin().add(corner);
  const zoom = map.getZoom();
  const world = 256 * 2 ** zoom;
  paint({
    context,
    map,
    zoom,
    size: world,
    left: origin.x,
    top: origin.y,
    width: size.x,
    height: size.y,
  });
}
