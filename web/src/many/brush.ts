/** A histogram of numbers with two sliders on it: what lies between them is kept. */

import { make } from "./dom";
import { NOTHING_CODE } from "./groups";
import { LAST_STEP, written, type Scale } from "./scale";
import { ink } from "../theme";

const HEIGHT = 44;
const BARS = 64;

export class Brush {
  private readonly canvas = make("canvas", { class: "many-histogram", "aria-hidden": "true" });
  private readonly range = make("span", { class: "many-range" });
  private readonly least = slider("least shown", 0);
  private readonly most = slider("greatest shown", LAST_STEP);
  private readonly unknown = make("input", { type: "checkbox" });
  private counts: ArrayLike<number> = [];

  constructor(
    private readonly scale: Scale,
    private readonly missing: number,
    private readonly changed: (isKept: (code: number) => boolean) => void,
    label = "",
  ) {
    this.unknown.checked = true;
    if (label !== "") for (const one of [this.least, this.most]) one.setAttribute("aria-label", `${label}: ${one.getAttribute("aria-label") ?? ""}`);
    for (const one of [this.least, this.most, this.unknown]) one.addEventListener("input", () => this.apply());
    this.canvas.addEventListener("pointerdown", (event) => this.grab(event));
    new ResizeObserver(() => this.draw(this.counts)).observe(this.canvas);
    this.write();
  }

  /** Returns the elements, in order; a bar of colours may stand below the histogram. */
  parts(bar: HTMLElement | null = null, swatch: Element | null = null): HTMLElement[] {
    const { marks, note } = this.scale;
    const parts: HTMLElement[] = [this.canvas];
    if (bar !== null) parts.push(bar);
    if (marks.length > 0) parts.push(make("div", { class: "many-marks" }, ...marks.map((one) => make("span", {}, written(one)))));
    if (note !== "") parts.push(make("p", { class: "many-quiet" }, note));
    parts.push(this.range, make("div", { class: "many-sliders" }, this.least, this.most));
    if (this.missing > 0) parts.push(make("label", { class: "many-row" }, this.unknown, swatch, `no value (${this.missing.toLocaleString("en")})`));
    return parts;
  }

  private get ends(): [number, number] {
    const [a, b] = [Number(this.least.value), Number(this.most.value)];
    return a <= b ? [a, b] : [b, a];
  }

  /** The steps that are kept, as a part of an address; empty for all. */
  get address(): string {
    const [first, last] = this.ends;
    if (first === 0 && last === LAST_STEP && this.unknown.checked) return "";
    return `${this.scale.value(first)}..${this.scale.value(last, true)}${this.unknown.checked ? "" : "!"}`;
  }

  show(address: string): void {
    const [low = NaN, high = NaN] = address.replace("!", "").split("..").map((text) => (text === "" ? NaN : Number(text)));
    const steps = Array.from({ length: LAST_STEP + 1 }, (_, step) => step);
    const first = steps.find((step) => this.scale.value(step) >= low);
    const last = steps.reverse().find((step) => this.scale.value(step, true) <= high);
    this.least.value = String(first ?? 0);
    this.most.value = String(last ?? LAST_STEP);
    this.unknown.checked = !address.endsWith("!");
    this.apply();
  }

  private apply(): void {
    const [first, last] = this.ends;
    const isUnknownKept = this.unknown.checked;
    this.write();
    this.draw(this.counts);
    this.changed((code) => (code === NOTHING_CODE ? isUnknownKept : code >= first && code <= last));
  }

  private write(): void {
    const { scale, least, most } = this;
    const [first, last] = this.ends;
    least.setAttribute("aria-valuetext", written(scale.value(Number(least.value))));
    most.setAttribute("aria-valuetext", written(scale.value(Number(most.value), true)));
    this.range.textContent = `${written(scale.value(first))} – ${written(scale.value(last, true))}`;
  }

  /** Draws how many events have each step; what is kept is darker. */
  draw(byCode: ArrayLike<number>): void {
    this.counts = byCode;
    const { canvas } = this;
    const [width, ratio] = [canvas.clientWidth, window.devicePixelRatio || 1];
    const context = canvas.getContext("2d");
    if (width === 0 || context === null) return;
    [canvas.width, canvas.height] = [Math.round(width * ratio), HEIGHT * ratio];
    context.scale(ratio, ratio);
    const bars = new Float64Array(BARS);
    for (let code = 0; code <= LAST_STEP; code += 1) bars[Math.floor((code * BARS) / (LAST_STEP + 1))]! += byCode[code] ?? 0;
    const most = bars.reduce((a, b) => Math.max(a, b), 1);
    const [first, last] = this.ends;
    const step = width / BARS;
    bars.forEach((many, bar) => {
      if (many === 0) return;
      const code = (bar * (LAST_STEP + 1)) / BARS;
      context.globalAlpha = code + (LAST_STEP + 1) / BARS > first && code <= last ? 1 : 0.3;
      context.fillStyle = ink(canvas, "many-bars");
      const height = Math.max(1.5, (many / most) * (HEIGHT - 2));
      context.fillRect(bar * step, HEIGHT - height, Math.max(1, step - 0.6), height);
    });
  }

  /** Keeps what a pointer is drawn over. */
  private grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    const box = this.canvas.getBoundingClientRect();
    const at = (one: PointerEvent): number => Math.max(0, Math.min(LAST_STEP, Math.round(((one.clientX - box.left) / box.width) * LAST_STEP)));
    const from = at(event);
    const move = (one: PointerEvent): void => {
      [this.least.value, this.most.value] = [String(Math.min(from, at(one))), String(Math.max(from, at(one)))];
      this.apply();
    };
    const done = (): void => this.canvas.removeEventListener("pointermove", move);
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.addEventListener("pointermove", move);
    this.canvas.addEventListener("pointerup", done, { once: true });
    this.canvas.addEventListener("pointercancel", done, { once: true });
  }
}

function slider(name: string, at: number): HTMLInputElement {
  const one = make("input", { type: "range", min: "0", max: String(LAST_STEP), "aria-label": name });
  one.value = String(at);
  return one;
}
