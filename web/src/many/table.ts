/** The events in view as a table: the same content, and the way to each event by keyboard. */

import { isolated, make } from "./dom";
import type { ManyLayer } from "./layer";
import { told } from "./popup";

const ROWS = 50;
const COLUMNS = 4;

export class ViewTable {
  readonly element = make("details", { class: "many-table" });
  private readonly summary = make("summary", {}, "Events in view as a table");
  private readonly body = make("div", { class: "many-scroll", tabindex: "0", role: "region" });
  private turn = 0;
  /** What the table that stands there was made of. */
  private made = "";

  constructor(private readonly layer: ManyLayer) {
    this.body.setAttribute("aria-label", "Events in view");
    this.element.append(this.summary, this.body);
    this.element.addEventListener("toggle", () => void this.fill());
  }

  /** Writes the table anew, if it is open and shows something else: a row in use keeps its focus. */
  async fill(): Promise<void> {
    if (!this.element.open) return;
    this.turn += 1;
    const { turn, layer } = this;
    const { cloud, texts } = layer;
    const events = layer.firstInView(ROWS);
    const many = layer.countInView();
    const wanted = `${events.join()} of ${many}, dated ${cloud.dated}`;
    if (wanted === this.made) return;
    const all = await Promise.all(events.map((event) => texts.of(event)));
    if (turn !== this.turn) return;
    const names = cloud.head.columns;
    const shown = names.slice(0, COLUMNS);
    const more = events[0] === undefined ? [] : told(cloud, events[0]).map(([name]) => name);
    const extra = more.filter((name) => !shown.includes(name));
    const head = [shown[0] ?? "event", ...extra, ...shown.slice(1)];
    const rows = events.map((event, i) => this.row(event, i, all[i] ?? [], extra, shown.length));
    const caption = many > events.length ? `The first ${events.length} of ${many.toLocaleString("en")} events in view` : `All ${many} events in view`;
    this.made = wanted;
    this.body.replaceChildren(
      make("table", {},
        make("caption", {}, caption),
        make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, isolated(name))))),
        make("tbody", {}, ...rows),
      ),
    );
  }

  private row(event: number, number: number, values: readonly string[], extra: readonly string[], columns: number): HTMLElement {
    const { layer } = this;
    const known = new Map(told(layer.cloud, event));
    const [first = ""] = values;
    const title = first.trim() === "" ? `event ${number + 1}` : first;
    const button = make("button", { type: "button" }, isolated(title));
    button.addEventListener("click", () => {
      void layer.open([event], 1).then(() => {
        document.querySelector<HTMLElement>(".leaflet-popup-close-button")?.focus();
      });
    });
    return make("tr", {},
      make("th", { scope: "row" }, button),
      ...extra.map((name) => make("td", {}, isolated(known.get(name) ?? ""))),
      ...values.slice(1, columns).map((value) => make("td", {}, isolated(value))),
    );
  }
}
