/** The list of everything, in order; what is selected opens in its place. */

import { draw, isolated, make, readBlock } from "./dom";
import { details, UNTOLD } from "./evidence";
import type { Selection, Store } from "./store";
import { storeOf } from "./store";
import { calm } from "./theme";
import type { Item, LinkItem, PanelData } from "./types";

const SECTIONS: readonly { type: Item["type"]; title: string }[] = [
  { type: "event", title: "Events" },
  { type: "link", title: "Links" },
  { type: "place", title: "Other places named" },
  { type: "actor", title: "People and bodies" },
];

export class Panel {
  private readonly rows = new Map<string, HTMLElement>();
  private readonly store: Store;
  private readonly list: HTMLElement;
  private readonly said: HTMLElement;
  /** The symbol on the map that was chosen: Escape goes back to it. */
  private origin: HTMLElement | null = null;

  constructor(
    private readonly map: L.Map,
    block: string,
    slot: string,
  ) {
    this.store = storeOf(map);
    this.store.hasPanel = true;
    this.list = make("div", { class: "geo-list" });
    this.said = make("p", { class: "geo-unseen", "aria-live": "polite" });
    const box = make(
      "section",
      { class: "geo-panel", "aria-label": "Everything the story tells, in order" },
      this.list,
      this.said,
    );
    inSlot(map, slot, box, "topright");
    const data = readBlock<PanelData>(block);
    this.store.add(data.items, data);
    this.store.whenChanged(() => this.fill());
    this.store.whenSelected((selection) => this.show(selection));
    box.addEventListener("keydown", (event) => this.walk(event));
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !box.contains(event.target as Node)) this.store.select("", "list");
    });
  }

  private fill(): void {
    this.rows.clear();
    const items = [...this.store.items.values()].sort((a, b) =>
      a.order < b.order ? -1 : a.order > b.order ? 1 : 0,
    );
    const parts = SECTIONS.flatMap(({ type, title }) => {
      const own = items.filter((item) => item.type === type);
      if (own.length === 0) return [];
      const head = make("h2", {}, title, make("span", { class: "geo-count" }, String(own.length)));
      return [make("section", { class: `geo-section section-${type}` }, head, ...this.lists(own))];
    });
    this.list.replaceChildren(...parts);
  }

  /** The items in order; where only some have a date, those without one follow under a head. */
  private lists(items: readonly Item[]): HTMLElement[] {
    const list = (own: readonly Item[]): HTMLElement =>
      make("ol", { class: "geo-items" }, ...own.map((item) => this.row(item)));
    const undated = items.filter((item) => item.date === "");
    if (undated.length === 0 || undated.length === items.length) return [list(items)];
    const dated = items.filter((item) => item.date !== "");
    return [list(dated), make("h3", { class: "geo-undated" }, "Not dated"), list(undated)];
  }

  private row(item: Item): HTMLElement {
    const button = make(
      "button",
      { type: "button", class: "geo-head", "aria-expanded": "false" },
      make("span", { class: `geo-key ${keyOf(item)}`, "aria-hidden": "true" }),
      make("span", { class: "geo-title" }, isolated(item.title)),
      make("span", { class: "geo-line" }, ...summary(item)),
    );
    button.addEventListener("click", () => {
      const open = this.store.selection.id === item.id;
      this.store.select(open ? "" : item.id, "list");
    });
    const row = make("li", { class: "geo-item", "data-item": item.id }, button);
    this.rows.set(item.id, row);
    return row;
  }

  private show(selection: Selection): void {
    this.remember(selection);
    const row = this.rows.get(selection.id);
    const before = row?.getBoundingClientRect().top ?? 0;
    for (const [id, other] of this.rows) {
      const on = id === selection.id;
      other.classList.toggle("is-selected", on);
      other.querySelector(".geo-head")?.setAttribute("aria-expanded", String(on));
      other.querySelector(".geo-details")?.remove();
    }
    const item = this.store.items.get(selection.id);
    this.said.textContent = item === undefined ? "" : `Selected: ${item.title}`;
    if (row === undefined || item === undefined) return;
    row.append(details(this.store, item));
    const moved = row.getBoundingClientRect().top - before;
    scrollerOf(row).element.scrollBy({ top: moved, behavior: "instant" });
    if (selection.from === "map" || !inView(row)) scrollTo(row);
    if (selection.from === "map") {
      row.querySelector<HTMLElement>(".geo-head")?.focus({ preventScroll: true });
    }
  }

  private remember({ id, from }: Selection): void {
    const focused = document.activeElement;
    if (id === "" || !(focused instanceof HTMLElement)) return;
    if (this.list.contains(focused)) {
      if (from === "list") this.origin = null;
      return;
    }
    const onMap = focused !== this.map.getContainer() && this.map.getContainer().contains(focused);
    this.origin = onMap ? focused : null;
  }

  /** Closes what is open and goes back to where it was opened: a symbol, or its line here. */
  private close(): void {
    const row = this.rows.get(this.store.selection.id);
    if (row === undefined) return;
    const back = this.origin?.isConnected === true ? this.origin : row.querySelector<HTMLElement>(".geo-head");
    this.origin = null;
    this.store.select("", "list");
    back?.focus({ preventScroll: true });
  }

  /** The arrow keys walk the list, Escape closes what is open. */
  private walk(event: KeyboardEvent): void {
    const heads = [...this.list.querySelectorAll<HTMLElement>(".geo-head")];
    const index = heads.findIndex((head) => head === document.activeElement);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Escape") this.close();
    if (step === 0 || index < 0) return;
    event.preventDefault();
    heads[Math.max(0, Math.min(heads.length - 1, index + step))]?.focus();
  }
}

