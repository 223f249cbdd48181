/** Moving the places of events, where a notebook reads them back: by dragging a dot, or by its degrees. */

import { latLngOf } from "./clusters";
import { button, make } from "./dom";
import type { ManyLayer } from "./layer";
import { rounded } from "./shapes";

/** Number of an event, longitude and latitude in degrees. */
export type Move = readonly [number, number, number];

const DECIMALS = 6;

/** Says why a place can't be, as the desk does; empty where it can. */
export function refusal(lon: number, lat: number): string {
  const there = Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  if (!there) return "Wanted longitude and latitude in degrees.";
  return lon === 0 && lat === 0 ? "0, 0 stands for a place that is not known." : "";
}

export class Moves {
  readonly element: HTMLElement;
  private readonly said = make("p", { class: "many-quiet", "aria-live": "polite" });
  private readonly mode = button("Move places", () => this.turn(!this.isOn));
  private readonly back = button("Undo", () => this.undo());
  private readonly made: { event: number; before: L.LatLng; after: L.LatLng }[] = [];
  private isOn = false;

  constructor(private readonly map: L.Map, private readonly layer: ManyLayer) {
    this.mode.title = "Drag a dot to where its event was; the notebook reads it back";
    const tools = make("div", { class: "many-modes", role: "group", "aria-label": "Edit places" }, this.mode, this.back);
    this.element = make("div", { class: "many-moves" }, tools, this.said);
    this.listen();
    this.turn(false);
    layer.editorOf = (event) => (this.isOn ? this.form(event) : null);
  }

  /** Where moved events are now, the latest move of each. */
  get moves(): Move[] {
    const last = new Map(this.made.map(({ event, after }) => [event, after]));
    return [...last].map(([event, { lng, lat }]): Move => [event, rounded(lng), rounded(lat)]);
  }

  /** Puts events where a notebook has them, and those back that it has not moved. */
  show(moves: readonly Move[]): void {
    for (const { event, before } of [...this.made].reverse()) this.layer.move(event, before);
    this.made.length = 0;
    for (const [event, lon, lat] of moves) this.put(event, L.latLng(lat, lon));
    this.tell();
  }

  private turn(isOn: boolean): void {
    this.isOn = isOn;
    this.mode.setAttribute("aria-pressed", String(isOn));
    this.map.getContainer().classList.toggle("is-moving", isOn);
    this.tell();
  }

  private tell(): void {
    const { length } = this.moves;
    const hint = this.isOn ? "Drag a dot, or open an event and set its degrees." : "";
    this.said.textContent = [length === 0 ? "" : `${length} moved.`, hint].filter(Boolean).join(" ");
    this.back.hidden = this.made.length === 0;
  }

  private put(event: number, after: L.LatLng): void {
    this.made.push({ event, before: latLngOf(this.layer.cloud, event), after });
    this.layer.move(event, after);
  }

  private move(event: number, lon: number, lat: number): string {
    const fault = refusal(lon, lat);
    if (fault === "") {
      this.put(event, L.latLng(lat, lon));
      this.map.closePopup();
      this.finished();
    }
    return fault;
  }

  private undo(): void {
    const last = this.made.pop();
    if (last === undefined) return;
    this.layer.move(last.event, last.before);
    this.finished();
  }

  private finished(): void {
    this.tell();
    this.layer.changed();
    this.map.fire("many:moved");
  }

  private listen(): void {
    const container = this.map.getContainer();
    container.addEventListener("pointerdown", (down) => {
      if (!this.isOn || down.button !== 0 || (down.target as Element).closest(".leaflet-control, .leaflet-popup")) return;
      const [event] = this.layer.at(this.map.mouseEventToContainerPoint(down)).events;
      if (event === undefined || event >= this.layer.cloud.head.points) return;
      this.map.dragging.disable();
      const ghost = L.circleMarker(this.map.mouseEventToLatLng(down), { radius: 7, className: "many-ghost", interactive: false });
      let isMoved = false;
      const move = (now: PointerEvent): void => {
        isMoved = true;
        ghost.setLatLng(this.map.mouseEventToLatLng(now)).addTo(this.map);
      };
      const done = (up: PointerEvent): void => {
        container.removeEventListener("pointermove", move);
        this.map.dragging.enable();
        ghost.remove();
        if (up.type !== "pointerup" || !isMoved) return;
        const { lng, lat } = this.map.mouseEventToLatLng(up).wrap();
        this.said.textContent = this.move(event, rounded(lng), rounded(lat)) || this.said.textContent;
      };
      container.setPointerCapture(down.pointerId);
      container.addEventListener("pointermove", move);
      container.addEventListener("pointerup", done, { once: true });
      container.addEventListener("pointercancel", done, { once: true });
    });
  }

  /** Makes the form that sets an event's degrees: the way of the keyboard. */
  private form(event: number): HTMLElement | null {
    if (event >= this.layer.cloud.head.points) return null;
    const { lng, lat } = latLngOf(this.layer.cloud, event);
    const field = (value: number): HTMLInputElement =>
      make("input", { type: "number", step: "any", value: String(Number(value.toFixed(DECIMALS))) });
    const [lon, latitude] = [field(lng), field(lat)];
    const fault = make("p", { class: "many-quiet", role: "alert" });
    const set = button("Set place", () => {
      fault.textContent = this.move(event, lon.valueAsNumber, latitude.valueAsNumber);
    });
    return make("div", { class: "many-place" }, make("label", {}, "lon ", lon), make("label", {}, "lat ", latitude), set, fault);
  }
}
