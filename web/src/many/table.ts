/** The table of events: in view or all that pass the filters, in any order; only rows in sight are written. */

import { button, isolated, make } from "./dom";
import { download } from "./download";
import type { ManyLayer } from "./layer";
import { sorted, type Sort } from "./order";
import { told } from "./popup";

const ROW_PX = 30;
/** A page higher than this is cut off by some browsers; a longer table scrolls by more than a row at once. */
const MOST_PX = 8_000_000;
const MORE_ROWS = 4;
const IN_SIGHT_PX = 440;

type Scope = "view" | "all";

interface Column {
  readonly label: string;
  readonly by: Sort["by"];
}

export class EventTable {
  readonly element = make("details", { class: "many-table" });
  private readonly bar = make("div", { class: "many-table-bar" });
  private readonly body = make("tbody");
  private readonly head = make("tr");
  private readonly caption = make("caption");
  private readonly table = make("table", {}, this.caption, make("thead", {}, this.head), this.body);
  private readonly scroll = make("div", { class: "many-scroll", tabindex: "0", role: "region", "aria-label": "Events" }, this.table);
  private readonly scopes: readonly (readonly [Scope, HTMLButtonElement])[];
  private readonly columns: readonly Column[];
  private scope: Scope = "view";
  private sort: Sort | null = null;
  private events = new Uint32Array(0);
  private made = "";
  private turn = 0;
  private written = "";
  private active = -1;
  private walked: Uint32Array | null = null;

  constructor(private readonly layer: ManyLayer) {
    const { head } = layer.cloud;
    const texts = head.text ? head.columns.map((label, by) => ({ label, by })) : [];
    const shown = new Set(texts.map(({ label }) => label));
    const known: Column[] = [];
    if (head.time !== null && !shown.has(head.time.label)) known.push({ label: head.time.label, by: "time" });
    if (head.colour.kind === "groups" && !shown.has(head.colour.label)) known.push({ label: head.colour.label, by: "group" });
    this.columns = [...texts.slice(0, 1), ...known, ...texts.slice(1)];
    this.scopes = (["view", "all"] as const).map((scope) => [
      scope,
      button(scope === "view" ? "In view" : "All that are shown", () => this.look(scope)),
    ]);
    const saves = (["csv", "geojson"] as const).map((format) =>
      button(format === "csv" ? "Save as CSV" : "Save as GeoJSON", () => void this.save(format)));
    this.bar.append(...this.scopes.map(([, one]) => one), make("span", { class: "many-quiet", "aria-live": "polite" }), ...saves);
    this.element.append(make("summary", {}, "Events as a table"), this.bar, this.scroll);
    this.element.addEventListener("toggle", () => void this.fill());
    this.scroll.addEventListener("scroll", () => void this.write());
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("focusin", (event) => this.focused(event));
    this.body.addEventListener("focusout", () => layer.highlight(-1));
    this.heads();
    this.look("view");
  }

  /** Shows events in view, or all that pass the filters. */
  look(scope: Scope): void {
    this.scope = scope;
    this.forget();
    for (const [name, one] of this.scopes) one.setAttribute("aria-pressed", String(name === scope));
    void this.fill();
  }

  /** Lists the events anew, if the table is open and others are meant: a row in use keeps its focus. */
  async fill(): Promise<void> {
    if (!this.element.open) return;
    const { layer, scope, sort } = this;
    const { cloud } = layer;
    const events = scope === "view" ? layer.eventsInView() : cloud.passing();
    const wanted = `${scope} ${sort?.by} ${sort?.isDescending} ${cloud.dated} ${cloud.exchanged} ${digest(events)}`;
    if (wanted === this.made) return;
    this.made = wanted;
    this.turn += 1;
    const { turn } = this;
    const ordered = sort === null ? events : await sorted(cloud, layer.texts, events, sort, (share) => {
      if (turn === this.turn && share < 1) this.say(`Sorting: ${Math.floor(100 * share)} % read`);
    });
    if (turn !== this.turn) return;
    this.events = ordered;
    if (this.walked === null) this.active = -1;
    this.written = "";
    this.say("");
    const number = events.length.toLocaleString("en");
    const noun = events.length === 1 ? "event" : "events";
    this.caption.textContent = `${number} ${noun} ${scope === "view" ? "in view" : "shown"}`;
    this.table.setAttribute("aria-rowcount", String(events.length + 1));
    this.scroll.scrollTop = 0;
    await this.write();
  }

  /** Opens the event that comes `step` after the one last opened or in focus; a map that moves changes no order. */
  walk(step: number): void {
    this.walked ??= this.element.open ? this.events : this.layer.eventsInView();
    const next = Math.max(0, Math.min(this.walked.length - 1, this.active + step));
    const event = this.walked[next];
    if (event === undefined) return;
    this.active = next;
    void this.layer.goTo(event);
  }

  /** Begins the walk anew, as other events are shown or in another order. */
  forget(): void {
    this.walked = null;
    this.active = -1;
  }

