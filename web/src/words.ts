/** The interface's own words, in the language of the page; what a story says is never among them. */

import { readBlock } from "./dom";

export interface Words {
  /** The interface's language, a BCP 47 tag. */
  readonly language: string;
  /** The language of what the story says. */
  readonly story: string;
  readonly words: Readonly<Record<string, string>>;
}

const BLOCK = "geo_maps_words";

let words: Words | null = null;

/** Uses these words from now on; a page's own are read from its block when they are first needed. */
export function useWords(given: Words): void {
  words = given;
}

function current(): Words {
  words ??= readBlock<Words>(BLOCK);
  return words;
}

export function language(): string {
  return current().language;
}

/** The language to mark a story's text with; empty where it is that of the page around it. */
export function storyLanguage(): string {
  const { language: page, story } = current();
  return story === page ? "" : story;
}

export function leftward(): boolean {
  return document.documentElement.dir === "rtl";
}

/** Gives the words for `key`, with `{name}` filled in. */
export function say(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = current().words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Gives the words for a number of things, such as "1 event" and "2 events", in the plural of its language. */
export function counted(key: string, n: number): string {
  const form = `${key}.${new Intl.PluralRules(language()).select(n)}`;
  return say(form in current().words ? form : `${key}.other`, { n: digits(n) });
}

export function digits(n: number): string {
  return new Intl.NumberFormat(language()).format(n);
}

/** As `say`, with elements in the places that `{name}` marks. */
export function sayAround(
  key: string,
  values: Readonly<Record<string, Node | string>>,
): (Node | string)[] {
  const parts = (current().words[key] ?? key).split(/\{(\w+)\}/);
  return parts.map((part, i) => (i % 2 === 0 ? part : (values[part] ?? ""))).filter((part) => part !== "");
}

/** Names a value of a vocabulary, such as `medium.telephone`; a word of nobody's stands for itself. */
export function named(vocabulary: string, value: string, unknown = value): string {
  return current().words[`${vocabulary}.${value}`] ?? unknown;
}
