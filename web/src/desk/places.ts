/** The map: places as exactly as they are known, and the pin of the one that is chosen. */

import { BasemapLayer } from "../basemap";
import { make } from "../dom";
import { shapeOf } from "../outlines";
import { calm } from "../theme";
import type { Place } from "../types";
import { ask, Refused, type Candidate, type Cells, type Row } from "./api";
import type { Desk } from "./desk";
import { nameOf } from "./names";

const LEAST_M = 20_000;
const METRES_PER_DEGREE = 111_320;
const POINTS = new Set(["site", "street"]);

interface Known {
  readonly candidates: readonly Candidate[];
  readonly pin: Cells;
}

export class Places {
  private readonly map: L.Map;
  private readonly drawn = L.layerGroup();
  private known: Known | null = null;
  private knownOf = "";
  private seen = "";
  /** What the map was moved to, until a person moves it. */
  private bounds: L.LatLngBounds | null = null;
  /** Where a person has put the pin, before it is saved. */
  private moved: L.LatLng | null = null;
  /** How far a person has drawn the edge of an area, in metres, before it is saved. */
  private reach: number | null = null;

  constructor(
    private readonly desk: Desk,
    stage: HTMLElement,
    private readonly panel: HTMLElement,
  ) {
    this.map = L.map(stage, { attributionControl: false, center: [30, 10], zoom: 2, minZoom: 1, maxZoom: 15, zoomSnap: 0.25, zoomControl: false });
    new BasemapLayer("desk-basemap").addTo(this.map);
    this.drawn.addTo(this.map);
    L.control.zoom({ position: "topright" }).addTo(this.map);
    L.control.scale({ position: "bottomleft", maxWidth: 120 }).addTo(this.map);
    this.map.on("click", ({ latlng }) => this.movePin(latlng));
    this.map.on("dragstart", () => (this.bounds = null));
    stage.addEventListener("wheel", () => (this.bounds = null), { passive: true });
    new ResizeObserver(() => {
      this.map.invalidateSize({ pan: false, animate: false });
      if (this.bounds !== null) this.map.fitBounds(this.bounds, { maxZoom: 10, animate: false });
    }).observe(stage);
  }

  show(): void {
    const row = this.desk.row;
    const chosen = new Set(row === undefined ? [] : placesOf(row));
    const name = row === undefined ? "" : nameOf(row);
    const isRouted = row !== undefined && this.desk.routing === name;
    const seen = isRouted ? `${name} on its way` : name;
    if (seen !== this.seen) this.moved = this.reach = null;
    this.drawn.clearLayers();
    const points: L.LatLng[] = [];
    const shown = new Set<string>();
    for (const place of this.desk.told.places) {
      shown.add(place.id);
      this.draw(place, chosen.has(place.id), points);
    }
    for (const place of this.desk.rows) if (place.table === "places" && place.state === "proposed" && !shown.has(place.key)) this.drawGuess(place, chosen.has(place.key), points);
    this.drawLink(row);
    if (seen !== this.seen) this.look(isRouted ? [] : points, isRouted);
    this.seen = seen;
    if (row?.table === "places") void this.showPin(row);
    else {
      this.knownOf = "";
      this.panel.replaceChildren(make("p", { class: "desk-how" }, isRouted ? ROUTED : hintOf(row, chosen.size)));
    }
  }

  /** Chooses a place; while the way of a link is drawn, puts it on the way, or takes it off. */
  private click(name: string): void {
    const { desk } = this;
    const row = desk.row;
    const id = name.replace("places/", "");
    if (row === undefined || desk.routing !== nameOf(row) || id === row.cells["from"] || id === row.cells["to"]) {
      desk.choose(name);
      return;
    }
    const via = idsOf(row.cells["via"] ?? "");
    const next = via.includes(id) ? via.filter((one) => one !== id) : [...via, id];
    void desk.act({ action: "edit", table: row.table, key: row.key, cells: { via: next.join("; ") } }, `${nameOf(row)}|via`);
  }

