/** All that happened, each with the reach of its date; what is chosen here is chosen everywhere. */

import { Brush } from "./brush";
import { fromDay, isGhost, iso, parseWindow, possible, writeWindow } from "./days";
import { draw, make } from "./dom";
import { Player } from "./player";
import { sayWindow } from "./saying";
import { lanes, scaleOf, ticks, type Scale, type Tick } from "./scale";
import { inSlot } from "./slots";
import { storeOf, type Store } from "./store";
import { isSure, type Item, type LinkItem } from "./types";
import { counted, digits, leftward, say } from "./words";

/** A lane that holds a bar with its name, as high as what a finger can hit; up to so many things. */
const LANE = 24;
const BAR = 9;
const MOST_NAMED = 80;
/** A lane without names: with more lanes than this, bars lie on each other. */
const THIN = { lane: 6, bar: 4 };
const MOST_LANES = 40;
const LEAST_PX = 9;
const AXIS = 24;
const NAME_GAP = 6;
const MOST_NAME_PX = 250;
const NAME_FONT = '13px system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif';
/** About the width of a letter of the axis, and what its names keep from the edges, where the brush has handles. */
const LETTER_PX = 7;
/** How much wider the letters of the axis are than those of names. */
const BOLD = 1.1;
const EDGE_PX = 8;
/** How far a bar with an open end runs on while it fades. */
const FADE_PX = 84;

export class Timeline {
  private readonly store: Store;
  private readonly face = draw("svg", { class: "geo-time-face", role: "group", "aria-label": say("time.events") });
  private readonly field = make("input", {
    class: "geo-time-field",
    "aria-label": say("time.field"),
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "40",
    dir: "ltr",
  });
  private readonly told = make("p", { class: "geo-time-told geo-quiet" });
  private readonly undated = make("div", { class: "geo-time-undated", role: "group" });
  private readonly bars = new Map<string, HTMLElement | SVGElement>();
  private items: readonly Item[] = [];
  private others: readonly Item[] = [];
  private scale: Scale | null = null;
  private readonly brush: Brush;
  private readonly player: Player;
  private last = "";
  private picked = "";

  constructor(map: L.Map, slot: string) {
    this.store = storeOf(map);
    this.brush = new Brush(this.face, (time) => this.store.setFilter({ time }));
    this.player = new Player(this.store, () => this.scale);
    const clear = make("button", { type: "button", class: "geo-time-all" }, say("time.all"));
    clear.addEventListener("click", () => this.store.setFilter({ time: null }));
    const head = make("div", { class: "geo-time-head" }, this.player.button, this.field, clear, this.told);
    const box = make("section", { class: "geo-time", "aria-label": say("time.title") }, head, this.face, this.undated);
    inSlot(map, slot, box, "bottomleft");
    this.field.addEventListener("change", () => this.read());
    box.addEventListener("keydown", (event) => this.walk(event));
    this.store.whenChanged(() => this.fill(box));
    this.store.whenFiltered(() => this.mark());
    this.store.whenSelected(() => this.pick());
    new ResizeObserver(() => this.paint()).observe(this.face);
  }

  private fill(box: HTMLElement): void {
    const timed = [...this.store.items.values()].filter(({ type }) => type === "event" || type === "link");
    this.items = timed
      .filter(({ first, last }) => first !== null || last !== null)
      .sort((a, b) => (a.order < b.order ? -1 : 1));
    this.scale = scaleOf(this.items);
    box.hidden = this.scale === null;
    const first = this.scale?.stops[0];
    this.field.placeholder = first === undefined ? "" : iso(first);
    this.others = timed.filter(({ first, last }) => first === null && last === null);
    this.told.textContent = (this.scale?.breaks.size ?? 0) > 0 ? say("time.scale") : "";
    this.undated.hidden = this.others.length === 0;
    this.undated.setAttribute("aria-label", counted("undated", this.others.length));
    this.paint();
  }

