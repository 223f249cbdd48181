/** The stretch of time that a reader marks on the timeline: with the pointer, or by its two handles. */

import type { Day, Window } from "./days";
import { draw } from "./dom";
import { sayDay } from "./saying";
import type { Scale } from "./scale";
import { leftward, say } from "./words";

const HANDLE = 5;
/** What a finger can hit of a handle. */
const TARGET = 24;
const CLICK_PX = 4;

type Side = 0 | 1;

export class Brush {
  private readonly ground = draw("rect", { class: "geo-brush-ground", x: 0, y: 0 });
  private readonly area = draw("rect", { class: "geo-brush", y: 0 });
  private readonly handles = [handle("time.from"), handle("time.to")] as const;
  private scale: Scale | null = null;
  private width = 0;
  private time: Window | null = null;
  /** Where a stretch is being marked from, or which handle is held. */
  private held: { from: number; side: Side | null } | null = null;

  constructor(
    private readonly face: SVGElement,
    private readonly change: (time: Window | null) => void,
  ) {
    this.ground.addEventListener("pointerdown", (event) => this.hold(event, null));
    this.area.addEventListener("pointerdown", (event) => this.hold(event, null));
    face.addEventListener("pointermove", (event) => this.drag(event));
    face.addEventListener("pointerup", (event) => this.release(event));
    face.addEventListener("pointercancel", () => {
      this.held = null;
    });
    this.handles.forEach((one, side) => {
      one.addEventListener("pointerdown", (event) => this.hold(event, side as Side));
      one.addEventListener("keydown", (event) => this.step(event, side as Side));
    });
  }

  /** The parts beneath the bars, for a scale that is drawn `width` pixels wide. */
  parts(scale: Scale, width: number, height: number): SVGElement[] {
    this.scale = scale;
    this.width = width;
    for (const one of [this.ground, this.area]) one.setAttribute("height", String(height));
    this.ground.setAttribute("width", String(width));
    this.handles.forEach((one) => {
      for (const grip of one.querySelectorAll("rect")) grip.setAttribute("height", String(height - 2));
    });
    return [this.ground, this.area];
  }

  /** Puts the handles above all else; called when the parts beneath are in place. */
  front(): void {
    this.face.append(...this.handles);
  }

  show(time: Window | null): void {
    this.time = time;
    const { scale } = this;
    if (scale === null) return;
    const [from, to] = time === null ? [0, 1] : [scale.at(time[0]), scale.at(time[1] + 1)];
    const [left, right] = [this.x(from), this.x(to)].sort((a, b) => a - b) as [number, number];
    this.area.setAttribute("x", String(left));
    this.area.setAttribute("width", String(Math.max(2, right - left)));
    this.area.classList.toggle("is-off", time === null);
    this.handles.forEach((one, side) => {
      const x = this.x(side === 0 ? from : to);
      const outward = (side === 0) !== leftward() ? 0 : -HANDLE;
      const kept = Math.max(0, Math.min(this.width - HANDLE, x + outward));
      one.setAttribute("transform", `translate(${kept} 1)`);
      const day = time?.[side] ?? (side === 0 ? -Infinity : Infinity);
      one.setAttribute("aria-valuenow", String(this.index(day, side as Side)));
      one.setAttribute("aria-valuemin", "0");
      one.setAttribute("aria-valuemax", String(scale.stops.length));
      one.setAttribute("aria-valuetext", Number.isFinite(day) ? sayDay(day) : say("time.open"));
    });
  }

  private x(at: number): number {
    return (leftward() ? 1 - at : at) * this.width;
  }

  private place(event: PointerEvent): number {
    const box = this.face.getBoundingClientRect();
    const at = (event.clientX - box.left) / (box.width || 1);
    return Math.max(0, Math.min(1, leftward() ? 1 - at : at));
  }

  private hold(event: PointerEvent, side: Side | null): void {
    if (event.button !== 0) return;
    this.held = { from: this.place(event), side };
    this.face.setPointerCapture(event.pointerId);
    if (side === null) event.preventDefault();
  }

  private drag(event: PointerEvent): void {
    const { held, scale } = this;
    if (held === null || scale === null) return;
    const at = this.place(event);
    if (held.side === null) {
      if (Math.abs(at - held.from) * this.width < CLICK_PX) return;
      this.set(scale.day(Math.min(at, held.from)), scale.day(Math.max(at, held.from)));
    } else {
      this.move(held.side, scale.day(at));
    }
  }

  private release(event: PointerEvent): void {
    const { held } = this;
    this.held = null;
    if (held?.side === null && Math.abs(this.place(event) - held.from) * this.width < CLICK_PX) this.change(null);
  }

  private move(side: Side, day: Day): void {
    const [from, to] = this.time ?? [-Infinity, Infinity];
    if (side === 0) this.set(Math.min(day, to), to);
    else this.set(from, Math.max(day, from));
  }

  /** Sets the window; one that is open on both sides is none. */
  private set(from: Day, to: Day): void {
    const { scale } = this;
    if (scale === null) return;
    const last = (scale.stops[scale.stops.length - 1] ?? 0) - 1;
    const [first, until] = [from === Infinity ? last : from, to === -Infinity ? (scale.stops[0] ?? 0) : to];
    this.change(first === -Infinity && until === Infinity ? null : [first, until]);
  }

  /** The place of a day among the stops: 0 before the first, their number after the last. */
  private index(day: Day, side: Side): number {
    const stops = this.scale?.stops ?? [];
    return stops.filter((stop) => stop <= day + side).length;
  }

  /** The arrow keys move a handle to the next date that the story tells, with Shift by a day. */
  private step(event: KeyboardEvent, side: Side): void {
    const stops = this.scale?.stops ?? [];
    const later = [leftward() ? "ArrowLeft" : "ArrowRight", "ArrowUp"].includes(event.key);
    const earlier = [leftward() ? "ArrowRight" : "ArrowLeft", "ArrowDown"].includes(event.key);
    const ends = { Home: -Infinity, End: Infinity }[event.key];
    if (!later && !earlier && ends === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const open = side === 0 ? -Infinity : Infinity;
    const day = this.time?.[side] ?? open;
    if (ends !== undefined) this.move(side, ends);
    else if (event.shiftKey && Number.isFinite(day)) this.move(side, day + (later ? 1 : -1));
    else this.move(side, next(stops, day, side, later));
  }
}

/** The next stop: a window begins on one, and ends on the day before one. */
function next(stops: readonly Day[], day: Day, side: Side, later: boolean): Day {
  const days = stops.map((stop) => stop - side);
  const found = later ? days.find((one) => one > day) : days.filter((one) => one < day).pop();
  return found ?? (later ? Infinity : -Infinity);
}

function handle(key: string): SVGElement {
  return draw(
    "g",
    { class: "geo-handle", role: "slider", tabindex: 0, "aria-label": say(key) },
    draw("rect", { x: 0, y: 0, width: HANDLE, rx: 2 }),
    draw("rect", { class: "geo-handle-target", x: (HANDLE - TARGET) / 2, y: 0, width: TARGET }),
  );
}
