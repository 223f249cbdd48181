/** Elements made from text nodes only: whatever a story says is shown, never run. */

import { storyLanguage } from "./words";

const SVG = "http://www.w3.org/2000/svg";

type Child = Node | string | null | undefined;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  append(element, children);
  return element;
}

export function draw(
  tag: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly Child[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  append(element, children);
  return element;
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined) element.append(child);
  }
}

/** What was drawn anew, and the element that stands for it now. */
const successors = new WeakMap<Element, HTMLElement>();

export function replaced(old: Element, now: HTMLElement): void {
  successors.set(old, now);
}

/** The element itself, or the one that was drawn in its place; null where nothing stands for it. */
export function current(element: Element | null): HTMLElement | null {
  let now = element;
  while (now !== null && !now.isConnected) now = successors.get(now) ?? null;
  return now instanceof HTMLElement ? now : null;
}

/** Reads the JSON block that Python wrote under this id. */
export function readBlock<T>(id: string): T {
  const block = document.getElementById(id);
  if (block === null) throw new Error(`the page has no data block ${id}`);
  return JSON.parse(block.textContent ?? "") as T;
}

/** A story's text in its own language and direction, so that it doesn't turn the line around it. */
export function isolated(text: string): HTMLElement {
  const lang = storyLanguage();
  return make("bdi", lang === "" ? {} : { lang }, text);
}
