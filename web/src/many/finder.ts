/** The search box: what was found is shown on the map and in the table, the rest is not. */

import { button, make } from "./dom";
import type { Filters } from "./filters";
import type { ManyLayer } from "./layer";
import type { Found, Searching } from "./search";
import { wordsOf } from "./words";

const PAUSE_MS = 150;

export class Finder {
  readonly element: HTMLElement;
  private readonly input = make("input", {
    type: "search", class: "many-search", "aria-label": "Search names and texts", placeholder: "Search names and texts",
    autocomplete: "off", spellcheck: "false", dir: "auto", maxlength: "200",
  });
  private readonly result = make("p", { class: "many-found", "aria-live": "polite" });
  private readonly show = button("Zoom to these", () => this.layer.fitShown());
  private readonly search: Searching;
  private further: (() => Promise<void>) | null = null;
  private readonly more = button("Search further", () => void this.further?.());
  private timer = 0;
  private asked = "";

  constructor(
    private readonly layer: ManyLayer,
    private readonly filters: Filters,
    private readonly changed: () => void,
  ) {
    this.search = layer.search();
    this.show.hidden = this.more.hidden = true;
    this.element = make("search", { class: "many-finder" }, this.input, this.result, this.show, this.more);
    this.input.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.start(this.input.value), PAUSE_MS);
    });
    this.input.addEventListener("focus", () => void this.search.warm(), { once: true });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.start(this.input.value);
    });
  }

  /** What is searched for; empty where nothing is. */
  get query(): string {
    return this.asked;
  }

  /** Searches for a query, or for nothing. */
  set(query: string): void {
    this.input.value = query;
    this.start(query);
  }

  private start(query: string): void {
    window.clearTimeout(this.timer);
    const isQuery = wordsOf(query).length > 0;
    const asked = isQuery ? query.trim() : "";
    if (asked === this.asked) return;
    this.asked = asked;
    this.search.stop(!isQuery);
    this.more.hidden = true;
    if (!isQuery) {
      this.show.hidden = true;
      this.result.textContent = "";
      this.filters.set("search", null);
      this.changed();
      return;
    }
    this.result.textContent = "Searching…";
    this.search.find(query, (found) => this.take(found)).catch((fault: unknown) => {
      this.result.textContent = `The texts could not be read: ${fault instanceof Error ? fault.message : String(fault)}.`;
    });
  }

  private take(found: Found): void {
    const { many, unplaced, share, rest: unread } = found;
    const number = many === 0 ? "Nothing" : many.toLocaleString("en");
    const without = unplaced === 0 ? "" : `, ${unplaced.toLocaleString("en")} of them without a place`;
    const rest = unread?.said ?? (share < 1 ? `; ${Math.floor(100 * share)} % of the texts searched` : "");
    this.further = unread?.further ?? null;
    this.more.hidden = this.further === null;
    this.result.textContent = `${number} found${without}${rest}`;
    this.show.hidden = many === unplaced;
    this.filters.set("search", found.mask);
    this.changed();
  }
}
