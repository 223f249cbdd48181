/** Figures as sets: each with its source on one scale; never added up, never made one. */

import { draw, isolated, make } from "./dom";
import type { Store } from "./store";
import type { Figure } from "./types";
import { counted, digits, language, named, say, sayAround } from "./words";

const WIDTH = 148;
const PAD = 9;

/** Shows every set that one of the claims has a figure in, whole but for an account that is chosen. */
export function figureSets(store: Store, claims: ReadonlySet<string>): HTMLElement | null {
  const figures = [...store.figures.values()].filter(({ claim }) => {
    const own = store.claims.get(claim);
    return own === undefined || store.isTold(own);
  });
  const names = new Set(figures.filter((one) => claims.has(one.claim)).map((one) => one.set));
  if (names.size === 0) return null;
  const box = make("div", { class: "geo-figures" });
  for (const set of names) {
    box.append(setOf(figures.filter((figure) => figure.set === set)));
  }
  return box;
}

function setOf(figures: readonly Figure[]): HTMLElement {
  const [first] = figures;
  const head = first === undefined ? "" : first.measure.replaceAll("-", " ");
  const several = figures.length > 1 ? counted("figures", figures.length) : "";
  const caption = make("figcaption", {}, make("strong", {}, isolated(head)));
  if (first !== undefined && first.scope !== "") caption.append(" · ", isolated(first.scope));
  if (several !== "") caption.append(make("span", { class: "geo-quiet" }, ` · ${several}`));
  const rows = make("ul", {}, ...figures.map((figure) => row(figure, figures)));
  return make("figure", { class: "geo-set" }, caption, rows);
}

function row(figure: Figure, all: readonly Figure[]): HTMLElement {
  return make(
    "li",
    {},
    all.length > 1 && (figure.low ?? figure.high) !== null ? chart(figure, all) : null,
    make("span", { class: "geo-number" }, ...labelOf(figure)),
    make(
      "span",
      { class: "geo-cite" },
      named("status.short", figure.status),
      ...(figure.saidBy === "" ? [] : [" ", ...sayAround("claim.by", { who: isolated(figure.saidBy) })]),
      " · ",
      ...placeIn(figure, isolated(figure.publisher)),
    ),
    figure.note === "" ? null : make("span", { class: "geo-quiet" }, isolated(figure.note)),
  );
}

/** Where in its source something stands: a paragraph of a page, or a row and column of a table. */
export function placeIn(
  { paragraph, column, page }: Pick<Figure, "paragraph" | "column" | "page">,
  publisher: Node,
): (Node | string)[] {
  if (paragraph === 0) return [publisher]; // what it stands on is shown beside it
  const where = { publisher, n: String(paragraph) };
  if (page !== undefined) return sayAround("claim.where-page", { ...where, page: String(page) });
  if (column === undefined) return sayAround("claim.where", where);
  if (column === "") return sayAround("claim.where-row", where);
  return sayAround("claim.where-cell", { ...where, column: isolated(column) });
}

/** The number as the story words it; in another language, its bound and number in that one. */
function labelOf(figure: Figure): (Node | string)[] {
  const number = figure.low ?? figure.high;
  if (language() === "en" || number === null) return [isolated(figure.label)];
  const ends = figure.bound === "between" && figure.high !== null ? `${digits(number)}–${digits(figure.high)}` : digits(number);
  const text = say(`bound.${figure.bound}`, { n: ends });
  return [text, " ", isolated(figure.unit)];
}

/** A dot for a number, a bar for a range; an open end points on to where the number may be. */
function chart(figure: Figure, all: readonly Figure[]): SVGElement {
  const values = all.flatMap(({ low, high }) => [low, high]).filter((one) => one !== null);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((most - least) * 0.3, Math.abs(most) * 0.02, 1);
  const x = (value: number): number =>
    PAD + ((value - least + room) / (most - least + 2 * room)) * (WIDTH - 2 * PAD);
  const start = figure.low === null ? PAD / 2 : x(figure.low);
  const end = figure.high === null ? WIDTH - PAD / 2 : x(figure.high);
  const face = draw(
    "svg",
    { class: "geo-chart", viewBox: `0 0 ${WIDTH} 16`, width: WIDTH, height: 16, "aria-hidden": "true" },
    draw("path", { class: "geo-axis", d: `M${PAD} 8H${WIDTH - PAD}` }),
  );
  if (end > start) face.append(draw("path", { class: "geo-range", d: `M${start} 8H${end}` }));
  if (figure.high === null) face.append(draw("path", { class: "geo-range", d: `M${end - 5} 4l5 4-5 4` }));
  if (figure.low === null) face.append(draw("path", { class: "geo-range", d: `M${start + 5} 4l-5 4 5 4` }));
  if (figure.low !== null) face.append(draw("circle", { cx: start, cy: 8, r: 4.2 }));
  else if (figure.high !== null) face.append(draw("circle", { cx: end, cy: 8, r: 4.2 }));
  return face;
}
