/** Where something is or leads, and why it may not be drawn. */

import { isolated } from "./dom";
import type { Item, LinkItem } from "./types";
import { digits, named, say, sayAround } from "./words";

/** Gives the place of an event, the ends of a link and their distance, or what a place is called. */
export function whereOf(item: Item): (Node | string)[] {
  if (item.type === "link") return endsOf(item as LinkItem);
  if (item.where === "") return item.type === "event" ? [say("undrawn.untold")] : [];
  if (item.type === "place") return sayAround("place.as-written", { name: isolated(item.where) });
  return [isolated(item.where)];
}

function endsOf({ from, to, direction, km }: LinkItem): (Node | string)[] {
  const end = (label: string): Node | string => (label === "" ? say("link.end-untold") : isolated(label));
  const length = km === null ? [] : [", ", say("link.length", { n: digits(Math.round(km)) })];
  return [end(from), ` ${named("arrow", direction)} `, end(to), ...length];
}

/** Says why an item is in the list and not on the map; nothing where it is drawn. */
export function whyUndrawn(item: Item): string {
  const untold = item.type === "event" && item.where === "";
  return item.located || untold || item.type === "actor" ? "" : say(`undrawn.${item.undrawn}`);
}
