/** The pop-up with the evidence, on maps that have no list to open it in. */

import { current, isolated, make } from "./dom";
import { details } from "./evidence";
import { storeOf } from "./store";

export function popups(map: L.Map): void {
  const store = storeOf(map);
  if (store.counts["popups"] === 1) return;
  store.counts["popups"] = 1;
  store.whenSelected(({ id, at }) => {
    const item = store.items.get(id);
    if (store.hasPanel || item === undefined || at === null) return;
    const head = make("h2", {}, isolated(item.title));
    const content = make("div", { class: "geo-popup", dir: document.documentElement.dir }, head, details(store, item));
    const back = document.activeElement;
    const popup = L.popup({ maxWidth: 340, maxHeight: 320 }).setLatLng(at).setContent(content);
    popup.openOn(map);
    popup.on("remove", () => current(back)?.focus({ preventScroll: true }));
    popup.getElement()?.querySelector<HTMLElement>(".leaflet-popup-close-button")?.focus();
  });
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
}
