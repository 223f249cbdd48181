/** What a row of the list says of an item at a glance. */

import { certain, type Window } from "./days";
import { draw, isolated, make } from "./dom";
import { isTimed, type Item, type LinkItem } from "./types";
import { markedWhereOf, whyUndrawn } from "./whereabouts";
import { named, say, sayAround } from "./words";

export function rowFace(item: Item): HTMLElement[] {
  return faceOf(item, summary(item));
}

/** The same in two lines, for a list over the map: how sure it is, then when. */
export function briefFace(item: Item): HTMLElement[] {
  return faceOf(item, joined([...doubts(item), item.date === "" ? [] : [item.date]]));
}

function faceOf(item: Item, line: readonly (Node | string)[]): HTMLElement[] {
  return [
    make("span", { class: `geo-key ${keyOf(item)}`, "aria-hidden": "true" }),
    make("span", { class: "geo-title" }, isolated(item.title)),
    make("span", { class: "geo-line" }, ...line),
  ];
}

function keyOf(item: Item): string {
  if (item.type === "link") return `key-link medium-${(item as LinkItem).medium}`;
  if (item.type === "event") return `${item.located ? "key-event" : "key-none"} kind-${item.kind}`;
  return `key-${item.type}`;
}

type Part = readonly (Node | string)[];

function summary(item: Item): Part {
  const date = item.date === "" ? [] : [item.date];
  const role = item.role === "" ? [] : [isolated(item.role)];
  const differs = item.differsOn === "" ? [] : sayAround("list.differs", { what: isolated(item.differsOn) });
  const parts = joined([date, role, markedWhereOf(item), textOf(whyUndrawn(item)), ...doubts(item)]);
  if (differs.length === 0) return parts;
  // In the account of one source it is not shown.
  return [...parts, make("span", { class: "geo-of-all" }, " · ", make("span", { class: "geo-differs" }, ...differs))];
}

/** The status of what has one, and whether somebody denies it. */
function doubts(item: Item): Part[] {
  if (!isTimed(item)) return [];
  const status = make("span", { class: `geo-status status-${item.status}` }, named("status.short", item.status));
  return [[status], item.contested ? [contested()] : []];
}

function joined(parts: readonly Part[]): Part {
  return parts.filter((part) => part.length > 0).flatMap((part, i) => (i === 0 ? part : [" · ", ...part]));
}

function textOf(text: string): string[] {
  return text === "" ? [] : [text];
}

function contested(): HTMLElement {
  const face = draw("svg", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" });
  face.append(draw("path", { class: "geo-contested", d: "M1.5 4.5h9M1.5 8h9M8.5 1.5l-5 9.5" }));
  return make("span", { class: "geo-is-contested" }, face, ` ${say("list.contested")}`);
}

/** Says of what may lie within a window of time, or outside it, that it is possible there. */
export function possibly(item: Item, time: Window | null): HTMLElement | null {
  if (time === null || !isTimed(item) || certain(item, time)) return null;
  const key = item.first === null && item.last === null ? "time.possible-undated" : "time.possible";
  return make("span", { class: "geo-possible" }, " · ", make("em", {}, say(key)));
}
