/** The search, the filters, and the number of what is shown. */

import { accountChoice } from "./accounts";
import { certain } from "./days";
import { make } from "./dom";
import { EVERYTHING, FACETS, isEverything, tally, valuesOf, type Facet } from "./filter";
import { sayWindow } from "./saying";
import { inSlot } from "./slots";
import { storeOf, type Store } from "./store";
import { isTimed, STATUSES } from "./types";
import { counted, digits, named, say, storyLanguage } from "./words";

const PAUSE_MS = 180;

export class Finder {
  private readonly store: Store;
  private readonly input = make("input", {
    type: "search",
    class: "geo-search",
    maxlength: "200",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    "aria-label": say("find.search"),
    placeholder: say("find.search"),
  });
  private readonly facets = make("div", { class: "geo-facets" });
  private readonly summary = make("summary", {});
  private readonly number = make("p", { class: "geo-number-shown" });
  private readonly reset = make("button", { type: "button", class: "geo-reset" }, say("find.reset"));
  private readonly filters = make("details", { class: "geo-filters" }, this.summary, this.facets);
  private waiting = 0;

  constructor(map: L.Map, slot: string) {
    this.store = storeOf(map);
    const { filters } = this;
    const box = make(
      "search",
      { class: "geo-finder", "aria-label": say("find.title") },
      make("div", { class: "geo-find-row" }, this.input, filters),
      accountChoice(this.store, (account) => this.change({ chosen: { ...this.store.filter.chosen, account } })),
      make("div", { class: "geo-find-row" }, this.number, this.reset),
    );
    inSlot(map, slot, box, "topright");
    this.input.addEventListener("input", () => {
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => this.change({ text: this.input.value }), PAUSE_MS);
    });
    this.reset.addEventListener("click", () => {
      this.change(EVERYTHING);
      this.input.focus();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !filters.open) return;
      filters.open = false;
      this.summary.focus();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!filters.contains(event.target as Node)) filters.open = false;
    });
    filters.addEventListener("toggle", () => this.mark());
    this.store.whenChanged(() => {
      this.facets.replaceChildren();
      this.refresh();
    });
    this.store.whenFiltered(() => this.refresh());
  }

  private change(change: Parameters<Store["setFilter"]>[0]): void {
    this.store.setFilter(change);
    this.store.announce(this.number.textContent ?? "");
  }

  private refresh(): void {
    const { filter } = this.store;
    if (this.input.value !== filter.text) this.input.value = filter.text;
    this.number.textContent = shownText(this.store);
    const chosen = FACETS.reduce((sum, facet) => sum + (facet === "account" ? 0 : filter.chosen[facet].length), 0);
    this.summary.textContent = chosen === 0 ? say("find.filters") : say("find.filters-n", { n: digits(chosen) });
    this.reset.hidden = isEverything(filter);
    this.mark();
  }

  private build(): void {
    const lists = FACETS.filter((facet) => facet !== "account").flatMap((facet) => {
      const values = [...valuesOf(this.store.known, facet, EVERYTHING).keys()];
      if (values.length < 2) return [];
      const labelled = values
        .map((value) => ({ value, label: labelOf(this.store, facet, value) }))
        .sort((a, b) =>
          facet === "status" ? standing(a.value) - standing(b.value) : a.label.localeCompare(b.label),
        );
      const boxes = labelled.map(({ value, label }) => this.choice(facet, value, label));
      const head = make("summary", {}, say(`facet.${facet}`), make("span", { class: "geo-count" }));
      const list = make("div", { class: "geo-choices", role: "group", "aria-label": say(`facet.${facet}`) }, ...boxes);
      return [make("details", { class: "geo-facet", name: "geo-facet", "data-facet": facet }, head, list)];
    });
    this.facets.replaceChildren(...lists);
  }

  private choice(facet: Facet, value: string, label: string): HTMLElement {
    const input = make("input", { type: "checkbox" });
    input.value = value;
    input.addEventListener("change", () => {
      const others = this.store.filter.chosen[facet].filter((one) => one !== value);
      const now = input.checked ? [...others, value] : others;
      this.change({ chosen: { ...this.store.filter.chosen, [facet]: now } });
    });
    const isOwn = facet === "status" || facet === "medium";
    const lang: Record<string, string> = isOwn || storyLanguage() === "" ? {} : { lang: storyLanguage() };
    return make("label", {}, input, make("bdi", lang, label), make("span", { class: "geo-count" }));
  }

  /** Ticks what is chosen, and says beside each value how many it would show, once they were opened. */
  private mark(): void {
    if (this.facets.childElementCount === 0 && this.filters.open) this.build();
    const { known, filter } = this.store;
    for (const box of this.facets.querySelectorAll<HTMLElement>("[data-facet]")) {
      const facet = box.dataset["facet"] as Facet;
      const counts = valuesOf(known, facet, filter);
      const { length } = filter.chosen[facet];
      const head = box.querySelector("summary > .geo-count");
      if (head !== null) head.textContent = length === 0 ? "" : digits(length);
      for (const input of box.querySelectorAll("input")) {
        input.checked = filter.chosen[facet].includes(input.value);
        const count = input.parentElement?.querySelector(".geo-count");
        if (count) count.textContent = digits(counts.get(input.value) ?? 0);
      }
    }
  }
}

function standing(status: string): number {
  return ([...STATUSES, "contested", "differs"] as string[]).indexOf(status);
}

/** Says how much is shown: events, and apart from them the reports that tell of them, and links. */
export function shownText({ known, shown, filter }: Store): string {
  const { events, reports, links } = tally(known.filter(({ item }) => shown.has(item.id)));
  const parts = [counted("events", events), counted("reports", reports), counted("links", links)];
  const text = say("find.shown", { events: parts[0] ?? "", reports: parts[1] ?? "", links: parts[2] ?? "" });
  const { time } = filter;
  if (time === null) return text;
  const sure = known.filter(({ item }) => shown.has(item.id) && isTimed(item) && certain(item, time)).length;
  const [certainly, possibly] = [digits(sure), digits(events + links - sure)];
  return say("find.shown-in", { shown: text, time: sayWindow(time), certain: certainly, possible: possibly });
}

function labelOf(store: Store, facet: Facet, value: string): string {
  if (facet === "actor") return store.items.get(value)?.title ?? value;
  if (facet === "source") {
    const source = store.sources.find(({ id }) => id === value);
    return source === undefined ? value : `${source.publisher}: ${source.title}`;
  }
  if (facet === "kind") return named("kind", value, value.replaceAll("-", " "));
  return facet === "medium" ? named("medium", value) : named("status", value);
}
