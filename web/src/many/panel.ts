/** Key, timeline, counts and table of a layer, in the page's slots or in a corner of any map. */

import { isDark, whenThemeChanges } from "../theme";
import { Address, mapPart } from "./address";
import { button, isolated, make } from "./dom";
import { Filters } from "./filters";
import { Finder } from "./finder";
import { codeOf, mostOf, type Measure, type Share } from "./hexagons";
import { countInks } from "./inks";
import { KeyPanel } from "./key";
import { NumbersPanel } from "./numbers";
import type { ManyLayer, Mode } from "./layer";
import { goLive, isLive } from "./live";
import { Moves } from "./moves";
import { Selection } from "./select";
import { MOST_SIZED, sizeKey } from "./sizes";
import { EventTable } from "./table";
import { Timeline } from "./timeline";
import { withoutPlace } from "./unplaced";

const REST_MS = 250;

export interface Slots {
  readonly key: HTMLElement;
  readonly time: HTMLElement;
  readonly table: HTMLElement;
}

const MODES: readonly (readonly [Mode, string])[] = [
  ["dots", "Dots"], ["numbers", "Numbers"], ["hexagons", "Hexagons"], ["density", "Density"],
];
const MEASURES: Readonly<Record<Exclude<Measure, Share>, string>> = {
  count: "how many events", mean: "the mean", commonest: "the commonest",
};

const number = (many: number): string => many.toLocaleString("en");

export class Panel {
  private readonly key: KeyPanel;
  private readonly timeline: Timeline | null;
  private readonly table: EventTable;
  private readonly finder: Finder;
  private readonly numbers: NumbersPanel | null;
  private readonly address: Address | null;
  private readonly status = make("p", { class: "many-status", role: "status" });
  private timer = 0;
  private readonly bar = make("div", { class: "many-ramp", "aria-hidden": "true" });
  private readonly meaning = make("p", { class: "many-quiet" });
  private readonly sizes: HTMLElement;
  private readonly tooMany = make("p", { class: "many-quiet" },
    `Dots have their sizes where the map shows ${number(MOST_SIZED)} events or fewer.`);
  private readonly measure = make("select", { class: "many-measure" });
  private readonly legend = make("div", { class: "many-legend" },
    make("label", {}, "Colour: ", this.measure), this.bar, this.meaning);
  private modeButtons: readonly (readonly [Mode, HTMLButtonElement])[] = [];

