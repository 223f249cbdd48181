/** The key: what colours and shapes mean, how many events they have, and which are shown. */

import { Brush } from "./brush";
import type { Cloud } from "./cloud";
import { button, draw, isolated, make } from "./dom";
import { NOTHING_CODE, REST_CODE } from "./groups";
import { corners, groupInk, rampInks, shapeOf } from "./inks";
import { scaleOf } from "./scale";
import { isDark } from "../theme";
import { folded } from "./words";

/** From this many values on they are searched, in a list of their own height. */
const SEARCHED = 13;

interface Row {
  readonly element: HTMLElement;
  readonly box: HTMLInputElement;
  readonly many: HTMLElement;
  readonly code: number;
  readonly name: string;
}

export class KeyPanel {
  readonly element: HTMLElement;
  private readonly list = make("div", { class: "many-values" });
  private readonly rows: Row[] = [];
  private readonly swatches: (() => void)[] = [];
  private brush: Brush | null = null;

  constructor(
    private readonly cloud: Cloud,
    private readonly changed: () => void,
  ) {
    const key = cloud.head.colour;
    this.element = make("fieldset", { class: "many-key" }, make("legend", {}, isolated(key.label)));
    if (key.kind === "none") this.element.hidden = true;
    else if (key.kind === "ramp") this.ramp();
    else this.values();
  }

  /** Writes the numbers of events that the other filters let through, by code. */
  count(byCode: Uint32Array): void {
    for (const { many, code } of this.rows) many.textContent = (byCode[code] ?? 0).toLocaleString("en");
    this.brush?.draw(byCode);
  }

  redraw(): void {
    for (const paint of this.swatches) paint();
  }

  /** What is hidden, as a part of an address: names, or all but some after "!"; of a ramp its ends. */
  get address(): string {
    if (this.brush !== null) return this.brush.address;
    const names = (isShown: boolean): string[] =>
      this.rows.filter(({ box }) => box.checked === isShown).map(({ name }) => encodeURIComponent(name));
    const [hidden, shown] = [names(false), names(true)];
    if (hidden.length === 0) return "";
    return hidden.length <= shown.length ? hidden.join(",") : `!${shown.join(",")}`;
  }

  show(address: string): void {
    if (this.brush !== null) {
      this.brush.show(address);
      return;
    }
    const isAllBut = address.startsWith("!");
    const named = new Set(address.slice(isAllBut ? 1 : 0).split(",").map(unescaped));
    const isKnown = this.rows.some(({ name }) => named.has(name));
    this.pick(({ name }) => !isKnown || named.has(name) === isAllBut);
  }

  /** Shows one value alone. */
  only(code: number): void {
    this.pick((row) => row.code === code);
  }

  private values(): void {
    const { names = [], others = 0, missing = 0 } = this.cloud.head.colour;
    const rest = others - Math.max(0, names.length - (this.cloud.head.colour.groups?.length ?? 0));
    names.forEach((name, code) => this.row(code, name));
    if (rest > 0) this.row(REST_CODE, `other (${rest.toLocaleString("en")} values)`);
    if (missing > 0) this.row(NOTHING_CODE, "no value");
    if (this.rows.length >= SEARCHED) this.element.append(this.finder());
    this.element.append(this.list, button("Show all", () => this.pick(() => true)));
    this.element.lastElementChild?.classList.add("many-all");
  }

  /** A box that leaves in the list the values whose name has what is typed. */
  private finder(): HTMLElement {
    const { label } = this.cloud.head.colour;
    const input = make("input", {
      type: "search", class: "many-search", "aria-label": `Search ${this.rows.length} values of ${label}`,
      placeholder: `Search ${this.rows.length} values`, autocomplete: "off", spellcheck: "false", dir: "auto",
    });
    this.list.classList.add("is-long");
    this.list.setAttribute("tabindex", "0");
    this.list.setAttribute("role", "group");
    this.list.setAttribute("aria-label", `Values of ${label}`);
    input.addEventListener("input", () => {
      const wanted = folded(input.value.trim());
      for (const { element, name } of this.rows) element.hidden = !folded(name).includes(wanted);
    });
    return input;
  }

  private row(code: number, label: string): void {
    const box = make("input", { type: "checkbox" });
    box.checked = true;
    const many = make("span", { class: "many-number" });
    const only = button("only", () => this.pick((row) => row.code === code));
    only.className = "many-only";
    only.setAttribute("aria-label", `only ${label}`);
    const name = make("span", { class: "many-name" }, isolated(label));
    const element = make("div", { class: "many-row" }, make("label", {}, box, this.swatch(code), name, many), only);
    this.list.append(element);
    this.rows.push({ element, box, many, code, name: label });
    box.addEventListener("change", () => this.apply());
  }

  private pick(isShown: (row: Row) => boolean): void {
    for (const row of this.rows) row.box.checked = isShown(row);
    this.apply();
  }

  private apply(): void {
    this.cloud.hidden.clear();
    for (const { box, code } of this.rows) if (!box.checked) this.cloud.hidden.add(code);
    this.cloud.show();
    this.redraw();
    this.changed();
  }

  /** A mark in the colour and shape that a value has now: a picked one may have taken those of a hidden one. */
  private swatch(code: number): Element {
    const box = draw("svg", { viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" });
    const paint = (): void => {
      const group = this.cloud.groupOf(code);
      const outline = corners(shapeOf(group));
      const fill = groupInk(this.cloud.head.colour, group, isDark());
      box.replaceChildren(
        outline.length === 0
          ? draw("circle", { r: 5, fill })
          : draw("polygon", { points: outline.map(([x, y]) => `${x * 5},${y * 5}`).join(" "), fill }),
      );
    };
    paint();
    this.swatches.push(paint);
    return box;
  }

  private ramp(): void {
    const { colour } = this.cloud.head;
    const bar = make("canvas", { class: "many-ramp", width: "255", height: "1", "aria-hidden": "true" });
    this.swatches.push(() => {
      const context = bar.getContext("2d");
      rampInks(colour, isDark()).forEach((ink, i) => {
        if (context === null) return;
        context.fillStyle = ink;
        context.fillRect(i, 0, 1, 1);
      });
    });
    const scale = scaleOf(colour);
    this.brush = new Brush(scale, colour.missing ?? 0, (isKept) => {
      this.cloud.show(isKept);
      this.changed();
    });
    const nothing = (colour.missing ?? 0) > 0 ? this.swatch(NOTHING_CODE) : null;
    this.element.append(...this.brush.parts(bar, nothing));
    this.redraw();
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
