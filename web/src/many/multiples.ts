/** Small multiples: the map as it is now once for each of the commonest values, on one scale of colours. */

import { isDark } from "../theme";
import { visit } from "./count";
import { button, isolated, make } from "./dom";
import { countInks } from "./inks";
import type { ManyLayer } from "./layer";
import { LAST_STEP } from "./scale";
import { viewOf } from "./stage";

/** So many values at most have a map. */
const MOST = 12;
const CELL_PX = 3;
const NARROW_PX = 500;
/** Height of a title with what parts two rows. */
const TITLE_PX = 34;

interface Panel {
  readonly code: number;
  readonly many: number;
  readonly cells: Map<number, number>;
}

function widthOf(columns: number, size: L.Point): number {
  return Math.floor((size.x - 40 - 12 * (columns - 1)) / columns);
}

/** Returns the fewest columns in which so many maps are seen at once, or the most that a page has. */
function columnsFor(many: number, size: L.Point): number {
  const most = size.x < NARROW_PX ? 2 : 4;
  for (let columns = 1; columns < most; columns += 1) {
    const height = (widthOf(columns, size) * size.y) / size.x + TITLE_PX;
    if (Math.ceil(many / columns) * height + TITLE_PX <= size.y) return columns;
  }
  return most;
}

export class Multiples {
  readonly element: HTMLButtonElement;
  private readonly box: HTMLElement;

  constructor(
    private readonly map: L.Map,
    private readonly layer: ManyLayer,
    private readonly only: (code: number) => void,
  ) {
    const { colour } = layer.cloud.head;
    this.box = make("div", { class: "many-multiples", role: "group", "aria-label": `A map for each ${colour.label}` });
    this.box.hidden = true;
    this.element = button("Side by side", () => this.show(this.box.hidden));
    this.element.hidden = colour.kind !== "groups" || (colour.names ?? []).length < 2 || !layer.isWhole;
    this.element.title = `A map for each ${colour.label}`;
    this.show(false);
    map.getContainer().parentElement?.append(this.box);
  }

  get isShown(): boolean {
    return !this.box.hidden;
  }

  show(isShown: boolean): void {
    this.box.hidden = !isShown;
    this.element.setAttribute("aria-pressed", String(isShown));
    this.draw();
  }

  /** Draws the maps anew, where they are shown. */
  draw(): void {
    const size = this.map.getSize();
    if (this.box.hidden || size.x === 0) return;
    const names = this.layer.cloud.head.colour.names ?? [];
    const { hidden } = this.layer.cloud;
    const shown = names.filter((_, code) => !hidden.has(code)).length;
    const columns = columnsFor(Math.min(MOST, shown), size);
    const width = widthOf(columns, size);
    const all = this.panels((CELL_PX * size.x) / width);
    const panels = all.slice(0, MOST);
    const most = panels.reduce((top, { cells }) => Math.max(top, ...cells.values()), 1);
    this.box.style.gridTemplateColumns = `repeat(${columns}, ${width}px)`;
    const said = `One scale of colours for all: 1 to ${most.toLocaleString("en")} events in a square, in equal ratios.`;
    const rest = all.length > panels.length ? ` The ${panels.length} commonest of ${all.length} values that are shown.` : "";
    this.box.replaceChildren(
      ...panels.map((panel) => this.figure(panel, names[panel.code] ?? "", { width, height: Math.round((width * size.y) / size.x), most })),
      make("p", { class: "many-quiet" }, said + rest),
    );
  }

  /** Counts the events in view by value and by cell of the small maps, in pixels of the large one. */
  private panels(cell: number): Panel[] {
    const { cloud } = this.layer;
    const names = cloud.head.colour.names ?? [];
    const byCode = new Map<number, { many: number; cells: Map<number, number> }>();
    visit(cloud, viewOf(this.map, 1), cloud.ready, (i, px, py) => {
      const code = cloud.code[i]!;
      let own = byCode.get(code);
      if (own === undefined) byCode.set(code, (own = { many: 0, cells: new Map() }));
      own.many += 1;
      const at = Math.floor(py / cell) * 65_536 + Math.floor(px / cell);
      own.cells.set(at, (own.cells.get(at) ?? 0) + 1);
      return true;
    });
    return [...byCode]
      .filter(([code]) => code < names.length)
      .map(([code, own]) => ({ code, ...own }))
      .sort((a, b) => b.many - a.many || a.code - b.code);
  }

  private figure({ code, many, cells }: Panel, name: string, { width, height, most }: { width: number; height: number; most: number }): HTMLElement {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const picture = make("canvas", { width: String(width * ratio), height: String(height * ratio), role: "img", "aria-label": `${name}: ${many.toLocaleString("en")} events in view` });
    picture.style.cssText = `width:${width}px;height:${height}px`;
    const context = picture.getContext("2d");
    if (context !== null) {
      context.scale(ratio, ratio);
      this.ground(context, width);
      const inks = countInks(this.layer.cloud.head, isDark());
      for (const [at, count] of cells) {
        context.fillStyle = inks[Math.round((LAST_STEP * Math.log1p(count)) / Math.log1p(most))] ?? "";
        context.fillRect((at % 65_536) * CELL_PX, Math.floor(at / 65_536) * CELL_PX, CELL_PX, CELL_PX);
      }
    }
    const title = button("", () => {
      this.show(false);
      this.only(code);
    });
    title.title = `Show only ${name}`;
    title.append(isolated(name), make("span", { class: "many-number" }, ` ${many.toLocaleString("en")}`));
    return make("figure", {}, make("figcaption", {}, title), picture);
  }

  /** Draws the land of the map, as it is there, in small. */
  private ground(context: CanvasRenderingContext2D, width: number): void {
    const container = this.map.getContainer();
    const shown = container.getBoundingClientRect();
    const scale = width / shown.width;
    context.fillStyle = getComputedStyle(container).backgroundColor;
    context.fillRect(0, 0, width, shown.height * scale);
    for (const land of container.querySelectorAll<HTMLCanvasElement>(".leaflet-many-land-pane canvas, canvas.many-land")) {
      const box = land.getBoundingClientRect();
      context.drawImage(land, (box.left - shown.left) * scale, (box.top - shown.top) * scale, box.width * scale, box.height * scale);
    }
  }
}
