/** The list of everything, in order; what is selected opens in its place. */

import { Chunks } from "./chunks";
import { current, make, readBlock } from "./dom";
import { details } from "./evidence";
import { filled } from "./items";
import { matrix } from "./matrix";
import { possibly, rowFace } from "./rows";
import { inSlot } from "./slots";
import type { Selection, Store } from "./store";
import { storeOf } from "./store";
import { calm } from "./theme";
import type { Item, PanelData } from "./types";
import { digits, say } from "./words";

const SECTIONS: readonly Item["type"][] = ["event", "link", "place", "actor"];

/** The rows of some items, all of one kind, and the head over them, where they have one. */
interface List {
  readonly chunks: Chunks;
  readonly ids: readonly string[];
  readonly head: HTMLElement | null;
}

interface Section {
  readonly box: HTMLElement;
  readonly count: HTMLElement;
  readonly lists: readonly List[];
}

export class Panel {
  private readonly rows = new Map<string, HTMLElement>();
  private sections: readonly Section[] = [];
  /** The row that is open. */
  private opened: HTMLElement | null = null;
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
    this.said = make("p", { class: "geo-unseen", role: "status", "aria-live": "polite" });
    const box = make(
      "section",
      { class: "geo-panel", "aria-label": say("list.title") },
      this.list,
      matrix(this.store),
      this.said,
    );
    inSlot(map, slot, box, "topright");
    const data = readBlock<PanelData>(block);
    this.store.add(filled(data.items), data);
    this.store.whenChanged(() => this.fill());
    this.store.whenSelected((selection) => this.show(selection));
    this.store.whenFiltered(() => this.sift());
    this.store.whenFiltered(() => this.refresh());
    this.store.whenSaid((text) => {
      this.said.textContent = text;
    });
    box.addEventListener("keydown", (event) => this.walk(event));
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !box.contains(event.target as Node)) this.store.select("", "list");
    });
  }

  private fill(): void {
    this.rows.clear();
    this.opened = null;
    const items = [...this.store.items.values()].sort((a, b) =>
      a.order < b.order ? -1 : a.order > b.order ? 1 : 0,
    );
    this.sections = SECTIONS.flatMap((type) => {
      const own = items.filter((item) => item.type === type);
      if (own.length === 0) return [];
      const count = make("span", { class: "geo-count" });
      const lists = this.lists(own);
      const parts = lists.flatMap(({ head, chunks }) => (head === null ? [chunks.box] : [head, chunks.box]));
      const head = make("h2", {}, say(`list.${type}`), count);
      return [{ box: make("section", { class: `geo-section section-${type}` }, head, ...parts), count, lists }];
    });
    this.list.replaceChildren(...this.sections.map(({ box }) => box));
    this.sift();
  }

  /** Shows the rows that the filter lets through, and says which of them are only possible then. */
  private sift(): void {
    const { shown } = this.store;
    for (const { box, count, lists } of this.sections) {
      let [through, all] = [0, 0];
      for (const { chunks, ids, head } of lists) {
        const open = ids.filter((id) => shown.has(id));
        chunks.show(open);
        if (head !== null) head.hidden = open.length === 0;
        through += open.length;
        all += ids.length;
      }
      box.hidden = through === 0;
      count.textContent = through === all ? digits(all) : say("list.some", { n: digits(through), all: digits(all) });
    }
    for (const [id, row] of this.rows) this.doubt(id, row);
  }

  /** Says in its row of what may lie outside the chosen time that it is possible there. */
  private doubt(id: string, row: HTMLElement): void {
    const item = this.store.items.get(id);
    row.querySelector(".geo-possible")?.remove();
    const note = item === undefined ? null : possibly(item, this.store.filter.time);
    if (note !== null) row.querySelector(".geo-line")?.append(note);
  }

  /** The items in order; where only some have a date, those without one follow under a head. */
  private lists(items: readonly Item[]): List[] {
    const list = (own: readonly Item[], head: HTMLElement | null = null): List => {
      const chunks = new Chunks(own.length, (id) => this.row(id));
      return { chunks, ids: own.map(({ id }) => id), head };
    };
    const undated = items.filter((item) => item.date === "");
    if (undated.length === 0 || undated.length === items.length) return [list(items)];
    const dated = items.filter((item) => item.date !== "");
    return [list(dated), list(undated, make("h3", { class: "geo-undated" }, say("list.undated")))];
  }

  /** Returns the row of an item; made when it is first asked for. */
  private row(id: string): HTMLElement {
    const known = this.rows.get(id);
    if (known !== undefined) return known;
    const item = this.store.items.get(id);
    const face = item === undefined ? [] : rowFace(item);
    const button = make("button", { type: "button", class: "geo-head", "aria-expanded": "false" }, ...face);
    button.addEventListener("click", () => {
      this.store.select(this.store.selection.id === id ? "" : id, "list");
    });
    const row = make("li", { class: "geo-item", "data-item": id }, button);
    this.rows.set(id, row);
    this.doubt(id, row);
    return row;
  }

  /** Returns the row of an item, put into the page; null where the filter leaves it out. */
  private reveal(id: string): HTMLElement | null {
    for (const { lists } of this.sections) {
      for (const { chunks } of lists) {
        const row = chunks.reveal(id);
        if (row !== null) return row;
      }
    }
    return null;
  }

  private show(selection: Selection): void {
    this.remember(selection);
    const row = this.reveal(selection.id);
    const before = row?.getBoundingClientRect().top ?? 0;
    if (this.opened !== row) setOpen(this.opened, false);
    setOpen(row, true);
    this.opened = row;
    const item = this.store.items.get(selection.id);
    if (selection.from !== "address") {
      this.store.announce(item === undefined ? "" : say("list.selected", { title: item.title }));
    }
    if (row === null || item === undefined) return;
    row.append(details(this.store, item));
    const own = scrollerOf(row).element !== document.documentElement;
    if (selection.from === "address" && !own) return; // a phone's page stays with the step's text
    const moved = row.getBoundingClientRect().top - before;
    scrollerOf(row).element.scrollBy({ top: moved, behavior: "instant" });
    if (selection.from === "map" || selection.from === "address" || !inView(row)) scrollTo(row);
    if (selection.from === "map") {
      row.querySelector<HTMLElement>(".geo-head")?.focus({ preventScroll: true });
    }
  }

  /** Tells what is open anew, in the account that is chosen. */
  private refresh(): void {
    const { selection: { id }, filter } = this.store;
    this.list.classList.toggle("is-account", filter.chosen.account.length > 0);
    const item = this.store.items.get(id);
    if (item !== undefined) this.rows.get(id)?.querySelector(".geo-details")?.replaceWith(details(this.store, item));
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
    const back = current(this.origin) ?? row.querySelector<HTMLElement>(".geo-head");
    this.origin = null;
    this.store.select("", "list");
    back?.focus({ preventScroll: true });
  }

  /** The arrow keys walk the list, Escape closes what is open. */
  private walk(event: KeyboardEvent): void {
    const ids = this.sections.flatMap(({ lists }) => lists.flatMap(({ chunks }) => [...chunks.ids]));
    const head = document.activeElement;
    const index = head?.matches(".geo-head") === true ? ids.indexOf(head.closest<HTMLElement>(".geo-item")?.dataset["item"] ?? "") : -1;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Escape") this.close();
    const edge = event.key === "Home" ? 0 : event.key === "End" ? ids.length - 1 : -1;
    if (index < 0 || (step === 0 && edge < 0)) return;
    event.preventDefault();
    const next = ids[edge >= 0 ? edge : Math.max(0, Math.min(ids.length - 1, index + step))] ?? "";
    this.reveal(next)?.querySelector<HTMLElement>(".geo-head")?.focus();
  }
}

function setOpen(row: HTMLElement | null, on: boolean): void {
  row?.classList.toggle("is-selected", on);
  row?.querySelector(".geo-head")?.setAttribute("aria-expanded", String(on));
  row?.querySelector(".geo-details")?.remove();
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
