/** Choosing events: by a line drawn around them, by the corners of a polygon, or all in view. */

import { mercatorX, mercatorY } from "../codec";
import { ink } from "../theme";
import { eventsWithin, type Corner } from "./chosen";
import { WORLD } from "./cloud";
import { button, make } from "./dom";
import type { Filters } from "./filters";
import type { ManyLayer } from "./layer";

type Tool = "lasso" | "polygon";

const TOOLS: readonly (readonly [Tool, string, string])[] = [
  ["lasso", "Lasso", "Draw a line around events to select them"],
  ["polygon", "Polygon", "Click the corners of an area, then Enter or the first corner; Escape ends"],
];
/** Pixels from the first corner within which a click closes the polygon. */
const CLOSING_PX = 12;
const CORNERS = 3;

export class Selection {
  readonly element: HTMLElement;
  private readonly said = make("p", { class: "many-chosen", "aria-live": "polite" });
  private readonly only = button("Show only these", () => this.toggleOnly());
  private readonly clear = button("Clear selection", () => this.choose(null));
  private readonly buttons: readonly (readonly [Tool, HTMLButtonElement])[];
  private tool: Tool | null = null;
  private corners: L.LatLng[] = [];
  private outline: L.Polygon | null = null;
  private isOnly = false;

  constructor(
    private readonly map: L.Map,
    private readonly layer: ManyLayer,
    private readonly filters: Filters,
    private readonly changed: () => void,
  ) {
    this.buttons = TOOLS.map(([tool, label, title]) => {
      const one = button(label, () => this.take(this.tool === tool ? null : tool));
      one.title = title;
      return [tool, one] as const;
    });
    const inView = button("All in view", () => this.chooseInView());
    const tools = make("div", { class: "many-modes", role: "group", "aria-label": "Select events" },
      ...this.buttons.map(([, one]) => one), inView);
    this.element = make("div", { class: "many-select" }, tools, this.said,
      make("div", { class: "many-modes" }, this.only, this.clear));
    this.listen();
    this.take(null);
    this.tell();
  }

  /** Chooses events, by 1 or 0 of each, null for none; `ring` is the line that is drawn around them. */
  choose(mask: Uint8Array | null, ring: L.Polygon | null = null): void {
    const isEmpty = mask === null || !mask.includes(1);
    if (ring === null || isEmpty) this.unring();
    this.layer.chosen = isEmpty ? null : mask;
    if (this.isOnly) this.filter(!isEmpty);
    this.layer.redraw();
    this.tell();
    this.map.fire("many:selected");
  }

  private chooseInView(): void {
    const mask = new Uint8Array(this.layer.cloud.head.rows);
    for (const event of this.layer.eventsInView()) mask[event] = 1;
    this.choose(mask);
  }

  private unring(): void {
    this.outline?.remove();
    this.outline = null;
  }

  private toggleOnly(): void {
    this.filter(!this.isOnly);
    this.tell();
  }

  private filter(isOnly: boolean): void {
    this.isOnly = isOnly;
    this.filters.set("selection", isOnly ? this.layer.chosen : null);
    this.changed();
  }

  private tell(): void {
    const many = this.layer.chosen?.reduce((sum, one) => sum + one, 0) ?? 0;
    this.said.textContent = many === 0 ? "" : `${many.toLocaleString("en")} selected`;
    this.only.textContent = this.isOnly ? "Show the others, too" : "Show only these";
    for (const one of [this.said, this.only, this.clear]) one.hidden = many === 0;
  }

  /** Takes a tool in hand, or puts it away: then the map is dragged again. */
  private take(tool: Tool | null): void {
    if (this.tool === null && tool !== null) this.map.dragging.disable();
    if (this.tool !== null && tool === null) this.map.dragging.enable();
    this.tool = tool;
    this.corners = [];
    this.layer.isBusy = tool !== null;
    this.map.getContainer().classList.toggle("is-selecting", tool !== null);
    for (const [one, its] of this.buttons) its.setAttribute("aria-pressed", String(one === tool));
    if (tool !== null) this.map.closePopup();
  }

  private listen(): void {
    const container = this.map.getContainer();
    const isMap = (event: Event): boolean => !(event.target as Element).closest(".leaflet-control, .leaflet-popup");
    container.addEventListener("pointerdown", (event) => {
      if (this.tool !== "lasso" || event.button !== 0 || !isMap(event)) return;
      event.preventDefault();
      this.corners = [];
      this.add(this.map.mouseEventToLatLng(event));
      container.setPointerCapture(event.pointerId);
      const move = (now: PointerEvent): void => this.add(this.map.mouseEventToLatLng(now));
      container.addEventListener("pointermove", move);
      const done = (now: PointerEvent): void => {
        container.removeEventListener("pointermove", move);
        if (now.type === "pointerup") this.finish();
      };
      container.addEventListener("pointerup", done, { once: true });
      container.addEventListener("pointercancel", done, { once: true });
    });
    container.addEventListener("keydown", (event) => {
      if (this.tool === null) return;
      if (event.key === "Escape") this.cancel();
      else if (event.key === "Enter" && this.tool === "polygon") this.finish();
    });
    this.map.on("click", ({ latlng, containerPoint }: L.LeafletMouseEvent) => {
      if (this.tool !== "polygon") return;
      const [first] = this.corners;
      const isClosing = first !== undefined && this.corners.length >= CORNERS &&
        this.map.latLngToContainerPoint(first).distanceTo(containerPoint) < CLOSING_PX;
      if (isClosing) this.finish();
      else this.add(latlng);
    });
  }

  private add(corner: L.LatLng): void {
    this.corners.push(corner);
    if (this.corners.length === 1) this.outline?.remove();
    if (this.corners.length > 1) this.outline?.setLatLngs(this.corners);
    else {
      const color = ink(this.map.getContainer(), "event");
      this.outline = L.polygon([corner], { className: "many-ring", color, weight: 1.5, dashArray: "4 3", fillOpacity: 0.08, interactive: false }).addTo(this.map);
    }
  }

  private cancel(): void {
    this.unring();
    this.take(null);
  }

  private finish(): void {
    if (this.corners.length < CORNERS) {
      this.cancel();
      return;
    }
    const ring = this.corners.map(({ lng, lat }): Corner => [mercatorX(lng) * WORLD, mercatorY(lat) * WORLD]);
    this.take(null);
    this.choose(eventsWithin(this.layer.cloud, ring), this.outline);
  }
}
