/** What a row of the list says of an item at a glance. */

import { certain, type Window } from "./days";
import { draw, isolated, make } from "./dom";
import type { Item, LinkItem } from "./types";
import { markedWhereOf, whyUndrawn } from "./whereabouts";
import { named, say, sayAround } from "./words";

export function rowFace(item: Item): HTMLElement[] {
  return [
    make("span", { class: `geo-key ${keyOf(item)}`, "aria-hidden": "true" }),
    make("span", { class: "geo-title" }, isolated(item.title)),
    make("span", { class: "geo-line" }, ...summary(item)),
  ];
}

function keyOf(item: Item): string {
  if (item.type === "link") return `key-link medium-${(item as LinkItem).medium}`;
  if (item.type === "event") return item.located ? "key-event" : "key-none";
  return `key-${item.type}`;
}

function summary(item: Item): (Node | string)[] {
  const parts: (readonly (Node | string)[])[] = [];
  if (item.date !== "") parts.push([item.date]);
  parts.push(item.role === "" ? [] : [isolated(item.role)], markedWhereOf(item), textOf(whyUndrawn(item)));
  if (item.type === "event" || item.type === "link") {
    parts.push([make("span", { class: `geo-status status-${item.status}` }, named("status.short", item.status))]);
    if (item.contested) parts.push([contested()]);
    if (item.differsOn !== "") {
      parts.push([make("span", { class: "geo-differs" }, ...sayAround("list.differs", { what: isolated(item.differsOn) }))]);
    }
  }
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
  const timed = item.type === "event" || item.type === "link";
  if (time === null || !timed || certain(item, time)) return null;
  const key = item.first === null && item.last === null ? "time.possible-undated" : "time.possible";
  return make("span", { class: "geo-possible" }, " · ", make("em", {}, say(key)));
}
