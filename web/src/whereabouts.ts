/** Where something is or leads, and why it may not be drawn. */

import { isolated, make } from "./dom";
import type { Item, LinkItem } from "./types";
import { digits, named, say, sayAround } from "./words";

/** Gives the place of an event, the ends of a link and their distance, or what a place is called. */
export function whereOf(item: Item): (Node | string)[] {
  if (item.type === "link") return endsOf(item as LinkItem);
  if (item.where === "") return item.type === "event" ? [say("undrawn.untold")] : [];
  if (item.type === "place") return sayAround("place.as-written", { name: isolated(item.where) });
  return [isolated(item.where)];
}

/** As `whereOf`, with a mark behind a place that may be another one of that name. */
export function markedWhereOf(item: Item): (Node | string)[] {
  const where = whereOf(item);
  if (!item.unsure || item.type === "link") return where; // a link marks each end
  return where.length === 0 ? [unsureMark()] : [...where, " ", unsureMark()];
}

function unsureMark(): HTMLElement {
  return make("span", { class: "geo-is-unsure" }, `(${say("list.unsure")})`);
}

function endsOf({ from, to, fromUnsure, toUnsure, direction, km }: LinkItem): (Node | string)[] {
  const end = (label: string, unsure: boolean): (Node | string)[] => [
    label === "" ? say("link.end-untold") : isolated(label),
    ...(unsure ? [" ", unsureMark()] : []),
  ];
  const length = km === null ? [] : [", ", say("link.length", { n: digits(Math.round(km)) })];
  return [...end(from, fromUnsure), ` ${named("arrow", direction)} `, ...end(to, toUnsure), ...length];
}

/** Says why an item is in the list and not on the map; nothing where it is drawn. */
export function whyUndrawn(item: Item): string {
  const untold = item.type === "event" && item.where === "";
  return item.located || untold || item.type === "actor" ? "" : say(`undrawn.${item.undrawn}`);
}