/** What scrolls: the list on a wide page, the window on a phone (then under the map). */
function scrollerOf(row: HTMLElement): { element: Element; top: number; bottom: number } {
  const slot = row.closest(".geo-slot-panel, .geo-control");
  const head = row.closest(".geo-section")?.querySelector("h2")?.clientHeight ?? 0;
  if (slot !== null && getComputedStyle(slot).overflowY === "auto") {
    const box = slot.getBoundingClientRect();
    return { element: slot, top: box.top + head, bottom: Math.min(box.bottom, window.innerHeight) };
  }
  const stage = document.querySelector(".geo-stage")?.clientHeight ?? 0;
  return { element: document.documentElement, top: stage, bottom: window.innerHeight };
}

function inView(row: HTMLElement): boolean {
  const { top, bottom } = scrollerOf(row);
  const box = row.getBoundingClientRect();
  return box.top >= top - 1 && box.bottom <= bottom + 1;
}

function scrollTo(row: HTMLElement): void {
  const { element, top } = scrollerOf(row);
  const away = row.getBoundingClientRect().top - top;
  element.scrollBy({ top: away, behavior: calm() ? "auto" : "smooth" });
}

function keyOf(item: Item): string {
  if (item.type === "link") return `key-link medium-${(item as LinkItem).medium}`;
  if (item.type === "event") return item.located ? "key-event" : "key-none";
  return `key-${item.type}`;
}

function summary(item: Item): (Node | string)[] {
  const untold = item.type === "event" && item.where === "";
  const parts = [item.date, untold ? UNTOLD : item.where].filter((text) => text !== "").map(isolated);
  const line: (Node | string)[] = parts.flatMap((part, i) => (i === 0 ? [part] : [" · ", part]));
  if (item.type === "actor") return line;
  if (!item.located && !untold) line.push(line.length > 0 ? " · " : "", item.undrawn);
  if (item.type === "place") return line;
  line.push(" · ", make("span", { class: `geo-status status-${item.status}` }, item.status));
  if (item.contested) {
    const face = draw("svg", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" });
    face.append(draw("path", { class: "geo-contested", d: "M1.5 4.5h9M1.5 8h9M8.5 1.5l-5 9.5" }));
    line.push(" · ", make("span", { class: "geo-is-contested" }, face, " contested"));
  }
  if (item.differs && !item.contested) line.push(" · ", make("span", { class: "geo-differs" }, "told differently"));
  return line;
}

/** Puts a part into its slot of the page, or on the map where the page has none. */
export function inSlot(map: L.Map, slot: string, box: HTMLElement, corner: L.ControlPosition): void {
  const place = slot === "" ? null : document.getElementById(slot);
  if (place !== null) {
    place.replaceChildren(box);
    return;
  }
  const control = new L.Control({ position: corner });
  control.onAdd = () => {
    box.classList.add("geo-control");
    L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
    return box;
  };
  control.addTo(map);
}
