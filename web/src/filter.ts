/** What the reader wants to see: words to look for, chosen values, a stretch of time. */

import { possible, type Window } from "./days";
import type { Claim, Item, LinkItem } from "./types";

export const FACETS = ["kind", "medium", "status", "source", "actor", "account"] as const;
export type Facet = (typeof FACETS)[number];

export interface Filter {
  readonly text: string;
  readonly time: Window | null;
  readonly chosen: Readonly<Record<Facet, readonly string[]>>;
}

export const EVERYTHING: Filter = {
  text: "",
  time: null,
  chosen: { kind: [], medium: [], status: [], source: [], actor: [], account: [] },
};

/** An item with all that it can be found by. */
export interface Known {
  readonly item: Item;
  readonly values: Readonly<Record<Facet, ReadonlySet<string>>>;
  /** The different texts that tell of it. */
  readonly reports: ReadonlySet<string>;
  readonly text: string;
}

/** Statuses of what nobody with a name says. */
export const UNNAMED: ReadonlySet<string> = new Set(["said-unnamed", "hearsay"]);

/** The account of what two independent reports tell. */
export const TWO = "two:";
const TELLS_NOTHING: ReadonlySet<string> = new Set(["denied", "retracted"]);

/** Whether two of some claims are of different reports, and not one speaker's word. */
function areIndependent(claims: readonly Claim[]): boolean {
  const own = claims.filter(({ status }) => !TELLS_NOTHING.has(status));
  const voices = new Set(own.map(({ by, report }) => by || report));
  return voices.size > 1 && new Set(own.map(({ report }) => report)).size > 1;
}

/**
 * The accounts that a claim belongs to: that of its source and its speaker, those without one of
 * the other sources or without who is not named, and what others say of somebody (right of reply).
 */
export function accountsOf(claim: Claim, about: readonly string[], sources: Iterable<string>): string[] {
  const others = [...sources].filter((source) => source !== claim.source);
  return [
    `source:${claim.source}`,
    ...(claim.by === "" ? [] : [`speaker:${claim.by}`]),
    ...others.map((source) => `without:${source}`),
    ...(UNNAMED.has(claim.status) ? [] : ["named:"]),
    ...about.filter((actor) => actor !== claim.by).map((actor) => `of:${actor}`),
  ];
}

/** How a text is compared: without case, accents and signs that stand above or below letters. */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Makes items findable, each by its claims too: who says them, in which source, about whom. */
export function know(items: Iterable<Item>, claims: ReadonlyMap<string, Claim>): Known[] {
  const all = [...items];
  const actors = actorsByClaim(all);
  const sources = new Set([...claims.values()].map(({ source }) => source));
  return all.map((item) => {
    const own = item.claims.flatMap((id) => claims.get(id) ?? []);
    const about = item.claims.flatMap((id) => actors.get(id) ?? []);
    const said = own.flatMap((claim) => [claim.statement, claim.saidBy, claim.publisher, claim.note]);
    const texts = [item.title, item.where, item.role, item.kind, item.date, item.dateNote, item.note, ...said];
    return {
      item,
      values: {
        kind: new Set(item.type === "event" ? [item.kind] : []),
        medium: new Set(item.type === "link" ? [(item as LinkItem).medium] : []),
        status: new Set(standing(item)),
        source: new Set(own.map((claim) => claim.source)),
        actor: new Set([...own.map((claim) => claim.by), ...about].filter((id) => id !== "")),
        account: new Set([
          ...own.flatMap((claim) => accountsOf(claim, actors.get(claim.id) ?? [], sources)),
          ...(areIndependent(own) ? [TWO] : []),
        ]),
      },
      reports: new Set(own.map((claim) => claim.report)),
      text: folded(texts.join("\n")),
    };
  });
}

/** Whom each claim is about. */
export function actorsByClaim(items: Iterable<Item>): Map<string, string[]> {
  const actors = new Map<string, string[]>();
  for (const actor of items) {
    if (actor.type !== "actor") continue;
    for (const claim of actor.claims) actors.set(claim, [...(actors.get(claim) ?? []), actor.id]);
  }
  return actors;
}

function standing(item: Item): string[] {
  if (item.type === "place" || item.type === "actor") return [];
  return [item.status, ...(item.contested ? ["contested"] : []), ...(item.differsOn === "" ? [] : ["differs"])];
}

/** Whether the filter lets an item through; `without` leaves one facet out. */
export function matches({ item, values, text }: Known, filter: Filter, without?: Facet): boolean {
  const wanted = (facet: Facet): readonly string[] => (facet === without ? [] : filter.chosen[facet]);
  const passes = (facet: Facet): boolean =>
    wanted(facet).length === 0 || wanted(facet).some((value) => values[facet].has(value));
  // An event has a kind and a link a medium: together they are one question, what is it?
  const what = [...wanted("kind"), ...wanted("medium")];
  const isWanted =
    what.length === 0 ||
    wanted("kind").some((value) => values.kind.has(value)) ||
    wanted("medium").some((value) => values.medium.has(value));
  const timed = item.type === "event" || item.type === "link";
  return (
    isWanted &&
    passes("status") &&
    passes("source") &&
    passes("actor") &&
    passes("account") &&
    (filter.time === null || !timed || possible(item, filter.time)) &&
    folded(filter.text)
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}

/** The values of a facet, each with how many items it would show; in the order they first occur. */
export function valuesOf(all: readonly Known[], facet: Facet, filter: Filter): Map<string, number> {
  const found = new Map<string, number>();
  for (const known of all) {
    const passes = matches(known, filter, facet);
    for (const value of known.values[facet]) {
      found.set(value, (found.get(value) ?? 0) + (passes ? 1 : 0));
    }
  }
  return found;
}

/** Counts what happened and how often it was reported apart: two sources of one text are one report. */
export function tally(shown: Iterable<Known>): { events: number; reports: number; links: number } {
  const count = { events: 0, reports: 0, links: 0 };
  for (const { item, reports } of shown) {
    if (item.type === "link") count.links += 1;
    if (item.type !== "event") continue;
    count.events += 1;
    count.reports += reports.size;
  }
  return count;
}

export function isEverything({ text, time, chosen }: Filter): boolean {
  return text.trim() === "" && time === null && FACETS.every((facet) => chosen[facet].length === 0);
}
