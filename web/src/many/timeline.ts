/** The timeline: a histogram of all events, a window on it, and play. */

import { make } from "./dom";
import { calm, ink } from "../theme";
import type { Cloud, Window } from "./cloud";
import { dateText, spanText, ticks } from "./times";
import type { TimeScale } from "./types";

const HEIGHT = 64;
const AXIS = 18;
const WHOLE_TIME_S = 24;
const CALM_STEP_S = 1.2;

export class Timeline {
  readonly element: HTMLElement;
  private readonly canvas = make("canvas", { "aria-hidden": "true" });
  private readonly track: HTMLElement;
  private readonly brush = make("div", { class: "many-brush", tabindex: "0", role: "slider" });
  private readonly ends: readonly [HTMLElement, HTMLElement];
  private readonly play = make("button", { type: "button", class: "many-play" }, "Play");
  private readonly all = make("button", { type: "button" }, "All time");
  private readonly said = make("span", { class: "many-window" });
  private low = 0;
  private high = 0;
  private counts = new Float64Array(0);
  private playing = 0;
  private width = 0;

  constructor(
    private readonly cloud: Cloud,
    private readonly scale: TimeScale,
    private readonly changed: (playing: boolean) => void,
  ) {
    const end = (name: string): HTMLElement =>
      make("div", { class: "many-end", tabindex: "0", role: "slider", "aria-label": name });
    this.ends = [end("First day"), end("Last day")];
    this.brush.setAttribute("aria-label", "Time window");
    this.track = make("div", { class: "many-track" }, this.canvas, this.brush, ...this.ends);
    const bar = make("div", { class: "many-bar" }, this.play, this.said, this.all);
    this.element = make("section", { class: "many-timeline", "aria-label": "Timeline" }, bar, this.track);
    this.play.addEventListener("click", () => (this.playing === 0 ? this.start() : this.stop()));
    this.all.addEventListener("click", () => this.reset());
    this.track.addEventListener("pointerdown", (event) => this.grab(event));
    this.track.addEventListener("dblclick", () => this.reset());
    this.brush.addEventListener("keydown", (event) => this.key(event, [true, true]));
    this.ends[0].addEventListener("keydown", (event) => this.key(event, [true, false]));
    this.ends[1].addEventListener("keydown", (event) => this.key(event, [false, true]));
    new ResizeObserver(() => this.draw()).observe(this.track);
  }

  /** Takes the whole range anew when more events have been read, and counts again. */
  count(): void {
    const whole = this.whole;
    if (this.cloud.window === null) [this.low, this.high] = [whole.first, whole.last];
    this.counts = new Float64Array(0);
    this.draw();
  }

  redraw(): void {
    this.draw();
  }

  private get whole(): Window {
    return this.cloud.range ?? { first: 0, last: 0 };
  }

  private get span(): number {
    return this.whole.last - this.whole.first + 1;
  }

  private get bins(): number {
    return Math.max(20, Math.min(this.span, Math.floor(this.width / 4)));
  }

  reset(): void {
    this.stop();
    this.set(this.whole.first, this.whole.last);
  }

  set(low: number, high: number): void {
    const { first, last } = this.whole;
    this.low = Math.max(first, Math.min(low, last));
    this.high = Math.min(last, Math.max(high, this.low));
    const whole = this.low <= first && this.high >= last;
    const wanted = { first: Math.round(this.low), last: Math.round(this.high) };
    this.cloud.window = whole ? null : this.cloud.snapped(wanted);
    this.place();
    this.changed(this.playing !== 0);
  }

  /** The window in seconds since 1970, as a part of an address; empty for all time. */
  get address(): string {
    const { window } = this.cloud;
    const seconds = (value: number): number => (value + this.scale.zero) * this.scale.unit;
    return window === null ? "" : `${seconds(window.first)}..${seconds(window.last)}`;
  }

  show(address: string): void {
    const value = (seconds: number): number => Math.round(seconds / this.scale.unit) - this.scale.zero;
    const [first, last] = address.split("..").map(Number);
    if (address === "") this.reset();
    else if (Number.isFinite(first) && Number.isFinite(last)) this.set(value(first!), value(last!));
  }

  private start(): void {
    const { first, last } = this.whole;
    if (this.cloud.window === null) this.set(first, first + Math.max(1, this.span / 20) - 1);
    else if (this.high >= last) this.set(first, first + (this.high - this.low));
    let before = performance.now();
    const step = (now: number): void => {
      if (this.playing === 0) return;
      const passed = (now - before) / 1000;
      const wait = calm() ? CALM_STEP_S : 0;
      if (passed >= wait) {
        before = now;
        const width = this.high - this.low;
        const move = calm() ? width + 1 : (this.span / WHOLE_TIME_S) * Math.min(passed, 0.25);
        const start = this.low + move > last - width ? first : this.low + move;
        this.set(start, start + width);
      }
      this.playing = requestAnimationFrame(step);
    };
    this.playing = requestAnimationFrame(step);
    this.play.textContent = "Pause";
    this.play.setAttribute("aria-pressed", "true");
  }

  stop(): void {
    if (this.playing === 0) return;
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.play.textContent = "Play";
    this.play.setAttribute("aria-pressed", "false");
    this.changed(false);
  }

