/** What an opened event shows: its texts as text nodes, its time, its group. */

import { button, isolated, make } from "./dom";
import type { Cloud } from "./cloud";
import type { Texts } from "./texts";
import { spanText } from "./times";
import type { LinkRecord } from "./types";

/** Says what the columns tell of an event without its text. */
export function told(cloud: Cloud, event: number): [string, string][] {
  const { colour, time } = cloud.head;
  const rows: [string, string][] = [];
  if (time !== null) {
    const span = spanText(cloud.first[event]!, cloud.last[event]!, time);
    rows.push([time.label, span === "" ? "not known" : span]);
  }
  const code = cloud.code[event]!;
  const name = colour.kind === "groups" ? colour.names?.[code] : undefined;
  if (name !== undefined) rows.push([colour.label, name]);
  return rows;
}

/** Where what is known of an event stands, whatever else is read meanwhile. */
export interface Source {
  readonly cloud: Cloud;
  readonly texts: Pick<Texts, "of">;
  /** Its number there. */
  readonly event: number;
}

export async function contentOf({ cloud, texts, event }: Source): Promise<HTMLElement> {
  const values = await texts.of(event);
  const known = told(cloud, event);
  const names = cloud.head.columns;
  const [title = "", ...rest] = values;
  const box = make("div", { class: "many-event", "data-event": String(event) });
  if (title.trim() !== "") box.append(make("h2", {}, isolated(title)));
  const list = make("dl");
  const shown = new Set([names[0]]);
  rest.forEach((value, i) => {
    const name = names[i + 1] ?? "";
    if (value.trim() !== "") row(list, name, value);
    shown.add(name);
  });
  for (const [name, value] of known) if (!shown.has(name)) row(list, name, value);
  if (list.childElementCount > 0) box.append(list);
  if (!cloud.head.text && values.length === 0) {
    box.append(make("p", { class: "many-quiet" }, "The texts stand in the saved page only."));
  }
  return box;
}

export function linkContent(link: LinkRecord): HTMLElement {
  const box = make("div", { class: "many-event" });
  const list = make("dl");
  link.texts.forEach(([name, value]) => row(list, name, value));
  row(list, "length", `${Math.round(link.km).toLocaleString("en")} km`);
  box.append(list);
  return box;
}

/** Makes a link that opens the page with an event. */
export function permalink(address: string): HTMLElement {
  return make("p", { class: "many-permalink" }, make("a", { href: address }, "Link to this event"));
}

/** Pages through events that lie together: one of `many`, of which `open` can be opened here. */
export function pager(
  now: number,
  open: number,
  many: number,
  show: (to: number) => void,
): HTMLElement {
  const step = (label: string, to: number): HTMLButtonElement => {
    const made = button(label, (event) => {
      event.stopPropagation();
      show(to);
    });
    made.disabled = to < 0 || to >= open;
    return made;
  };
  const more = many > open ? `, the first ${open} open here` : "";
  const said = make("span", {}, `${now + 1} of ${many.toLocaleString("en")} here${more}`);
  return make("p", { class: "many-pager" }, step("‹ Previous", now - 1), said, step("Next ›", now + 1));
}

function row(list: HTMLElement, name: string, value: string): void {
  list.append(make("dt", {}, isolated(name)), make("dd", {}, address(value) ?? isolated(value)));
}

/** Makes a link of what is wholly a web address, and of nothing else. */
function address(value: string): HTMLElement | null {
  if (!/^https?:\/\/[^\s<>"'`{}\\]+$/u.test(value) || !URL.canParse(value)) return null;
  return make("a", { href: value, rel: "noopener noreferrer", target: "_blank" }, value);
}
