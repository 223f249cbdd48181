/** The buttons for the views, and a map that keeps the chosen one when the page is laid out anew. */

import { make, readBlock } from "./dom";
import { inSlot } from "./slots";
import { storeOf, type Store } from "./store";
import { calm } from "./theme";
import type { View } from "./types";
import { say, storyLanguage } from "./words";

export function views(map: L.Map, block: string, slot = ""): void {
  const all = readBlock<readonly View[]>(block);
  const store = storeOf(map);
  const lang: Record<string, string> = storyLanguage() === "" ? {} : { lang: storyLanguage() };
  const buttons = all.map((view) => {
    const button = make("button", { type: "button", "data-view": view.id, ...lang }, view.title);
    const show = (moving: boolean): void => fit(map, view, moving);
    store.views.set(view.id, show);
    button.addEventListener("click", () => {
      show(true);
      store.moved(view.id, store.step);
      store.announce(say("view.shown", { title: view.title }));
    });
    return button;
  });
  const box = make("div", { class: "geo-views", role: "group", "aria-label": say("view.title") }, ...buttons);
  inSlot(map, slot, box, "topleft");
  store.whenMoved(() => {
    all.forEach(({ id }, i) => buttons[i]?.setAttribute("aria-pressed", String(id === store.view)));
  });
  const [first] = all;
  if (first !== undefined) {
    fit(map, first, false);
    store.moved(first.id, "");
  }
  keepSize(map, store);
}

type Fitting = L.Map & { geoFitting?: boolean };

/** Follows the map's box as the page is laid out anew, and shows the chosen view again. */
function keepSize(map: L.Map, store: Store): void {
  let chosen = true;
  const left = (): void => {
    chosen = false;
    store.moved("", store.step);
  };
  map.on("dragstart", left);
  map.on("zoomstart", () => {
    if ((map as Fitting).geoFitting !== true) left();
  });
  map.on("geo:view", () => {
    chosen = true;
  });
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (chosen) store.views.get(store.view)?.(false);
  }).observe(map.getContainer());
}

function fit(map: L.Map, view: View, moving: boolean): void {
  const [west, south, east, north] = view.bounds;
  map.invalidateSize({ animate: false });
  const size = map.getSize();
  const inset = Math.min(56, size.x * 0.08);
  quietly(map, () => {
    map.fire("geo:view");
    map.fitBounds(
      [
        [south, west],
        [north, east],
      ],
      {
        paddingTopLeft: [inset, inset + 44],
        paddingBottomRight: [inset, inset],
        animate: moving && !calm(),
        maxZoom: 11,
      },
    );
  });
}

/** Moves the map without taking it for a reader's own move, until it has come to rest. */
export function quietly(map: L.Map, move: () => void): void {
  (map as Fitting).geoFitting = true;
  map.once("moveend", () => {
    (map as Fitting).geoFitting = false;
  });
  move();
}