  private heads(): void {
    this.head.replaceChildren(...this.columns.map((column) => {
      const { sort } = this;
      const isSorted = sort?.by === column.by;
      const sign = isSorted ? (sort.isDescending ? " ▼" : " ▲") : "";
      const sorter = button("", () => this.order(column.by));
      sorter.append(isolated(column.label), make("span", { "aria-hidden": "true" }, sign));
      const cell = make("th", { scope: "col" }, sorter);
      cell.setAttribute("aria-sort", isSorted ? (sort.isDescending ? "descending" : "ascending") : "none");
      return cell;
    }));
  }

  /** Orders by a column; by the same again the other way round, then as the map has them. */
  private order(by: Sort["by"]): void {
    const { sort } = this;
    if (sort?.by !== by) this.sort = { by, isDescending: false };
    else this.sort = sort.isDescending ? null : { by, isDescending: true };
    this.forget();
    const number = this.columns.findIndex((column) => column.by === by);
    this.heads();
    this.head.children[number]?.querySelector("button")?.focus();
    void this.fill();
  }

  private say(text: string): void {
    const place = this.bar.querySelector("span");
    if (place !== null && place.textContent !== text) place.textContent = text;
  }

  private async save(format: "csv" | "geojson"): Promise<void> {
    const { layer, scope } = this;
    const events = scope === "view" ? layer.eventsInView() : layer.cloud.passing();
    const ordered = this.events.length === events.length && this.element.open ? this.events : events;
    await download(layer, ordered, format, (share) => this.say(share < 1 ? `Writing: ${Math.floor(100 * share)} %` : ""));
  }

  /** Pixels by which the table scrolls for each event. */
  private get step(): number {
    return Math.min(ROW_PX, MOST_PX / Math.max(1, this.events.length));
  }

  /** Writes the rows in sight, with space above and below for the others. */
  private async write(): Promise<void> {
    const { events, step, scroll, layer } = this;
    const rows = Math.ceil(Math.max(scroll.clientHeight, IN_SIGHT_PX) / ROW_PX) + MORE_ROWS;
    const first = Math.max(0, Math.min(Math.floor(scroll.scrollTop / step) - MORE_ROWS / 2, events.length - rows));
    const shown = events.subarray(first, first + rows);
    const wanted = `${this.turn} ${first} ${shown.length}`;
    if (wanted === this.written) return;
    this.written = wanted;
    const texts = await Promise.all(Array.from(shown, (event) => layer.texts.of(event)));
    if (wanted !== this.written) return;
    const focused = document.activeElement?.closest("tr")?.getAttribute("aria-rowindex");
    const after = (events.length - first - shown.length) * step;
    this.body.replaceChildren(
      spacer(first * step),
      ...texts.map((values, i) => this.row(shown[i]!, first + i, values)),
      spacer(Math.max(0, after)),
    );
    if (focused !== null && focused !== undefined) this.titleAt(Number(focused) - 2)?.focus({ preventScroll: true });
  }

  private row(event: number, place: number, values: readonly string[]): HTMLElement {
    const { layer } = this;
    const known = new Map(told(layer.cloud, event));
    const cells = this.columns.map(({ label, by }) => (typeof by === "number" ? (values[by] ?? "") : (known.get(label) ?? "")));
    const [first = "", ...rest] = cells;
    const title = button("", () => {
      [this.walked, this.active] = [this.events, place];
      void layer.goTo(event).then(() => document.querySelector<HTMLElement>(".leaflet-popup-close-button")?.focus());
    });
    title.append(isolated(first.trim() === "" ? `event ${place + 1}` : first));
    return make("tr", { "aria-rowindex": String(place + 2) },
      make("th", { scope: "row" }, title),
      ...rest.map((value) => make("td", { title: value.length > 40 ? value : "" }, isolated(value))),
    );
  }

  private titleAt(place: number): HTMLElement | null {
    return this.body.querySelector(`tr[aria-rowindex="${place + 2}"] button`);
  }

  private focused(event: FocusEvent): void {
    const index = (event.target as HTMLElement).closest("tr")?.getAttribute("aria-rowindex");
    if (index === null || index === undefined) return;
    this.walked = null;
    this.active = Number(index) - 2;
    this.layer.highlight(this.events[this.active] ?? -1);
  }

  private key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.scroll.clientHeight / ROW_PX) - 2);
    const steps: Record<string, number> = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.events.length, End: this.events.length,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const place = Math.max(0, Math.min(this.events.length - 1, this.active + step));
    const { scroll, step: height } = this;
    const top = place * height;
    const room = scroll.clientHeight - 3 * ROW_PX;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    else if (top > scroll.scrollTop + room) scroll.scrollTop = top - room;
    void this.write().then(() => this.titleAt(place)?.focus({ preventScroll: true }));
  }
}

function spacer(height: number): HTMLElement {
  const row = make("tr", { "aria-hidden": "true", class: "many-spacer" }, make("td"));
  row.style.height = `${height}px`;
  return row;
}

/** Returns what tells one list of events from another. */
function digest(events: Uint32Array): string {
  let sum = 0;
  for (let i = 0; i < events.length; i += 1) sum = (Math.imul(sum, 31) + events[i]!) | 0;
  return `${events.length} ${sum}`;
}
