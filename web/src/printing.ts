/** On paper: the map as it stands, at the paper's width, and everything in a table beneath it. */

import { storeOf } from "./store";

export function printable(map: L.Map): void {
  const root = document.documentElement;
  const opened = new Set<HTMLDetailsElement>();
  const settle = (): void => {
    map.invalidateSize({ animate: false });
    const store = storeOf(map);
    store.views.get(store.view)?.(false);
  };
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll<HTMLDetailsElement>(".geo-table, .geo-legend")) {
      if (details.open) continue;
      details.open = true;
      opened.add(details);
    }
    root.classList.add("geo-printing");
    settle();
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened.clear();
    root.classList.remove("geo-printing");
    settle();
  });
}
