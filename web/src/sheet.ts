/** The table of everything: it shows what the filter lets through, as the list and the map do. */

import { storeOf } from "./store";

export function followTable(map: L.Map): void {
  const store = storeOf(map);
  const rows = [...document.querySelectorAll<HTMLElement>(".geo-table [data-row]")];
  store.whenFiltered(() => {
    for (const row of rows) row.hidden = !store.shown.has(row.dataset["row"] ?? "");
  });
}