  constructor(
    private readonly map: L.Map,
    private readonly layer: ManyLayer,
    slots: Slots,
    /** Whether the page is this layer's own, so that its address is, too. */
    isPage = false,
  ) {
    const { cloud } = layer;
    const filters = new Filters(cloud);
    this.sizes = cloud.head.size ? sizeKey(cloud.head.size) : make("div");
    const filtered = (): void => {
      this.timeline?.count();
      this.table.forget();
      layer.changed();
    };
    this.address = isPage ? new Address() : null;
    this.finder = new Finder(layer, filters, filtered);
    this.finder.element.hidden = !cloud.head.text || cloud.head.columns.length === 0;
    this.key = new KeyPanel(cloud, filtered);
    this.numbers = (cloud.head.numbers ?? []).length === 0 ? null : new NumbersPanel(layer, filters, filtered);
    this.timeline =
      cloud.head.time === null
        ? null
        : new Timeline(cloud, cloud.head.time, (playing) => {
            layer.setPlaying(playing);
            this.rest(playing);
          });
    this.table = new EventTable(layer);
    const selection = new Selection(map, layer, filters, filtered);
    selection.element.hidden = !layer.isWhole;
    const moves = isPage && isLive() ? new Moves(map, layer) : null;
    slots.key.append(
      this.finder.element, this.status, this.key.element, this.numbers?.element ?? "", this.modes(),
      selection.element, moves?.element ?? "", this.notes(),
    );
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
      this.explain();
    });
    map.getContainer().addEventListener("keydown", (event) => {
      const step = { n: 1, p: -1 }[event.key];
      if (step !== undefined && !(event.ctrlKey || event.metaKey || event.altKey)) this.table.walk(step);
    });
    if (cloud.dated > 0) this.timeline?.count();
    this.rest(false);
    this.name();
    if (moves !== null) this.whenRead(() => goLive({ map, layer, filters, selection, moves, timeline: this.timeline, changed: filtered }));
  }

  /** Keeps the address and the page in step, from when all events are known. */
  private name(): void {
    const { address, layer, map, finder, timeline, key, numbers } = this;
    if (address === null) return;
    let opening: string | null = null;
    const place = mapPart(map, () => opening ?? "");
    address.add(place);
    address.add({ name: "q", read: () => finder.query, show: (text) => finder.set(text) });
    if (timeline !== null) address.add({ name: "time", read: () => timeline.address, show: (text) => timeline.show(text) });
    address.add({ name: "hide", read: () => key.address, show: (text) => key.show(text) });
    if (numbers !== null) address.add({ name: "numbers", read: () => numbers.address, show: (text) => numbers.show(text) });
    address.add({
      name: "as", read: () => (layer.mode === "dots" ? "" : layer.mode),
      show: (text) => this.draw(MODES.find(([mode]) => mode === text)?.[0] ?? "dots"),
    });
    address.add({
      name: "event", read: () => (layer.opened < 0 ? "" : String(layer.opened)),
      show: (text) => {
        const event = text === "" ? -1 : Number(text);
        if (Number.isInteger(event) && event >= 0 && event < layer.cloud.head.rows) void layer.goTo(event);
      },
    });
    this.whenRead(() => {
      opening = place.read();
      address.start();
      map.on("moveend popupopen popupclose many:filtered", () => address.write());
      layer.linkOf = (event) => `#${address.text({ event: String(event) })}`;
    });
  }

  /** Calls once all events are known and the map has a size. */
  private whenRead(begin: () => void): void {
    const { layer, map } = this;
    let isBegun = false;
    const start = (): void => {
      const { cloud } = layer;
      if (isBegun || cloud.dated < cloud.head.rows || map.getSize().x === 0) return;
      isBegun = true;
      begin();
    };
    layer.whenChanged(start);
    map.once("many:drawn", () => setTimeout(start));
  }

  /** Counts once nothing has moved for a moment; while the timeline plays, nothing is said. */
  private rest(playing: boolean): void {
    window.clearTimeout(this.timer);
    if (!playing) this.timer = window.setTimeout(() => this.tell(), REST_MS);
  }

  private tell(): void {
    const { cloud } = this.layer;
    const { byCode, passed } = cloud.matching();
    this.key.count(byCode);
    this.numbers?.count();
    const { rows } = cloud.head;
    const inView = this.layer.countInView();
    const reading = cloud.unread > 0 ? `, ${number(cloud.ready)} read so far` : "";
    const all = passed === rows ? `${number(rows)} ${rows === 1 ? "event" : "events"}` : `${number(passed)} of ${number(rows)} events`;
    const said = `${all}${reading}, ${number(inView)} in view`;
    if (this.status.textContent !== said) this.status.textContent = said;
    void this.table.fill();
    this.explain();
    this.map.fire("many:filtered");
  }

  private modes(): HTMLElement {
    const box = make("div", { class: "many-modes", role: "group", "aria-label": "Draw events as" });
    this.modeButtons = MODES.map(([mode, label]) => [mode, button(label, () => this.draw(mode))]);
    box.append(...this.modeButtons.map(([, one]) => one));
    this.measures();
    this.draw(this.layer.mode);
    return make("div", {}, box, this.legend, this.sizes, this.tooMany);
  }

  /** Lets one choose what the colour of a hexagon says, where a column has a colour. */
  private measures(): void {
    const { kind, label } = this.layer.cloud.head.colour;
    const other = kind === "ramp" ? "mean" : "commonest";
    const groups = this.layer.cloud.head.colour.groups ?? [];
    this.measure.append(...(["count", other] as const).map((measure) =>
      make("option", { value: measure }, measure === "count" ? MEASURES.count : `${MEASURES[measure]} ${label}`)),
      ...(kind === "groups" ? groups : []).map((group, i) => make("option", { value: `share:${i}` }, `the share of ${group.label}`)));
    this.measure.hidden = kind === "none";
    this.measure.addEventListener("change", () => {
      this.layer.measure = this.measure.value as Measure;
      this.draw(this.layer.mode);
    });
  }

  /** Says what colours mean where they are not those of the key. */
  private explain(): void {
    const { mode, measure, hexagons, cloud } = this.layer;
    const hasSizes = Boolean(cloud.head.size) && mode === "dots";
    this.sizes.hidden = !hasSizes || !this.layer.isSized;
    this.tooMany.hidden = !hasSizes || this.layer.isSized;
    this.legend.hidden = mode === "dots" || mode === "numbers";
    if (this.legend.hidden) return;
    this.bar.style.background = `linear-gradient(to right, ${countInks(cloud.head, isDark()).filter((_, i) => i % 30 === 0).join(",")})`;
    const group = cloud.head.colour.groups?.[codeOf(measure)];
    this.bar.hidden = mode === "hexagons" && measure !== "count" && group === undefined;
    const most = number(mostOf(hexagons));
    const texts: Record<string, string> = {
      density: "From few events near each other to many: equal steps are equal ratios.",
      count: `1 to ${most} events in a hexagon: equal steps are equal ratios.`,
      mean: `The mean in the colours of the key${cloud.head.colour.spread === "rank" ? ", by rank" : ""}; the fuller, the more events, ${most} at most.`,
      commonest: `The colour of the commonest value; the fuller, the more events, ${most} at most.`,
    };
    const share = group && `The share of ${group.label} among the events of a hexagon: from none to all; the fuller, the more events, ${most} at most.`;
    this.meaning.textContent = (mode === "hexagons" ? share : undefined) ?? texts[mode === "density" ? mode : measure] ?? "";
    this.measure.parentElement?.toggleAttribute("hidden", mode !== "hexagons" || this.measure.hidden);
  }

  private draw(mode: Mode): void {
    this.layer.mode = mode;
    for (const [name, one] of this.modeButtons) one.setAttribute("aria-pressed", String(name === mode));
    this.layer.redraw();
    this.explain();
    this.rest(false);
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
      if (point === undefined) return;
      const place = (): void => {
        tip.hidden = false;
        const size = this.map.getSize();
        const left = Math.min(point.x + 14, size.x - tip.offsetWidth - 8);
        L.DomUtil.setPosition(tip, L.point(Math.max(8, left), Math.max(8, point.y - tip.offsetHeight - 10)));
      };
      if (event < 0) {
        if (many === 0) return;
        tip.textContent = `${number(many)} ${many === 1 ? "event" : "events"}`;
        place();
        return;
      }
      void this.layer.texts.of(event).then(([title = ""]) => {
        if (now !== turn || (title.trim() === "" && many < 2)) return;
        const more = many > 1 ? `${title.trim() === "" ? "" : " "}and ${number(many - 1)} more here` : "";
        tip.replaceChildren(isolated(title), make("span", { class: "many-quiet" }, more));
        place();
      });
    });
  }
}
