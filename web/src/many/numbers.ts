/** Columns of numbers, each with a histogram that filters; read when the panel is opened. */

import { inflate } from "../packed";
import { Brush } from "./brush";
import { isolated, make } from "./dom";
import type { Filters } from "./filters";
import { CODES } from "./groups";
import type { ManyLayer } from "./layer";
import { scaleOf } from "./scale";

interface Column {
  readonly name: string;
  readonly brush: Brush;
  isKept: (code: number) => boolean;
  /** By event its step; empty until it is read. */
  codes: Uint8Array;
}

export class NumbersPanel {
  readonly element = make("details", { class: "many-numbers" }, make("summary", {}, "Filter by number"));
  private readonly columns: readonly Column[];
  private reading: Promise<void> | null = null;

  constructor(
    private readonly layer: ManyLayer,
    private readonly filters: Filters,
    private readonly changed: () => void,
  ) {
    this.columns = (layer.cloud.head.numbers ?? []).map((number, at) => {
      const brush = new Brush(scaleOf(number), number.missing, (isKept) => void this.filter(at, isKept), number.label);
      this.element.append(make("fieldset", { class: "many-key" }, make("legend", {}, isolated(number.label)), ...brush.parts()));
      return { name: number.label, brush, isKept: () => true, codes: new Uint8Array(0) };
    });
    this.element.addEventListener("toggle", () => {
      if (this.element.open) void this.read().then(() => this.count());
    });
  }

  /** Counts by step the events that all filters let through. */
  count(): void {
    if (!this.element.open) return;
    const { cloud } = this.layer;
    for (const { brush, codes } of this.columns) {
      const counts = new Uint32Array(CODES);
      if (codes.length > 0) for (let i = 0; i < cloud.ready; i += 1) if (cloud.passes(i)) counts[codes[i]!]! += 1;
      brush.draw(counts);
    }
  }

  /** The ranges, as a part of an address. */
  get address(): string {
    return this.columns
      .filter(({ brush }) => brush.address !== "")
      .map(({ name, brush }) => `${encodeURIComponent(name)}:${brush.address}`)
      .join(",");
  }

  show(address: string): void {
    const named = new Map(address.split(",").map((part) => {
      const [name = "", range = ""] = part.split(":");
      return [name, range] as const;
    }));
    for (const { name, brush } of this.columns) brush.show(named.get(encodeURIComponent(name)) ?? "");
    if (address !== "") this.element.open = true;
  }

  private read(): Promise<void> {
    this.reading ??= this.layer.texts.loaded().then(async () => {
      for (const [at, column] of this.columns.entries()) {
        const text = document.getElementById(`${this.layer.name}_n${at}`)?.textContent ?? "";
        column.codes = await inflate(text);
      }
    });
    return this.reading;
  }

  private async filter(at: number, isKept: (code: number) => boolean): Promise<void> {
    const column = this.columns[at]!;
    column.isKept = isKept;
    await this.read();
    if (column.isKept !== isKept) return;
    const keeps = Uint8Array.from({ length: CODES }, (_, code) => Number(isKept(code)));
    const isWhole = column.brush.address === "";
    this.filters.set(`number ${at}`, isWhole ? null : column.codes.map((code) => keeps[code]!));
    this.changed();
  }
}
