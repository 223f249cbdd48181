/** Key, timeline, counts and table of a layer, in the page's slots or in a corner of any map. */

import { isDark, whenThemeChanges } from "../theme";
import { Address, mapPart } from "./address";
import { button, isolated, make } from "./dom";
import { Filters } from "./filters";
import { Finder } from "./finder";
import { codeOf, columnOf, mostOf, sumScale, type Hexagon, type Measure } from "./hexagons";
import { countInks } from "./inks";
import { KeyPanel } from "./key";
import { NumbersPanel } from "./numbers";
import type { Choice, ManyLayer, Mode } from "./layer";
import { goLive, isLive } from "./live";
import { Moves } from "./moves";
import { Multiples } from "./multiples";
import { Selection } from "./select";
import { LAST_STEP, written } from "./scale";
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

const MODES: readonly (readonly [Choice, string])[] = [
  ["auto", "Automatic"], ["dots", "Dots"], ["numbers", "Numbers"], ["hexagons", "Hexagons"], ["density", "Density"],
];
/** Why the page draws as it does, where nobody has picked. */
const REASONS: Readonly<Record<Mode, string>> = {
  dots: "dots, as they have room here",
  hexagons: "hexagons, as dots would cover each other here",
  density: "density, as dots would cover each other here",
  numbers: "numbers",
};

const number = (many: number): string => many.toLocaleString("en");

