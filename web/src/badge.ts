/** The mark of what happened at a place: a dot or a square, with its number. */

import { draw } from "./dom";
import { AREAS, CIRCLES } from "./outlines";
import { isSure, type Item } from "./types";
import { named } from "./words";

/** The letter of the story's own kind that all are of; empty where they are of none. */
export function letterOf(items: readonly Item[]): string {
  const [first] = items;
  return first !== undefined && items.every(({ kind }) => kind === first.kind) ? named("letter", first.kind, "") : "";
}

export function badge(precision: string, items: readonly Item[], quiet: boolean): HTMLElement {
  const holder = document.createElement("div");
  const face = draw("svg", { viewBox: "-15 -15 30 30", width: 30, height: 30, "aria-hidden": "true" });
  holder.append(face);
  if (!quiet) face.append(draw("circle", { class: "geo-mark-target", r: 12 }));
  const many = items.length > 1 && !quiet;
  const letter = quiet ? "" : letterOf(items);
  if (letter !== "") holder.classList.add(`kind-${items[0]?.kind ?? ""}`);
  const radius = quiet ? 3.2 : items.length > 99 ? 12 : many || letter !== "" ? 9.5 : 5.5;
  const sure = items.some((item) => isSure(item.status));
  const kind = sure ? "geo-sure" : "geo-said";
  if (AREAS.has(precision)) {
    const box = { x: -radius, y: -radius, width: 2 * radius, height: 2 * radius, rx: 2 };
    face.append(draw("rect", { ...box, class: kind }));
  } else {
    face.append(draw("circle", { r: radius, class: kind }));
    if (CIRCLES.has(precision) && !quiet) {
      face.append(draw("circle", { r: radius + 3, class: "geo-ring" }));
    }
  }
  if (items.some((item) => item.unsure)) {
    face.append(draw("text", { x: quiet ? -7.5 : -11.5, y: quiet ? -2.5 : -6, "text-anchor": "middle", class: "geo-unsure" }, "?"));
  }
  if (many) face.append(draw("text", { y: 3.9, "text-anchor": "middle", class: kind }, String(items.length)));
  else if (letter !== "") face.append(draw("text", { y: 3.9, "text-anchor": "middle", class: kind }, letter));
  if (!quiet && items.some((item) => item.contested)) {
    face.append(draw("path", { class: "geo-contested", d: "M6-11.5h8M6-8.5h8M12.2-13.8l-4.4 7.6" }));
  }
  return holder;
}
