/** Key, timeline, counts and table of a layer, in the page's slots or in a corner of any map. */

import { isolated, make } from "./dom";
import { whenThemeChanges } from "../theme";
import { KeyPanel } from "./key";
import type { ManyLayer, Mode } from "./layer";
import { ViewTable } from "./table";
import { Timeline } from "./timeline";
import { withoutPlace } from "./unplaced";

const REST_MS = 250;

export interface Slots {
  readonly key: HTMLElement;
  readonly time: HTMLElement;
  readonly table: HTMLElement;
}

const number = (many: number): string => many.toLocaleString("en");

export class Panel {
  private readonly key: KeyPanel;
  private readonly timeline: Timeline | null;
  private readonly table: ViewTable;
  private readonly status = make("p", { class: "many-status", role: "status" });
  private timer = 0;

  constructor(
    private readonly map: L.Map,
    private readonly layer: ManyLayer,
    slots: Slots,
  ) {
    const { cloud } = layer;
    this.key = new KeyPanel(cloud, () => {
      this.timeline?.count();
      layer.changed();
    });
    this.timeline =
      cloud.head.time === null
        ? null
        : new Timeline(cloud, cloud.head.time, (playing) => {
            layer.setPlaying(playing);
            this.rest(playing);
          });
    this.table = new ViewTable(layer);
    slots.key.append(this.status, this.key.element, this.modes(), this.notes());
    if (this.timeline !== null) slots.time.append(this.timeline.element);
    slots.table.append(this.table.element);
    if (cloud.head.without > 0 && cloud.head.text && cloud.head.columns.length > 0) slots.table.append(withoutPlace(layer));
    layer.whenChanged(() => {
      this.timeline?.count();
      this.rest(false);
    });
    map.on("moveend", () => this.rest(false));
    this.tooltip();
    whenThemeChanges(() => {
      this.key.redraw();
      this.timeline?.redraw();
    });
    if (cloud.dated > 0) this.timeline?.count();
    this.rest(false);
  }

  /** Counts once nothing has moved for a moment; while the timeline plays, nothing is said. */
  private rest(playing: boolean): void {
    window.clearTimeout(this.timer);
    if (!playing) this.timer = window.setTimeout(() => this.tell(), REST_MS);
  }

  private tell(): void {
    const { cloud } = this.layer;
    const { byGroup, passed } = cloud.matching();
    this.key.count(byGroup);
    const { rows } = cloud.head;
    const inView = this.layer.countInView();
    const reading = cloud.ready < rows ? `, ${number(cloud.ready)} read so far` : "";
    const all = passed === rows ? `${number(rows)} ${rows === 1 ? "event" : "events"}` : `${number(passed)} of ${number(rows)} events`;
    const said = `${all}${reading}, ${number(inView)} in view`;
    if (this.status.textContent !== said) this.status.textContent = said;
    void this.table.fill();
  }

  private modes(): HTMLElement {
    const box = make("div", { class: "many-modes", role: "group", "aria-label": "Draw events as" });
    const buttons = (["dots", "numbers"] as const).map((mode: Mode) => {
      const button = make("button", { type: "button" }, mode === "dots" ? "Dots" : "Numbers");
      button.setAttribute("aria-pressed", String(mode === this.layer.mode));
      button.addEventListener("click", () => {
        this.layer.mode = mode;
        buttons.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
        this.layer.redraw();
      });
      return button;
    });
    box.append(...buttons);
    return box;
  }

  /** Says what is put together, and what is not on the map. */
  private notes(): HTMLElement {
    const { head } = this.layer.cloud;
    const notes: string[] = [];
    if (head.rows >= head.aggregated) {
      const mean = head.colour.breaks === undefined ? "of their mean" : "of their mean rank";
      const most = head.colour.kind === "ramp" ? mean : "of most of them";
      const colour = head.colour.kind === "none" ? "" : `, in the colour ${most}`;
      notes.push(`Every event is on the map. Those on one pixel are one dot${colour}; the fuller its colour, the more they are. Numbers count the events of a square.`);
    }
    if (head.without > 0) notes.push(`${number(head.without)} ${head.without === 1 ? "row has" : "rows have"} no place and ${head.without === 1 ? "is" : "are"} not on the map.`);
    if (head.time !== null) {
      const { label, guessed, zone } = head.time;
      const found = guessed ? ", found by names and values" : "";
      notes.push(`The timeline shows ${label}${found}, and keeps what may have happened within its window.`);
      if (zone !== "") notes.push(`Times of day are those of ${zone}.`);
    }
    notes.push(...head.passedOver);
    const box = make("div", { class: "many-notes" }, ...notes.map((note) => make("p", {}, note)));
    this.layer.whenChanged(() => {
      const { undated, dated } = this.layer.cloud;
      if (undated === 0 || dated < head.rows || box.querySelector(".many-undated")) return;
      const said = `${number(undated)} without a date ${undated === 1 ? "is" : "are"} shown only for all time.`;
      box.append(make("p", { class: "many-undated" }, said));
    });
    return box;
  }

  /** Shows the title of the event under the pointer. */
  private tooltip(): void {
    const tip = make("div", { class: "many-tip", "aria-hidden": "true" });
    tip.hidden = true;
    this.map.getContainer().append(tip);
    let turn = 0;
    this.map.on("many:hover", (fired) => {
      const { event, many, point } = fired as unknown as { event: number; many: number; point?: L.Point };
      turn += 1;
      const now = turn;
      tip.hidden = true;
      if (event < 0 || point === undefined) return;
      void this.layer.texts.of(event).then(([title = ""]) => {
        if (now !== turn || (title.trim() === "" && many < 2)) return;
        const more = many > 1 ? `${title.trim() === "" ? "" : " "}and ${number(many - 1)} more here` : "";
        tip.replaceChildren(isolated(title), make("span", { class: "many-quiet" }, more));
        tip.hidden = false;
        const size = this.map.getSize();
        const left = Math.min(point.x + 14, size.x - tip.offsetWidth - 8);
        L.DomUtil.setPosition(tip, L.point(Math.max(8, left), Math.max(8, point.y - tip.offsetHeight - 10)));
      });
    });
  }
}
