/** The data blocks that geo.maps writes into the page; each is read once and never changed. */

import type { Source } from "./cite";

/** From the strongest to the weakest. */
export const STATUSES = ["confirmed", "reported", "said", "said-unnamed", "hearsay", "alleged", "denied", "retracted"] as const;

export type Status = (typeof STATUSES)[number];

/** Whether the article itself stands for it, or nothing is in doubt. */
export function isSure(status: Status | ""): boolean {
  return status === "" || status === "confirmed" || status === "reported";
}

/** An encoded polyline: steps of 1e-5 degrees from vertex to vertex, longitude before latitude. */
export type Steps = string;

export interface Claim {
  readonly id: string;
  readonly statement: string;
  readonly saidBy: string;
  /** The actor who says it; empty for the article's own voice. */
  readonly by: string;
  readonly status: Status;
  readonly publisher: string;
  readonly source: string;
  /** The source whose text it is: of two that print one text, the first. */
  readonly report: string;
  /** The article's address; empty where none is known. */
  readonly url: string;
  /** The paragraph; of a table, the row. */
  readonly paragraph: number;
  /** The column of a table, empty for a whole row; not there for an article. */
  readonly column?: string;
  /** The page of a PDF. */
  readonly page?: number;
  readonly repliesTo: readonly string[];
  /** Those of `repliesTo` that it denies. */
  readonly denies: readonly string[];
  /** The claims that contradict it, and on what; empty where none does. */
  readonly contradicts: readonly string[];
  readonly differsOn: string;
  /** Whether it accuses somebody, and no answer is printed; left out where not. */
  readonly unanswered?: boolean;
  readonly note: string;
}

export interface Figure {
  readonly id: string;
  readonly claim: string;
  readonly set: string;
  readonly measure: string;
  readonly scope: string;
  readonly unit: string;
  readonly label: string;
  readonly bound: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly saidBy: string;
  readonly status: Status;
  readonly publisher: string;
  readonly paragraph: number;
  readonly column?: string;
  readonly page?: number;
  readonly note: string;
}

export interface Place {
  readonly id: string;
  readonly label: string;
  readonly precision: string;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly radius: number | null;
  /** Whether it may be another place of that name; left out where it is sure. */
  readonly unsure?: boolean;
  readonly shape: readonly Steps[];
  /** What the steps of the shape count, in 1e-5 degrees. */
  readonly unit: number;
  /** The name in the script of the place itself; empty where none is known. */
  readonly local: string;
}

/** What a reader can select: an event, a link, a place, or a person or body. */
export interface Item {
  readonly id: string;
  readonly type: "event" | "link" | "place" | "actor";
  readonly title: string;
  readonly kind: string;
  /** The date in words, and as EDTF writes it. */
  readonly date: string;
  readonly edtf: string;
  /** First and last day that the date allows, counted from 1970-01-01; null where open. */
  readonly first: number | null;
  readonly last: number | null;
  /** First day of the date alone, where what came before allows only a later one. */
  readonly earliest: number | null;
  /** Ids of what came before it and so set its first day; empty where its date does. */
  readonly notBefore: readonly string[];
  /** Whether the date was worked out, and how. */
  readonly inferred: boolean;
  readonly dateNote: string;
  readonly order: string;
  readonly where: string;
  /** What a person or body is in the story. */
  readonly role: string;
  readonly place: string;
  readonly precision: string;
  /** Of events and links; empty of what has none of its own. */
  readonly status: Status | "";
  /** Whether somebody denies what is told of it. */
  readonly contested: boolean;
  /** On what claims about it contradict each other; empty where none do. */
  readonly differsOn: string;
  readonly claims: readonly string[];
  readonly note: string;
  readonly located: boolean;
  /** Whether its place, or an end of it, may be another one of that name. */
  readonly unsure: boolean;
  /** Which reason to say where it is not drawn. */
  readonly undrawn: string;
}

export function isTimed({ type }: Item): boolean {
  return type === "event" || type === "link";
}

export interface LinkItem extends Item {
  readonly medium: string;
  readonly direction: "one-way" | "both" | "unknown";
  readonly path: readonly Steps[];
  readonly from: string;
  readonly to: string;
  /** Whether the place at that end may be another one of that name. */
  readonly fromUnsure: boolean;
  readonly toUnsure: boolean;
  readonly km: number | null;
  /** Where its line is faint: at an end known only as a country, on a way that isn't told. */
  readonly faint?: readonly ("from" | "to" | "way")[];
}

export interface Evidence {
  readonly claims: readonly Claim[];
  readonly figures: readonly Figure[];
}

/** What names the block with the claims and figures of its map; empty where there is none. */
export interface Told {
  readonly evidence: string;
}

export interface EventData extends Told {
  readonly name: string;
  readonly items: readonly Item[];
  readonly places: readonly Place[];
}

export interface LinkData extends Told {
  readonly name: string;
  readonly items: readonly LinkItem[];
}

export interface PanelData extends Told {
  readonly items: readonly Item[];
}

/** One step of the guided story: a view, what is selected, a stretch of time. */
export interface Step {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly view: string;
  readonly selects: string;
  /** In EDTF; empty for all time. */
  readonly date: string;
  /** The text in parts, each with the numbers of the footnotes behind it; empty where it has none. */
  readonly parts: readonly (readonly [string, readonly number[]])[];
}

export interface CiteData {
  readonly name: string;
  readonly title: string;
  readonly language: string;
  readonly sources: readonly Source[];
}

export interface View {
  readonly id: string;
  readonly title: string;
  /** West, south, east, north in degrees. */
  readonly bounds: readonly [number, number, number, number];
}

export interface LegendData {
  readonly media: readonly { id: string; letter: string }[];
  readonly statuses: readonly { id: Status; dash: string }[];
  readonly kinds: readonly { id: string; letter: string }[];
  readonly precisions: readonly { id: string; shape: string }[];
  /** Whether anything is contested, so that its sign needs a word. */
  readonly contested: boolean;
  /** Whether the place of anything drawn is unsure, so that its sign needs a word. */
  readonly unsure: boolean;
  readonly borders: readonly { id: string }[];
}