  /** Takes what the reader wrote: a year, a month, a day or two of them. */
  private read(): void {
    const text = this.field.value.trim();
    const time = text === "" ? null : parseWindow(text);
    this.field.setAttribute("aria-invalid", String(text !== "" && time === null));
    if (text !== "" && time === null) {
      this.store.announce(say("time.unread"));
      return;
    }
    this.store.setFilter({ time });
    this.store.announce(time === null ? say("time.whole") : sayWindow(time));
  }

  private paint(): void {
    const width = Math.round(this.face.clientWidth);
    const { scale } = this;
    if (scale === null || width < 40) return;
    const focused = [...this.bars].find(([, bar]) => bar === document.activeElement)?.[0];
    const isNamed = this.items.length <= MOST_NAMED;
    const spans = this.items.map((item) => span(item, scale, LEAST_PX / width, FADE_PX / width));
    const names = this.items.map((item, i) => (isNamed ? nameBeside(item.title, spans[i] ?? [0, 0], width) : null));
    const extents = spans.map(([from, to], i): readonly [number, number] => {
      const name = names[i];
      return [Math.min(from, (name?.from ?? Infinity) / width), Math.max(to, (name?.to ?? 0) / width)];
    });
    const rows = lanes(extents, 8 / width).map((lane) => (isNamed ? lane : lane % MOST_LANES));
    const { lane, bar: thick } = isNamed ? { lane: LANE, bar: BAR } : THIN;
    const height = Math.round(AXIS + 6 + lane * (1 + Math.max(0, ...rows)));
    this.face.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.face.setAttribute("height", String(height));
    this.bars.clear();
    const bars = this.items.map((item, i) => {
      const [from, to] = spans[i] ?? [0, 0];
      const box: Box = { from: from * width, to: to * width, y: AXIS + 4 + lane * (rows[i] ?? 0), lane, thick };
      return this.keep(item, this.bar(item, box, names[i] ?? null, width));
    });
    const marks = draw("g", { class: "geo-time-marks" }, ...bars);
    this.face.replaceChildren(fades(), axis(scale, width, height), ...this.brush.parts(scale, width, height), marks);
    this.brush.front();
    const head = make("span", { class: "geo-quiet" }, counted("undated", this.others.length));
    this.undated.replaceChildren(head, ...this.others.slice(0, MOST_NAMED).map((item) => this.keep(item, chipOf(item))));
    this.mark();
    if (focused !== undefined) this.bars.get(focused)?.focus();
  }

  /** Makes a bar, or the chip of what has no date, one that can be chosen. */
  private keep<T extends HTMLElement | SVGElement>(item: Item, bar: T): T {
    bar.classList.add("geo-bar", isSure(item.status) ? "is-sure" : "is-said");
    if (item.type === "link") bar.setAttribute("class", `${bar.getAttribute("class")} medium-${(item as LinkItem).medium}`);
    if (item.type === "event") bar.setAttribute("class", `${bar.getAttribute("class")} kind-${item.kind}`);
    bar.dataset["bar"] = item.id;
    bar.setAttribute("tabindex", "-1");
    bar.setAttribute("aria-label", item.date === "" ? item.title : `${item.title}, ${item.date}`);
    bar.addEventListener("click", () => this.choose(item.id));
    this.bars.set(item.id, bar);
    return bar;
  }

  private bar(item: Item, { from, to, y, lane, thick }: Box, name: Name | null, width: number): SVGElement {
    const mirrored = (x: number, size = 0): number => (leftward() ? width - x - size : x);
    const open = [item.first === null ? "start" : "", item.last === null ? "end" : ""].join("");
    const fade: Record<string, string> = open === "" ? {} : { mask: `url(#geo-fade-${leftward() ? turned(open) : open})` };
    const long = Math.max(1, to - from);
    const top = y + (lane - thick) / 2;
    const shape = draw("rect", { x: mirrored(from, long), y: top, width: long, height: thick, rx: open === "" ? 2 : 0, ...fade });
    const bar = draw("g", { role: "button" }, draw("title", {}, `${item.title} · ${item.date}`));
    if (name !== null) {
      const [left, right] = [Math.min(from, name.from), Math.max(to, name.to)];
      const isAfter = (name.from > from) !== leftward();
      const x = mirrored(name.from > from ? name.from : name.to);
      bar.append(
        draw("rect", { class: "geo-bar-target", x: mirrored(left, right - left), y, width: right - left, height: lane }),
        draw("text", { x, y: y + lane / 2 + 4.5, "text-anchor": isAfter ? "start" : "end" }, name.text),
      );
    }
    bar.append(shape);
    return bar;
  }

