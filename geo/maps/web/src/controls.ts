/** The key with its layer switches, the buttons for the views, and the pop-up for maps without a list. */

import { draw, make, readBlock } from "./dom";
import { details } from "./evidence";
import { inSlot } from "./panel";
import { storeOf } from "./store";
import { calm } from "./theme";
import type { LegendData, View } from "./types";

export function legend(map: L.Map, block: string, slot = ""): void {
  const data = readBlock<LegendData>(block);
  const box = make("details", { class: "geo-legend" }, make("summary", {}, "Key and layers"));
  const wide = window.matchMedia("(min-width: 1160px)").matches;
  box.open = wide && slot !== "";
  const switches = make("div", { class: "geo-switches", role: "group", "aria-label": "Layers" });
  const body = make("div", { class: "geo-legend-body" }, switches, ...groups(data));
  box.append(body);
  inSlot(map, slot, box, "bottomleft");
  const store = storeOf(map);
  store.whenChanged(() => {
    switches.replaceChildren(...store.layers.map(({ name, layer }) => layerSwitch(map, name, layer)));
  });
}

function layerSwitch(map: L.Map, name: string, layer: L.Layer): HTMLElement {
  const input = make("input", { type: "checkbox" });
  input.checked = map.hasLayer(layer);
  input.addEventListener("change", () => {
    if (input.checked) map.addLayer(layer);
    else map.removeLayer(layer);
  });
  return make("label", {}, input, make("span", {}, name));
}

function groups(data: LegendData): HTMLElement[] {
  const media = data.media.map(({ id, label, letter }) =>
    entry(
      label,
      draw(
        "svg",
        { viewBox: "0 0 30 18", width: 30, height: 18, class: `medium-${id}`, "aria-hidden": "true" },
        draw("path", { class: "geo-sample", d: "M0 9h30" }),
        draw("circle", { class: "geo-sample-chip", cx: 15, cy: 9, r: 8 }),
        draw("text", { x: 15, y: 12.6, "text-anchor": "middle" }, letter),
      ),
    ),
  );
  const statuses = data.statuses.map(({ label, meaning, dash }) => {
    const line = draw("path", { class: "geo-sample-status", d: "M0 9h34", "stroke-dasharray": dash });
    return entry(label, sample(line), meaning);
  });
  const precisions = data.precisions.map(({ label, shape }) => entry(label, sample(symbol(shape))));
  if (data.contested !== "") statuses.push(entry(data.contested, sample(symbol("contested"))));
  const borders = data.borders.map(({ id, label }) =>
    entry(label, sample(draw("path", { class: `geo-sample-border border-${id}`, d: "M0 9h34" }))),
  );
  return [
    group("Links", media),
    group("Said", statuses),
    group("Places", precisions),
    group("Borders", borders),
  ].filter((one) => one !== null);
}

function group(title: string, entries: readonly HTMLElement[]): HTMLElement | null {
  if (entries.length === 0) return null;
  return make("div", { class: "geo-group" }, make("h3", {}, title), make("ul", {}, ...entries));
}

function entry(label: string, picture: Element, meaning = ""): HTMLElement {
  const note = meaning === "" ? null : make("span", { class: "geo-quiet" }, ` ${meaning}`);
  return make("li", {}, picture, make("span", {}, label, note));
}

function sample(...parts: readonly SVGElement[]): SVGElement {
  return draw("svg", { viewBox: "0 0 34 18", width: 34, height: 18, "aria-hidden": "true" }, ...parts);
}

function symbol(shape: string): SVGElement {
  if (shape === "dot") return draw("circle", { class: "geo-sure", cx: 17, cy: 9, r: 5 });
  if (shape === "circle") {
    return draw(
      "g",
      {},
      draw("circle", { class: "geo-sure", cx: 17, cy: 9, r: 4 }),
      draw("circle", { class: "geo-ring", cx: 17, cy: 9, r: 7.5 }),
    );
  }
  if (shape === "outline") {
    return draw(
      "g",
      {},
      draw("path", { class: "geo-sample-area", d: "M4 3l12-2 14 3-2 9-10 4-13-3z" }),
      draw("rect", { class: "geo-sure", x: 13.5, y: 5.5, width: 7, height: 7, rx: 1 }),
    );
  }
  return draw("path", { class: "geo-contested", d: "M12 6.5h10M12 11.5h10M20 3l-6 12" });
}

export function views(map: L.Map, block: string, slot = ""): void {
  const all = readBlock<readonly View[]>(block);
  const buttons = all.map((view, index) => {
    const button = make("button", { type: "button", "data-view": view.id }, view.title);
    button.addEventListener("click", () => show(map, view, buttons, index, true));
    return button;
  });
  const box = make("div", { class: "geo-views", role: "group", "aria-label": "Views" }, ...buttons);
  inSlot(map, slot, box, "topleft");
  const [first] = all;
  if (first !== undefined) show(map, first, buttons, 0, false);
  keepSize(map, () => {
    const index = buttons.findIndex((button) => button.getAttribute("aria-pressed") === "true");
    const view = all[index];
    if (view !== undefined) show(map, view, buttons, index, false);
  });
}

/** Follows the map's box as the page is laid out anew, and shows the chosen view again. */
function keepSize(map: L.Map, again: () => void): void {
  let chosen = true;
  map.on("dragstart zoomstart", (event) => {
    if (!(event.target as L.Map & { geoFitting?: boolean }).geoFitting) chosen = false;
  });
  map.on("geo:view", () => {
    chosen = true;
  });
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (chosen) again();
  }).observe(map.getContainer());
}

function show(
  map: L.Map,
  view: View,
  buttons: readonly HTMLElement[],
  index: number,
  moving: boolean,
): void {
  const [west, south, east, north] = view.bounds;
  const fitting = map as L.Map & { geoFitting?: boolean };
  map.invalidateSize({ animate: false });
  const size = map.getSize();
  const inset = Math.min(56, size.x * 0.08);
  fitting.geoFitting = true;
  map.fire("geo:view");
  map.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    { paddingTopLeft: [inset, inset + 44], paddingBottomRight: [inset, inset], animate: moving && !calm(), maxZoom: 11 },
  );
  fitting.geoFitting = false;
  buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === index)));
}

/** Opens a pop-up with the evidence, on maps that have no list to open it in. */
export function popups(map: L.Map): void {
  const store = storeOf(map);
  if (store.counts["popups"] === 1) return;
  store.counts["popups"] = 1;
  store.whenSelected(({ id, at }) => {
    const item = store.items.get(id);
    if (store.hasPanel || item === undefined || at === null) return;
    const content = make("div", { class: "geo-popup" }, make("h2", {}, item.title), details(store, item));
    const back = document.activeElement;
    const popup = L.popup({ maxWidth: 340, maxHeight: 320 }).setLatLng(at).setContent(content);
    popup.openOn(map);
    popup.on("remove", () => {
      if (back instanceof HTMLElement && back.isConnected) back.focus({ preventScroll: true });
    });
    popup.getElement()?.querySelector<HTMLElement>(".leaflet-popup-close-button")?.focus();
  });
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
}
