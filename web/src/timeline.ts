/** All that happened, each with the reach of its date; what is chosen here is chosen everywhere. */

import { Brush } from "./brush";
import { fromDay, isGhost, iso, parseWindow, possible, writeWindow } from "./days";
import { draw, make } from "./dom";
import { Player } from "./player";
import { sayDay, sayWindow } from "./saying";
import { lanes, scaleOf, ticks, type Scale, type Tick } from "./scale";
import { inSlot } from "./slots";
import { storeOf, type Store } from "./store";
import { isSure, type Item, type LinkItem } from "./types";
import { counted, digits, leftward, say } from "./words";

const LANE = 7.5;
/** Of the window's height, what the lanes may take before they become narrower. */
const MOST_HEIGHT = 0.165;
const LEAST_PX = 7;
const AXIS = 20;
/** About the width of a letter of the axis, and what its names keep from the edges, where the brush has handles. */
const LETTER_PX = 6.2;
const EDGE_PX = 8;
/** How far a bar with an open end runs on while it fades. */
const FADE_PX = 84;
/** With more lanes than this, bars lie on each other. */
const MOST_LANES = 24;

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
  private readonly bars = new Map<string, SVGElement>();
  private items: readonly Item[] = [];
  private scale: Scale | null = null;
  private readonly brush: Brush;
  private readonly player: Player;
  private last = "";

  constructor(map: L.Map, slot: string) {
    this.store = storeOf(map);
    this.brush = new Brush(this.face, (time) => this.store.setFilter({ time }));
    this.player = new Player(this.store, () => this.scale);
    const clear = make("button", { type: "button", class: "geo-time-all" }, say("time.all"));
    clear.addEventListener("click", () => this.store.setFilter({ time: null }));
    const head = make("div", { class: "geo-time-head" }, this.player.button, this.field, clear, this.told);
    const box = make("section", { class: "geo-time", "aria-label": say("time.title") }, head, this.face);
    inSlot(map, slot, box, "bottomleft");
    this.field.addEventListener("change", () => this.read());
    this.face.addEventListener("keydown", (event) => this.walk(event));
    this.store.whenChanged(() => this.fill(box));
    this.store.whenFiltered(() => this.mark());
    this.store.whenSelected(() => this.mark());
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
    const undated = timed.length - this.items.length;
    this.told.textContent = [say("time.scale"), ...(undated > 0 ? [counted("undated", undated)] : [])].join(" · ");
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
    const least = LEAST_PX / width;
    const spans = this.items.map((item) => span(item, scale, least, FADE_PX / width));
    const rows = lanes(spans, 2 / width).map((lane) => lane % MOST_LANES);
    const number = 1 + Math.max(0, ...rows);
    const lane = Math.max(4, Math.min(LANE, (window.innerHeight * MOST_HEIGHT) / number));
    const height = Math.round(AXIS + 6 + lane * number);
    this.face.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.face.setAttribute("height", String(height));
    this.bars.clear();
    const bars = this.items.map((item, i) => {
      const [from, to] = spans[i] ?? [0, 0];
      const box = { from: from * width, to: to * width, y: AXIS + 4 + lane * (rows[i] ?? 0), lane };
      const bar = this.bar(item, box, width);
      this.bars.set(item.id, bar);
      return bar;
    });
    const marks = draw("g", { class: "geo-time-marks" }, ...bars);
    this.face.replaceChildren(fades(), axis(scale, width, height), ...this.brush.parts(scale, width, height), marks);
    this.brush.front();
    this.mark();
    if (focused !== undefined) this.bars.get(focused)?.focus();
  }

  private bar(item: Item, { from, to, y, lane }: Record<"from" | "to" | "y" | "lane", number>, width: number): SVGElement {
    const sure = isSure(item.status) ? "is-sure" : "is-said";
    const ink = item.type === "link" ? ` medium-${(item as LinkItem).medium}` : "";
    const x = leftward() ? width - to : from;
    const open = [item.first === null ? "start" : "", item.last === null ? "end" : ""].join("");
    const fade: Record<string, string> = open === "" ? {} : { mask: `url(#geo-fade-${leftward() ? turned(open) : open})` };
    const shape = draw("rect", { x, y, width: Math.max(1, to - from), height: lane * 0.68, rx: open === "" ? 2 : 0, ...fade });
    const bar = draw(
      "g",
      { class: `geo-bar ${sure}${ink}`, role: "button", tabindex: -1, "data-bar": item.id },
      draw("title", {}, `${item.title} · ${item.date}`),
      shape,
    );
    bar.setAttribute("aria-label", `${item.title}, ${item.date}`);
    bar.addEventListener("click", () => this.choose(item.id));
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
    this.brush.show(time);
    const open = this.open();
    const current = open.includes(selection.id) ? selection.id : open.includes(this.last) ? this.last : open[0];
    for (const [id, bar] of this.bars) bar.setAttribute("tabindex", id === current ? "0" : "-1");
  }

  private open(): string[] {
    return this.items.map(({ id }) => id).filter((id) => this.store.shown.has(id));
  }

  /** The arrow keys walk what is shown in the order of time; Enter selects. */
  private walk(event: KeyboardEvent): void {
    const bar = (event.target as Element).closest<SVGElement>("[data-bar]");
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

function nameOf({ day, exact, short }: Tick): string {
  return short ? digits(fromDay(day).day) : sayDay(day, exact);
}

function axis(scale: Scale, width: number, height: number): SVGElement {
  const named = ticks(scale, (tick) => (nameOf(tick).length * LETTER_PX + 2 * EDGE_PX) / width);
  const x = (at: number): number => (leftward() ? 1 - at : at) * width;
  const lines = scale.stops.map((day) => draw("path", { class: "geo-time-line", d: `M${x(scale.at(day))} ${AXIS - 2}V${height}` }));
  const texts = named.map((tick) =>
    draw("text", { class: "geo-time-tick", x: x(tick.middle), y: 12, "text-anchor": "middle" }, nameOf(tick)),
  );
  return draw("g", { "aria-hidden": "true" }, ...lines, ...texts);
}