export class Panel {
  private readonly key: KeyPanel;
  private readonly timeline: Timeline | null;
  private readonly table: EventTable;
  private readonly finder: Finder;
  private readonly numbers: NumbersPanel | null;
  private readonly address: Address | null;
  private readonly multiples: Multiples | null;
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
  private modeButtons: readonly (readonly [Choice, HTMLButtonElement])[] = [];
  private readonly reason = make("p", { class: "many-quiet", "aria-live": "polite" });

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
    this.address = isPage || !layer.isWhole ? new Address() : null;
    this.finder = new Finder(layer, filters, filtered);
    this.finder.element.hidden = !cloud.head.text || cloud.head.columns.length === 0;
    this.key = new KeyPanel(cloud, filtered);
    this.multiples = isPage ? new Multiples(map, layer, (code) => this.key.only(code)) : null;
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
    map.on("many:mode", () => this.explain());
    this.tooltip();
    whenThemeChanges(() => {
      this.key.redraw();
      this.multiples?.draw();
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
    if (layer.isWhole) this.nameDrawing(address);
    address.add({ name: "event", read: () => layer.opened, show: (text) => void layer.openAddress(text) });
    this.whenRead(() => {
      opening = place.read();
      address.start();
      map.on("moveend popupopen popupclose many:filtered", () => address.write());
      layer.linkOf = (event) => `#${address.text({ event })}`;
    });
  }

  /** Names how events are drawn, which a page chooses that has all of them in memory. */
  private nameDrawing(address: Address): void {
    const { layer } = this;
    address.add({
      name: "as", read: () => (layer.choice === "auto" ? "" : layer.choice),
      show: (text) => this.draw(MODES.find(([choice]) => choice === text)?.[0] ?? "auto"),
    });
    address.add({
      name: "beside", read: () => (this.multiples?.isShown === true ? "1" : ""), show: (text) => this.multiples?.show(text !== ""),
    });
    address.add({
      name: "colour", read: () => (layer.measure === "count" ? "" : layer.measure),
      show: (text) => {
        this.measure.value = text;
        if (this.measure.selectedIndex < 0) this.measure.value = "count";
        layer.measure = this.measure.value as Measure;
        this.draw(layer.choice);
      },
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
    this.multiples?.draw();
    this.explain();
    this.map.fire("many:filtered");
  }

  private modes(): HTMLElement {
    const box = make("div", { class: "many-modes", role: "group", "aria-label": "Draw events as" });
    this.modeButtons = MODES.map(([mode, label]) => [mode, button(label, () => this.draw(mode))]);
    box.append(...this.modeButtons.map(([, one]) => one), this.multiples?.element ?? "");
    this.measures();
    this.draw(this.layer.choice);
    return make("div", {}, box, this.reason, this.legend, this.sizes, this.tooMany);
  }

  /** Lets one choose what the colour of a hexagon says, where a column has a colour or numbers. */
  private measures(): void {
    const { colour, values = [] } = this.layer.cloud.head;
    const option = (measure: Measure, text: string): HTMLOptionElement => make("option", { value: measure }, text);
    const some = (label: string, options: HTMLOptionElement[]): void => {
      if (options.length > 0) this.measure.append(make("optgroup", { label }, ...options));
    };
    this.measure.append(option("count", "how many events"));
    const groups = colour.kind === "groups" ? (colour.groups ?? []) : [];
    if (groups.length > 0) this.measure.append(option("commonest", `the commonest ${colour.label}`));
    some("Sum", values.map(({ label }, i) => option(`sum:${i}`, `the sum of ${label}`)));
    some("Mean", values.map(({ label }, i) => option(`mean:${i}`, `the mean of ${label}`)));
    some("Share", groups.map(({ label }, i) => option(`share:${i}`, `the share of ${label}`)));
    this.measure.hidden = this.measure.length < 2;
    this.measure.addEventListener("change", () => {
      this.layer.measure = this.measure.value as Measure;
      this.draw(this.layer.choice);
    });
  }

  /** Says what colours mean where they are not those of the key. */
  private explain(): void {
    const { mode, measure, hexagons, cloud, isWhole, choice, said } = this.layer;
    this.reason.hidden = choice !== "auto" || (!isWhole && said === "");
    const reason = isWhole ? `Automatic: ${REASONS[mode]}.` : said;
    if (this.reason.textContent !== reason) this.reason.textContent = reason;
    const hasSizes = Boolean(cloud.head.size) && mode === "dots";
    this.sizes.hidden = !hasSizes || !this.layer.isSized;
    this.tooMany.hidden = !hasSizes || this.layer.isSized;
    this.legend.hidden = mode === "dots" || mode === "numbers";
    if (this.legend.hidden) return;
    this.bar.style.background = `linear-gradient(to right, ${countInks(cloud.head, isDark()).filter((_, i) => i % 30 === 0).join(",")})`;
    this.bar.hidden = mode === "hexagons" && measure === "commonest";
    const text = mode === "density" ? "From few events near each other to many: equal steps are equal ratios." : this.meant(measure, hexagons);
    if (this.meaning.textContent !== text) this.meaning.textContent = text;
    this.measure.parentElement?.toggleAttribute("hidden", mode !== "hexagons" || this.measure.hidden);
  }

  /** Says what the colours of hexagons mean. */
  private meant(measure: Measure, hexagons: readonly Hexagon[]): string {
    const { colour, values = [] } = this.layer.cloud.head;
    const most = number(mostOf(hexagons));
    const fuller = `the fuller, the more events, ${most} at most.`;
    const group = colour.groups?.[codeOf(measure)];
    if (group !== undefined) return `The share of ${group.label} among the events of a hexagon, from none to all; ${fuller}`;
    const label = values[columnOf(measure)]?.label;
    if (label !== undefined && measure.startsWith("sum:")) {
      const { low, high, isRatio } = sumScale(hexagons);
      return low > high ? `No ${label} here.` : `Sums of ${label} from ${written(low)} to ${written(high)}${isRatio ? ": equal steps are equal ratios" : ""}.`;
    }
    if (label !== undefined) {
      const scale = this.layer.values.scale(columnOf(measure));
      return `Means of ${label} on a scale from ${written(scale.value(0))} to ${written(scale.value(LAST_STEP, true))}; ${fuller} ${scale.note}`.trimEnd();
    }
    return measure === "commonest"
      ? `The colour of the commonest value; ${fuller}`
      : `1 to ${most} events in a hexagon: equal steps are equal ratios.`;
  }

  private draw(choice: Choice): void {
    this.layer.pick(choice);
    for (const [name, one] of this.modeButtons) one.setAttribute("aria-pressed", String(name === choice));
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
    if (head.links.some(({ directed }) => directed)) notes.push("Links lead from their faint end to their arrow.");
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
      const { event, many, point, said = "" } = fired as unknown as { event: number; many: number; point?: L.Point; said?: string };
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
        tip.textContent = `${number(many)} ${many === 1 ? "event" : "events"}${said === "" ? "" : `: ${said}`}`;
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
