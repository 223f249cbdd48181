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