  private draw(place: Place, isChosen: boolean, points: L.LatLng[]): void {
    if (place.lon === null || place.lat === null) return;
    const at = L.latLng(place.lat, place.lon);
    if (isChosen) points.push(at);
    const shape = shapeOf(place, !isChosen);
    if (shape !== null) this.drawn.addLayer(shape.layer);
    const className = `desk-dot${isChosen ? " is-chosen" : ""}`;
    const dot = L.circleMarker(at, { className, radius: isChosen ? 8 : 6, weight: 2 });
    dot.bindTooltip(make("bdi", {}, place.label), { direction: "top", permanent: isChosen, className: "desk-name" });
    dot.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      this.click(`places/${place.id}`);
    });
    if (isChosen && this.desk.row?.table === "places") {
      this.drawn.addLayer(this.draggable(at, place.label));
      if (!POINTS.has(place.precision)) this.drawEdge(this.moved ?? at, this.reach ?? place.radius ?? LEAST_M, place.label);
    } else this.drawn.addLayer(dot);
  }

  /** The edge of an area as a circle with a handle: dragged, it makes the area as large as that. */
  private drawEdge(at: L.LatLng, radius: number, label: string): void {
    const circle = L.circle(at, { className: "desk-area", radius, interactive: false });
    if (this.reach !== null || this.moved !== null) this.drawn.addLayer(circle);
    const icon = L.divIcon({ className: "desk-edge", iconSize: [16, 16] });
    const east = L.latLng(at.lat, at.lng + radius / (METRES_PER_DEGREE * Math.max(0.01, Math.cos((at.lat * Math.PI) / 180))));
    const edge = L.marker(east, { draggable: true, icon, title: `edge of ${label}: drag to draw the area`, alt: `edge of ${label}`, keyboard: false });
    edge.on("drag", () => circle.setRadius(at.distanceTo(edge.getLatLng())).addTo(this.drawn));
    edge.on("dragend", () => {
      this.reach = at.distanceTo(edge.getLatLng());
      this.desk.focus = "pin|reason";
      this.desk.changed();
    });
    this.drawn.addLayer(edge);
  }

  private drawGuess(row: Row, isChosen: boolean, points: L.LatLng[]): void {
    const [lon, lat] = [Number(row.hints["candidate_lon"] ?? NaN), Number(row.hints["candidate_lat"] ?? NaN)];
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return;
    const at = L.latLng(lat, lon);
    if (isChosen) points.push(at);
    const dot = L.circleMarker(at, { className: `desk-dot is-guess${isChosen ? " is-chosen" : ""}`, radius: isChosen ? 8 : 5, weight: 2 });
    dot.bindTooltip(make("bdi", {}, `${row.cells["name"] ?? ""} (proposed)`), { direction: "top", permanent: isChosen, className: "desk-name" });
    dot.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      this.click(nameOf(row));
    });
    this.drawn.addLayer(dot);
  }

  private draggable(at: L.LatLng, label: string): L.Marker {
    const icon = L.divIcon({ className: "desk-pin", iconSize: [22, 30], iconAnchor: [11, 29] });
    const pin = L.marker(this.moved ?? at, { draggable: true, icon, title: `${label}: drag to move`, alt: label, keyboard: false });
    pin.on("dragend", () => this.movePin(pin.getLatLng()));
    return pin;
  }

  /** Straight lines say which places a link joins, and by which it goes; the page draws great circles. */
  private drawLink(row: Row | undefined): void {
    if (row?.table !== "links") return;
    const [from, to] = ["from", "to"].map((end) => this.pointOf(row.cells[end] ?? ""));
    if (from === undefined || to === undefined || from === null || to === null) return;
    const way = idsOf(row.cells["via"] ?? "").map((id) => this.pointOf(id)).filter((at) => at !== null);
    this.drawn.addLayer(L.polyline([from, ...way, to], { className: "desk-link", weight: 3, interactive: false }));
  }

  private pointOf(id: string): L.LatLng | null {
    const place = this.desk.told.places.find((one) => one.id === id);
    if (place !== undefined && place.lon !== null && place.lat !== null) return L.latLng(place.lat, place.lon);
    const hints = this.desk.all.get(`places/${id}`)?.hints ?? {};
    return hints["candidate_lon"] === undefined ? null : L.latLng(Number(hints["candidate_lat"]), Number(hints["candidate_lon"]));
  }

  private look(points: readonly L.LatLng[], isWide = this.seen === ""): void {
    const everything = this.desk.rows.flatMap((row) => (row.table === "places" ? [this.pointOf(row.key)] : [])).filter((at) => at !== null);
    const wanted = points.length > 0 ? points : isWide ? everything : [];
    if (wanted.length === 0) return;
    const bounds = L.latLngBounds([...wanted]);
    this.bounds = wanted.length === 1 && wanted[0] !== undefined ? wanted[0].toBounds(8 * LEAST_M) : bounds.pad(0.4);
    this.map.fitBounds(this.bounds, { maxZoom: 10, animate: !calm() });
  }

  private movePin(at: L.LatLng): void {
    const row = this.desk.row;
    if (row?.table !== "places") return;
    this.moved = at;
    this.desk.focus = "pin|reason";
    this.desk.changed();
  }

  /** Shows the candidates of a place with their reasons, and where its pin stands. */
  private async showPin(row: Row): Promise<void> {
    const version = `${row.key} ${this.desk.told.revision}`;
    if (this.knownOf === version && this.known !== null) {
      this.fill(row, this.known);
      return;
    }
    try {
      const known = await ask<Known>("candidates", { place: row.key });
      if (this.desk.current !== nameOf(row)) return;
      this.known = known;
      this.knownOf = version;
      this.fill(row, known);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.panel.replaceChildren(make("p", { class: "desk-fault" }, error.message));
    }
  }

  private fill(row: Row, { candidates, pin }: Known): void {
    const had = document.activeElement instanceof HTMLElement && this.panel.contains(document.activeElement) ? (document.activeElement.dataset["focus"] ?? "") : "";
    const said = pin["reason"] === undefined ? "No pin yet: keep the place, and it is looked up." : `${pin["set_by"] === "person" ? "Set by a person: " : ""}${pin["reason"]}`;
    const choices = candidates.map((one, number) => {
      const isThere = pin["provider_id"] === one.id;
      const button = make("button", { type: "button", "aria-pressed": String(isThere), "data-focus": `candidate|${number}` }, make("bdi", {}, one.address), make("span", { class: "desk-how" }, `${one.kind}; ${one.reason}`));
      button.addEventListener("click", () => void this.desk.act({ action: "pin", table: "places", key: row.key, cells: { candidate: one.id } }));
      return make("li", {}, button);
    });
    this.panel.replaceChildren(
      make("h2", {}, "Where it lies"),
      make("p", { class: "desk-how" }, make("bdi", {}, said)),
      make("ol", { class: "desk-candidates", "aria-label": "Candidates of the gazetteer" }, ...choices),
      this.pinForm(row, pin),
    );
    const wanted = ofPanel(this.desk.focus) ? this.desk.focus : had;
    const find = (what: string): HTMLElement | null => this.panel.querySelector<HTMLElement>(what);
    const chosen = find('.desk-candidates [aria-pressed="true"]') ?? find(".desk-candidates button") ?? find("input");
    const element = wanted === "candidate|" ? chosen : find(`[data-focus="${CSS.escape(wanted)}"]`);
    if (wanted !== "") element?.focus();
    if (ofPanel(this.desk.focus)) this.desk.focus = "";
  }

  private pinForm(row: Row, pin: Cells): HTMLElement {
    const lat = this.moved?.lat.toFixed(5) ?? pin["lat"] ?? "";
    const lon = this.moved?.lng.toFixed(5) ?? pin["lon"] ?? "";
    const field = (name: string, value: string, words: string): [HTMLElement, HTMLInputElement] => {
      const input = make("input", { type: "text", id: `pin-${name}`, "data-focus": `pin|${name}`, autocomplete: "off" });
      input.value = value;
      return [make("div", { class: "desk-cell" }, make("label", { for: `pin-${name}` }, words), input), input];
    };
    const [latBox, latIn] = field("lat", lat, "lat");
    const [lonBox, lonIn] = field("lon", lon, "lon");
    const own = pin["set_by"] === "person" && pin["boundary"] === "" ? Number(pin["radius_m"]) || null : null;
    const reach = this.reach ?? own;
    const [reachBox, reachIn] = field("radius", reach === null ? "" : String(Number((reach / 1000).toPrecision(3))), "radius in km, if drawn");
    const [whyBox, whyIn] = field("reason", "", "why there");
    const exact = make("select", { id: "pin-precision", "data-focus": "pin|precision" });
    for (const word of this.desk.story.precisions) exact.append(new Option(word, word));
    exact.value = (pin["set_by"] === "person" ? pin["precision"] : row.cells["kind"]) ?? "city";
    exact.addEventListener("change", () => {
      if (this.reach === null) reachIn.value = ""; // that of another kind
    });
    const form = make(
      "form",
      { class: "desk-pinform", "aria-label": "Set the pin" },
      latBox,
      lonBox,
      make("div", { class: "desk-cell" }, make("label", { for: "pin-precision" }, "exact to"), exact),
      reachBox,
      whyBox,
      make("button", { type: "submit", "data-focus": "pin|set" }, this.moved === null && this.reach === null ? "Set the pin" : "Set the pin where it is now"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const cells = { lat: latIn.value, lon: lonIn.value, precision: exact.value, radius: reachIn.value, reason: whyIn.value };
      void this.desk.act({ action: "pin", table: "places", key: row.key, cells }).then((done) => {
        if (done) this.moved = this.reach = null;
        this.desk.changed();
      });
    });
    return form;
  }
}

/** Whether a control stands in the panel of the map, which is filled when its answer has come. */
export function ofPanel(focus: string): boolean {
  return focus.startsWith("pin|") || focus.startsWith("candidate|");
}

/** The places that a row names. */
function placesOf(row: Row): readonly string[] {
  if (row.table === "places") return [row.key];
  return ["place", "from", "via", "to", "about"].flatMap((column) => idsOf(row.cells[column] ?? ""));
}

function idsOf(cell: string): string[] {
  return cell.split(";").map((one) => one.trim()).filter((one) => one !== "");
}

const ROUTED = "Click the places by which it goes, in their order; once more takes one off the way. Esc ends it. With the keyboard: the cell “via”.";

function hintOf(row: Row | undefined, places: number): string {
  if (row === undefined) return "";
  return places === 0 ? "No place is named here. Click a place on the map to see how it was found." : "Click a place to see how it was found, and to move its pin.";
}