  private choose(id: string): void {
    this.store.select(this.store.selection.id === id ? "" : id, "time");
  }

  /** Shows what the filter lets through, what is only possible in the window, and what is selected. */
  private mark(): void {
    const { shown, selection, filter } = this.store;
    const time = filter.time;
    if (document.activeElement !== this.field || time === null) {
      this.field.value = time === null ? "" : writeWindow(time);
      this.field.setAttribute("aria-invalid", "false");
    }
    for (const [id, bar] of this.bars) {
      const item = this.store.items.get(id);
      bar.classList.toggle("is-out", !shown.has(id));
      bar.classList.toggle("is-in", time !== null && item !== undefined && possible(item, time));
      bar.classList.toggle("is-ghost", item !== undefined && isGhost([item], time));
      bar.classList.toggle("is-selected", id === selection.id);
      bar.setAttribute("aria-pressed", String(id === selection.id));
    }
    this.picked = selection.id;
    this.brush.show(time);
    this.stop();
  }

  /** Marks what is chosen now, and takes the mark from what was. */
  private pick(): void {
    const { id } = this.store.selection;
    for (const one of new Set([this.picked, id])) {
      this.bars.get(one)?.classList.toggle("is-selected", one === id);
      this.bars.get(one)?.setAttribute("aria-pressed", String(one === id));
    }
    this.picked = id;
    this.stop();
  }

  /** Lets one bar be the stop of the tab key: what is chosen, else what was last, else the first. */
  private stop(): void {
    const { selection, shown } = this.store;
    const isOpen = (id: string): boolean => this.bars.has(id) && shown.has(id);
    const current = [selection.id, this.last].find(isOpen) ?? this.open()[0] ?? "";
    for (const box of [this.face, this.undated]) {
      for (const bar of box.querySelectorAll('.geo-bar[tabindex="0"]')) bar.setAttribute("tabindex", "-1");
    }
    this.bars.get(current)?.setAttribute("tabindex", "0");
  }

  private open(): string[] {
    return [...this.bars.keys()].filter((id) => this.store.shown.has(id));
  }

  /** The arrow keys walk what is shown in the order of time; Enter selects. */
  private walk(event: KeyboardEvent): void {
    const bar = (event.target as Element).closest<HTMLElement>("[data-bar]");
    const id = bar?.dataset["bar"];
    if (id === undefined) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(id);
    }
    const open = this.open();
    const onward = leftward() ? "ArrowLeft" : "ArrowRight";
    const step = event.key === onward || event.key === "ArrowDown" ? 1 : /^Arrow/.test(event.key) ? -1 : 0;
    const at = event.key === "Home" ? 0 : event.key === "End" ? open.length - 1 : open.indexOf(id) + step;
    const next = open[Math.max(0, Math.min(open.length - 1, at))];
    if (next === undefined || next === id) return;
    event.preventDefault();
    this.last = next;
    this.mark();
    this.bars.get(next)?.setAttribute("tabindex", "0");
    this.bars.get(next)?.focus();
  }
}

/** From where to where the bar of an item runs, from 0 to 1; an open end fades within reach. */
function span({ first, last }: Item, scale: Scale, least: number, fade: number): readonly [number, number] {
  const end = last === null ? null : scale.at(last + 1);
  const from = first === null ? Math.max(0, (end ?? 1) - fade) : scale.at(first);
  const to = end ?? Math.min(1, from + fade);
  return to - from >= least ? [from, to] : [from, Math.min(1, from + least)];
}

