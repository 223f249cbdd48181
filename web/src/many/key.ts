/** The key: what colours and shapes mean, how many events they have, and which are shown. */

import { draw, isolated, make } from "./dom";
import { NOTHING, OTHER, type Cloud } from "./cloud";
import { corners, groupInk, rampInks, shapeOf } from "./inks";

const BINS = 254;

interface Row {
  readonly box: HTMLInputElement;
  readonly many: HTMLElement;
  readonly group: number;
}

export class KeyPanel {
  readonly element: HTMLElement;
  private readonly rows: Row[] = [];
  private swatches: (() => void)[] = [];

  constructor(
    private readonly cloud: Cloud,
    private readonly changed: () => void,
  ) {
    const key = cloud.head.colour;
    const legend = make("legend", {}, isolated(key.label));
    this.element = make("fieldset", { class: "many-key" }, legend);
    if (key.kind === "none") this.element.hidden = true;
    else if (key.kind === "ramp") this.ramp();
    else this.groups();
  }

  /** Writes the numbers of events that the time lets through. */
  count(byGroup: Uint32Array): void {
    for (const { many, group } of this.rows) many.textContent = (byGroup[group] ?? 0).toLocaleString("en");
  }

  redraw(): void {
    for (const paint of this.swatches) paint();
  }

  private groups(): void {
    const { groups = [], others = 0, missing = 0 } = this.cloud.head.colour;
    groups.forEach(({ label }, group) => this.row(group, label));
    if (others > 0) this.row(OTHER, `other (${others.toLocaleString("en")} values)`);
    if (missing > 0) this.row(NOTHING, "no value");
    const every = make("button", { type: "button", class: "many-all" }, "Show all");
    every.addEventListener("click", () => {
      this.cloud.hidden.clear();
      this.apply();
    });
    this.element.append(every);
  }

  private row(group: number, label: string): void {
    const box = make("input", { type: "checkbox" });
    box.checked = true;
    const many = make("span", { class: "many-number" });
    const only = make("button", { type: "button", class: "many-only" }, "only");
    only.setAttribute("aria-label", `only ${label}`);
    const name = make("span", { class: "many-name" }, isolated(label));
    this.element.append(
      make("div", { class: "many-row" }, make("label", {}, box, this.swatch(group), name, many), only),
    );
    this.rows.push({ box, many, group });
    box.addEventListener("change", () => {
      if (box.checked) this.cloud.hidden.delete(group);
      else this.cloud.hidden.add(group);
      this.apply();
    });
    only.addEventListener("click", () => {
      for (const other of this.rows) {
        if (other.group === group) this.cloud.hidden.delete(other.group);
        else this.cloud.hidden.add(other.group);
      }
      this.apply();
    });
  }

  private apply(): void {
    for (const { box, group } of this.rows) box.checked = !this.cloud.hidden.has(group);
    this.cloud.show();
    this.changed();
  }

  private swatch(group: number): Element {
    const outline = corners(shapeOf(group));
    const mark =
      outline.length === 0
        ? draw("circle", { r: 5 })
        : draw("polygon", { points: outline.map(([x, y]) => `${x * 5},${y * 5}`).join(" ") });
    const paint = (): void =>
      mark.setAttribute("fill", groupInk(this.cloud.head.colour, group, isDark()));
    paint();
    this.swatches.push(paint);
    return draw("svg", { viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" }, mark);
  }

  private ramp(): void {
    const { low = 0, high = 1, missing = 0, breaks } = this.cloud.head.colour;
    const bar = make("canvas", { class: "many-ramp", width: "255", height: "1", "aria-hidden": "true" });
    const paint = (): void => {
      const context = bar.getContext("2d");
      rampInks(this.cloud.head.colour, isDark()).forEach((ink, i) => {
        if (context === null) return;
        context.fillStyle = ink;
        context.fillRect(i, 0, 1, 1);
      });
    };
    paint();
    this.swatches.push(paint);
    const said = make("span", { class: "many-range" });
    const said_ = (value: number): string => value.toLocaleString("en", { maximumSignificantDigits: 4 });
    const value = (bin: number, last = false): string =>
      said_(breaks === undefined ? low + ((high - low) * bin) / BINS : atRank(breaks, bin, last));
    const end = (name: string, at: number): HTMLInputElement => {
      const slider = make("input", { type: "range", min: "0", max: String(BINS), "aria-label": name });
      slider.value = String(at);
      return slider;
    };
    const [least, most] = [end("least shown", 0), end("greatest shown", BINS)];
    const unknown = make("input", { type: "checkbox" });
    unknown.checked = true;
    const apply = (tell = true): void => {
      const [a, b] = [Number(least.value), Number(most.value)].sort((x, y) => x - y) as [number, number];
      least.setAttribute("aria-valuetext", value(Number(least.value)));
      most.setAttribute("aria-valuetext", value(Number(most.value), true));
      said.textContent = `${value(a)} – ${value(b, true)}`;
      this.cloud.show((code) => (code === 255 ? unknown.checked : code >= a && code <= b));
      if (tell) this.changed();
    };
    for (const one of [least, most, unknown]) one.addEventListener("input", () => apply());
    const marks = breaks === undefined ? [] : [make("div", { class: "many-marks" }, ...quarters(breaks).map((one) => make("span", {}, said_(one)))), make("p", { class: "many-quiet" }, "Equal steps in rank, not in value: most values lie close together.")];
    this.element.append(bar, ...marks, said, make("div", { class: "many-sliders" }, least, most));
    if (missing > 0) {
      this.element.append(make("label", { class: "many-row" }, unknown, this.swatch(NOTHING), `no value (${missing.toLocaleString("en")})`));
    }
    apply(false);
  }
}

/** Gives the values at equal distances along the ramp. */
function quarters(breaks: readonly number[]): number[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => breaks[Math.round(share * (breaks.length - 1))] ?? 0);
}

/** Gives the least value whose step is at least `bin`; or the greatest whose step is at most that. */
function atRank(breaks: readonly number[], bin: number, last: boolean): number {
  const edge = ((2 * bin + (last ? 1 : -1)) * (breaks.length - 1)) / (2 * BINS);
  const step = Math.ceil(edge) - (last ? 1 : 0);
  return breaks[Math.max(0, Math.min(breaks.length - 1, step))] ?? 0;
}

function isDark(): boolean {
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}
