/** The key, with switches for the layers. */

import { draw, make, readBlock } from "./dom";
import { inSlot } from "./slots";
import { storeOf, type Store } from "./store";
import type { LegendData } from "./types";
import { named, say } from "./words";

export function legend(map: L.Map, block: string, slot = ""): void {
  const data = readBlock<LegendData>(block);
  const store = storeOf(map);
  const box = make("details", { class: "geo-legend" }, make("summary", {}, say("key.title")));
  const roomy = window.matchMedia("(min-width: 1160px) and (min-height: 780px)").matches;
  box.open = roomy && slot !== "";
  const switches = make("div", { class: "geo-switches", role: "group", "aria-label": say("key.layers") });
  box.append(make("div", { class: "geo-legend-body" }, switches, ...groups(data, store)));
  inSlot(map, slot, box, "bottomleft");
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
  return make("label", {}, input, make("span", {}, named("layer", name)));
}

function groups(data: LegendData, store: Store): HTMLElement[] {
  const media = data.media.map(({ id, letter }) => entry(named("medium", id), line(id, letter)));
  const statuses = data.statuses.map(({ id, dash }) => {
    const path = draw("path", { class: "geo-sample-status", d: "M0 9h34", "stroke-dasharray": dash });
    return entry(named("status", id), sample(path), named("meaning", id));
  });
  const kinds = data.kinds.map(({ id, letter }) => entry(named("kind", id), kindSign(id, letter)));
  const precisions = data.precisions.map(({ id, shape }) => entry(say(`drawn.${id}`), sample(symbol(shape))));
  if (data.contested) statuses.push(entry(say("key.contested"), sample(symbol("contested"))));
  if (data.unsure) precisions.push(entry(say("key.unsure"), sample(symbol("unsure"))));
  return [
    group(say("key.links"), media.length === 0 ? media : [...media, make("li", { class: "geo-quiet" }, say("key.lines"))]),
    group(say("facet.kind"), kinds),
    group(say("key.said"), statuses),
    group(say("key.places"), precisions),
    borders(data, store),
  ].filter((one) => one !== null);
}

/** The classes of borders that are in sight just now, and no others. */
function borders(data: LegendData, store: Store): HTMLElement | null {
  const rows = data.borders.map(({ id }) => {
    const path = draw("path", { class: "geo-sample-border", stroke: `var(--${id})`, "stroke-dasharray": `var(--dash-${id})`, d: "M0 9h34" });
    return { id, row: entry(say(`border.${id}`), sample(path)) };
  });
  const box = group(
    say("key.borders"),
    rows.map(({ row }) => row),
  );
  store.whenBordersChange(() => {
    for (const { id, row } of rows) row.hidden = !store.borders.has(id);
    if (box !== null) box.hidden = store.borders.size === 0;
  });
  return box;
}

function group(title: string, entries: readonly HTMLElement[]): HTMLElement | null {
  if (entries.length === 0) return null;
  return make("div", { class: "geo-group" }, make("h3", {}, title), make("ul", {}, ...entries));
}

function entry(label: string, picture: Element, meaning = ""): HTMLElement {
  const note = meaning === "" ? null : make("span", { class: "geo-quiet" }, ` ${meaning}`);
  return make("li", {}, picture, make("span", {}, label, note));
}

function line(medium: string, letter: string): SVGElement {
  return draw(
    "svg",
    { viewBox: "0 0 30 18", width: 30, height: 18, class: `medium-${medium}`, "aria-hidden": "true" },
    draw("path", { class: "geo-sample", d: "M0 9h30" }),
    draw("circle", { class: "geo-sample-chip", cx: 15, cy: 9, r: 8 }),
    draw("text", { x: 15, y: 13.6, "text-anchor": "middle" }, letter),
  );
}

function kindSign(kind: string, letter: string): SVGElement {
  const sign = sample(
    draw("circle", { class: "geo-sure", cx: 17, cy: 9, r: 8.5 }),
    draw("text", { x: 17, y: 13.2, "text-anchor": "middle", class: "geo-sure" }, letter),
  );
  sign.classList.add(`kind-${kind}`);
  return sign;
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
  if (shape === "unsure") return draw("text", { x: 17, y: 13.6, "text-anchor": "middle", class: "geo-unsure" }, "?");
  return draw("path", { class: "geo-contested", d: "M12 6.5h10M12 11.5h10M20 3l-6 12" });
}