function turned(open: string): string {
  return open === "start" ? "end" : open === "end" ? "start" : open;
}

/** Masks under which a bar fades towards an end that no date closes. */
function fades(): SVGElement {
  const sides = { start: [0, 1, 1], end: [1, 1, 0], startend: [0, 1, 0] };
  const parts = Object.entries(sides).flatMap(([side, lights]) => {
    const stops = lights.map((light, i) =>
      draw("stop", { offset: i / 2, "stop-color": "#fff", "stop-opacity": light === 0 ? 0.08 : 1 }),
    );
    const whole = { x: 0, y: 0, width: 1, height: 1 };
    return [
      draw("linearGradient", { id: `geo-light-${side}` }, ...stops),
      draw(
        "mask",
        { id: `geo-fade-${side}`, maskContentUnits: "objectBoundingBox", ...whole },
        draw("rect", { ...whole, fill: `url(#geo-light-${side})` }),
      ),
    ];
  });
  return draw("defs", {}, ...parts);
}

interface Box {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly lane: number;
  readonly thick: number;
}

interface Name {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

let measure: CanvasRenderingContext2D | null = null;

function widthOf(text: string): number {
  measure ??= document.createElement("canvas").getContext("2d");
  if (measure === null) return text.length * LETTER_PX;
  measure.font = NAME_FONT;
  return measure.measureText(text).width;
}

/** The name of a bar on the side where it has room, shortened where neither has; places as time runs. */
function nameBeside(title: string, [start, end]: readonly [number, number], width: number): Name {
  const [before, after] = [start * width - NAME_GAP, end * width + NAME_GAP];
  const isAfter = width - after >= Math.min(widthOf(title), MOST_NAME_PX) || width - after >= before;
  const text = shortened(title, Math.min(MOST_NAME_PX, isAfter ? width - after : before));
  const long = widthOf(text);
  return isAfter ? { text, from: after, to: after + long } : { text, from: before - long, to: before };
}

function shortened(text: string, room: number): string {
  if (widthOf(text) <= room) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(`${text.slice(0, middle).trimEnd()}…`) <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : `${text.slice(0, low).trimEnd()}…`;
}

/** What stands in the lane of what has no date. */
function chipOf(item: Item): HTMLElement {
  const key = make("span", { class: `geo-key ${item.type === "link" ? "key-link" : "key-event"}`, "aria-hidden": "true" });
  return make("button", { type: "button", class: "geo-undated-chip", title: item.title }, key, make("bdi", {}, item.title));
}

function nameOf({ window: [from, to], short }: Tick): string {
  if (!short) return sayWindow([from, to]);
  const [first, last] = [digits(fromDay(from).day), digits(fromDay(to).day)];
  return first === last ? first : `${first}–${last}`;
}

function axis(scale: Scale, width: number, height: number): SVGElement {
  const named = ticks(scale, (tick) => (widthOf(nameOf(tick)) * BOLD + 2 * EDGE_PX) / width);
  const x = (at: number): number => (leftward() ? 1 - at : at) * width;
  const lines = scale.stops.map((day) => draw("path", { class: "geo-time-line", d: `M${x(scale.at(day))} ${AXIS - 2}V${height}` }));
  const cuts = scale.stops.slice(0, -1).flatMap((day, i) => {
    if (!scale.breaks.has(day)) return [];
    const [from, to] = [x(scale.at(day)), x(scale.at(scale.stops[i + 1] ?? day))];
    const middle = (from + to) / 2;
    return [
      draw("rect", { class: "geo-time-cut", x: Math.min(from, to), y: AXIS - 2, width: Math.abs(to - from), height: height - AXIS + 2 }),
      draw("path", { class: "geo-time-break", d: `M${middle - 5} 17l4-12m3 12l4-12` }),
    ];
  });
  const texts = named.map((tick) =>
    draw("text", { class: "geo-time-tick", x: x(tick.middle), y: 15, "text-anchor": "middle" }, nameOf(tick)),
  );
  return draw("g", { "aria-hidden": "true" }, ...cuts, ...lines, ...texts);
}
