/** A list over the map of what a click may mean: the reader chooses. */

import { current, isolated, make } from "./dom";
import { briefFace } from "./rows";
import type { Item } from "./types";

export interface Choice {
  readonly items: readonly Item[];
  readonly head: string;
  /** Where the list stands. */
  readonly at: L.LatLng;
  readonly open: (item: Item) => void;
  /** What else can be done here: its name, and what it does. */
  readonly other?: readonly [string, () => void] | null;
}

/** Shows the list, its first entry focused; closing it gives the focus back. */
export function offer(map: L.Map, { items, head, at, open, other = null }: Choice): void {
  const before = document.activeElement;
  const popup = L.popup({ maxWidth: 300, minWidth: 230, autoPanPaddingTopLeft: [8, 56], autoPanPaddingBottomRight: [8, 8] }).setLatLng(at);
  const entry = (face: readonly Node[], act: () => void): HTMLElement => {
    const button = make("button", { type: "button" }, ...face);
    button.addEventListener("click", () => {
      popup.remove();
      act();
    });
    return make("li", {}, button);
  };
  const entries = items.map((item) => entry(briefFace(item), () => open(item)));
  if (other !== null) {
    const [name, act] = other;
    entries.unshift(entry([make("span", { class: "geo-title" }, name)], act));
  }
  const title = make("p", { class: "geo-choices-head" }, isolated(head));
  const list = make("ul", { class: "geo-choices", "aria-label": head }, ...entries);
  popup.setContent(make("div", { dir: document.documentElement.dir }, title, list)).openOn(map);
  popup.on("remove", () => {
    // What fades out still has the focus.
    const isInside = popup.getElement()?.contains(document.activeElement) === true || document.activeElement === document.body;
    popup.getElement()?.remove(); // what is closed can't be pressed while it fades
    if (isInside) current(before)?.focus({ preventScroll: true });
  });
  entries[0]?.querySelector("button")?.focus({ preventScroll: true });
}