  private key(event: KeyboardEvent, [moveLow, moveHigh]: readonly [boolean, boolean]): void {
    const bin = this.span / this.bins;
    const steps: Record<string, number> = {
      ArrowLeft: -bin, ArrowDown: -bin, ArrowRight: bin, ArrowUp: bin,
      PageDown: -10 * bin, PageUp: 10 * bin, Home: -this.span, End: this.span,
    };
    let step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { first, last } = this.whole;
    if (moveLow && moveHigh) step = Math.max(first - this.low, Math.min(last - this.high, step));
    const [low, high] = [this.low + (moveLow ? step : 0), this.high + (moveHigh ? step : 0)];
    this.set(moveLow ? Math.min(low, this.high) : low, moveHigh ? Math.max(high, this.low) : high);
  }

  private grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.stop();
    const target = event.target as HTMLElement;
    const box = this.track.getBoundingClientRect();
    const at = (one: PointerEvent): number =>
      this.whole.first + ((one.clientX - box.left) / box.width) * this.span;
    const [low, high, from] = [this.low, this.high, at(event)];
    const end = this.ends.indexOf(target);
    const inside = target === this.brush && this.cloud.window !== null;
    (end >= 0 ? target : this.brush).focus({ preventScroll: true });
    const move = (one: PointerEvent): void => {
      const now = at(one);
      const { first, last } = this.whole;
      if (end === 0) this.set(Math.min(now, high), high);
      else if (end === 1) this.set(low, Math.max(now, low));
      else if (inside) {
        const shift = Math.max(first - low, Math.min(last - high, now - from));
        this.set(low + shift, high + shift);
      } else if (Math.abs(now - from) > this.span / this.bins) {
        this.set(Math.min(from, now), Math.max(from, now));
      }
    };
    this.track.setPointerCapture(event.pointerId);
    this.track.addEventListener("pointermove", move);
    const done = (): void => this.track.removeEventListener("pointermove", move);
    this.track.addEventListener("pointerup", done, { once: true });
    this.track.addEventListener("pointercancel", done, { once: true });
  }

  private draw(): void {
    if (this.cloud.dated < this.cloud.head.rows && this.cloud.range === null) return;
    const width = this.track.clientWidth;
    if (width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    if (this.counts.length === 0 || this.width !== width) {
      this.width = width;
      this.counts = this.cloud.histogram(this.bins);
    }
    const { canvas } = this;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round((HEIGHT + AXIS) * ratio);
    const context = canvas.getContext("2d");
    if (context === null) return;
    context.scale(ratio, ratio);
    this.bars(context, width);
    this.axis(context, width);
    this.place();
  }

  private bars(context: CanvasRenderingContext2D, width: number): void {
    const most = this.counts.reduce((a, b) => Math.max(a, b), 1);
    const step = width / this.counts.length;
    context.fillStyle = ink(this.element, "many-bars");
    this.counts.forEach((many, bin) => {
      if (many <= 0) return;
      const height = Math.max(1.5, (many / most) * (HEIGHT - 6));
      const x = Math.round(bin * step);
      const gap = step > 3 ? 1 : 0;
      context.fillRect(x, HEIGHT - height, Math.max(1, Math.round((bin + 1) * step) - x - gap), height);
    });
    context.fillStyle = ink(this.element, "rule");
    context.fillRect(0, HEIGHT, width, 1);
  }

  private axis(context: CanvasRenderingContext2D, width: number): void {
    context.fillStyle = ink(this.element, "quiet");
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "top";
    let free = -Infinity;
    for (const { value, text } of ticks(this.whole.first, this.whole.last, this.scale, width / 80)) {
      const x = ((value - this.whole.first) / this.span) * width;
      const half = context.measureText(text).width / 2;
      const middle = Math.max(half, Math.min(width - half, x));
      if (middle - half < free) continue;
      context.fillRect(Math.round(x), HEIGHT, 1, 4);
      context.fillText(text, middle - half, HEIGHT + 6);
      free = middle + half + 8;
    }
  }

  private place(): void {
    const { first, last } = this.whole;
    const share = (value: number): string => `${((value - first) / this.span) * 100}%`;
    this.track.style.setProperty("--low", share(this.low));
    this.track.style.setProperty("--high", share(this.high + 1));
    const windowed = this.cloud.window !== null;
    this.track.classList.toggle("is-windowed", windowed);
    const { first: low, last: high } = this.cloud.window ?? { first: Math.round(this.low), last: Math.round(this.high) };
    const said = spanText(low, high, this.scale);
    if (this.said.textContent !== said) this.said.textContent = said;
    this.all.disabled = !windowed;
    const tell = (element: HTMLElement, now: number, text: string): void => {
      element.setAttribute("aria-valuemin", String(first));
      element.setAttribute("aria-valuemax", String(last));
      element.setAttribute("aria-valuenow", String(now));
      element.setAttribute("aria-valuetext", text);
    };
    tell(this.brush, low, said);
    tell(this.ends[0], low, dateText(low, this.scale));
    tell(this.ends[1], high, dateText(high, this.scale));
  }
}
