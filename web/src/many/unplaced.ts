/** The rows without a place as a list: what is not on the map is still read, with the reason. */

import { button, isolated, make } from "./dom";
import type { ManyLayer } from "./layer";

const ROWS = 100;
const COLUMNS = 4;
const REASON = "located_reason";

/** Makes the list, which is written when it is opened. */
export function withoutPlace(layer: ManyLayer): HTMLElement {
  const { head } = layer.cloud;
  const many = head.without.toLocaleString("en");
  const element = make("details", { class: "many-table many-unplaced" });
  const body = make("tbody");
  const names = head.columns;
  const reason = names.indexOf(REASON);
  const shown = names.map((_, column) => column).filter((column) => column !== reason).slice(0, COLUMNS);
  if (reason >= 0) shown.splice(1, 0, reason);
  const label = (column: number): string => (column === reason ? "why it is not on the map" : names[column] ?? "");
  const more = button("Show more", () => void fill());
  const box = make("div", { class: "many-scroll", tabindex: "0", role: "region", "aria-label": "Rows without a place" },
    make("table", {},
      make("thead", {}, make("tr", {}, ...shown.map((column) => make("th", { scope: "col" }, isolated(label(column)))))),
      body,
    ),
  );
  let written = 0;
  const fill = async (): Promise<void> => {
    const first = written;
    written = Math.min(head.without, first + ROWS);
    more.hidden = written >= head.without;
    const events = Array.from({ length: written - first }, (_, i) => head.rows + first + i);
    const all = await Promise.all(events.map((event) => layer.texts.of(event)));
    body.append(...all.map((values) => make("tr", {}, ...shown.map((column, i) => {
      const value = values[column] ?? "";
      return i === 0 ? make("th", { scope: "row" }, isolated(value)) : make("td", {}, isolated(value));
    }))));
  };
  element.append(make("summary", {}, `${many} ${head.without === 1 ? "row" : "rows"} without a place`), box, more);
  element.addEventListener("toggle", () => {
    if (element.open && written === 0) void fill();
  });
  return element;
}
