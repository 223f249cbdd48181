/** Text search: the blocks that may hold a query's words are inflated and read, one by one. */

import { fromBase64 } from "../packed";
import type { Cloud } from "./cloud";
import type { Texts } from "./texts";
import type { Head } from "./types";
import { entriesOf, folded, isBeginning, mayHold, wordsOf } from "./words";

/** Parts values in a decoded block; one that stands in a text becomes a space. */
const PARTED = "\u001f";
export const TOLD_EACH_MS = 150;
/** The code of rows without a place. */
const NOWHERE = 255;

/** What a search has found so far. */
export interface Found {
  /** By event, then by row without a place: 1 where each word of the query begins a word; null where the map shows no others. */
  readonly mask: Uint8Array | null;
  readonly many: number;
  /** Of them those without a place. */
  readonly unplaced: number;
  /** Share of the texts that have been searched. */
  readonly share: number;
  /** What has not been searched, and how it is. */
  readonly rest?: { readonly said: string; readonly further: () => Promise<void> };
}

/** What looks for the words of a query. */
export interface Searching {
  /** Stops a search that is at work; where it is over, nothing is searched for any more. */
  stop(isOver?: boolean): void;
  find(query: string, told: (found: Found) => void): Promise<void>;
  warm(): Promise<void>;
}

export class Search implements Searching {
  private turn = 0;
  private readonly filters = new Map<number, Uint8Array | null>();

  constructor(
    private readonly cloud: Cloud,
    private readonly texts: Texts,
  ) {}

  /** Stops a search that is at work. */
  stop(): void {
    this.turn += 1;
  }

  /** Searches all texts and names of groups; calls back at the first hits, then now and then, and at the end. */
  async find(query: string, told: (found: Found) => void): Promise<void> {
    this.turn += 1;
    const { turn, cloud, texts } = this;
    const { rows, without } = cloud.head;
    const words = wanted(query, cloud.head);
    const mask = new Uint8Array(rows + without);
    const found = { mask, many: 0, unplaced: 0, share: 0 };
    await texts.loaded();
    let before = 0;
    for (let block = 0; block < texts.blocks && turn === this.turn; block += 1) {
      const isCandidate = words.every(
        ({ entries, codes }) => codes.size > 0 || entries.length === 0 || this.may(block, entries),
      );
      if (!isCandidate) continue;
      const bytes = await texts.inflated(block);
      if (turn !== this.turn) return;
      const first = block * cloud.head.block;
      for (const row of rowsWith(bytes, texts.rowsOf(block), words, (one) => cloud.code[first + one] ?? NOWHERE)) {
        const event = first + row;
        mask[event] = 1;
        found.many += 1;
        if (event >= rows) found.unplaced += 1;
      }
      found.share = (block + 1) / texts.blocks;
      const now = performance.now();
      if ((found.many > 0 && before === 0) || now - before > TOLD_EACH_MS) {
        if (found.many > 0 || before > 0) told({ ...found });
        before = now;
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    if (turn === this.turn) told({ ...found, share: 1 });
  }

  /** Reads which words the blocks may hold, before the first query wants to know. */
  async warm(): Promise<void> {
    await this.texts.loaded();
    for (let block = 0; block < this.texts.blocks; block += 1) this.may(block, []);
  }

  private may(block: number, entries: readonly number[]): boolean {
    let filter = this.filters.get(block);
    if (filter === undefined) {
      const text = this.texts.filterText(block);
      filter = text === null ? null : fromBase64(text);
      this.filters.set(block, filter);
    }
    return filter === null || mayHold(filter, entries);
  }
}

/** A word that is looked for, and the groups whose name has it: their texts may say nothing of it. */
export interface Wanted {
  readonly word: string;
  readonly entries: readonly number[];
  readonly codes: ReadonlySet<number>;
}

/** Returns the words of a query. */
export function wanted(query: string, { colour }: Head): Wanted[] {
  const names = colour.kind === "groups" ? (colour.names ?? []) : [];
  return wordsOf(query).map((word) => ({
    word, entries: entriesOf(word),
    codes: new Set(names.flatMap((name, code) => (places(folded(name), word).length > 0 ? [code] : []))),
  }));
}

/** Returns the rows of a block that have all words, each in any of their values. */
export function rowsWith(
  bytes: Uint8Array, rows: number, words: readonly Wanted[], codeOf: (row: number) => number,
): number[] {
  const counts = new Uint8Array(rows);
  const text = folded(decoded(bytes));
  const ends: number[] = [];
  for (let at = text.indexOf(PARTED); at >= 0; at = text.indexOf(PARTED, at + 1)) ends.push(at);
  for (const [number, { word, codes }] of words.entries()) {
    const mark = (row: number): void => {
      if (counts[row] === number) counts[row] = number + 1;
    };
    for (const at of places(text, word)) mark(valueAt(ends, at) % rows);
    if (codes.size === 0) continue;
    for (let row = 0; row < rows; row += 1) if (codes.has(codeOf(row))) mark(row);
  }
  const out: number[] = [];
  for (let row = 0; row < rows; row += 1) if (counts[row] === words.length) out.push(row);
  return out;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function decoded(bytes: Uint8Array): string {
  const plain = bytes.slice();
  for (let i = 0; i < plain.length; i += 1) {
    const byte = plain[i]!;
    if (byte >= 0xfe) plain[i] = 0x1f;
    else if (byte === 0x1f) plain[i] = 0x20;
  }
  return decoder.decode(plain);
}

/** Returns where words of a folded text begin with a word. */
function places(text: string, word: string): number[] {
  const out: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (isBeginning(text, at)) out.push(at);
  }
  return out;
}

/** Returns how many values end before a place. */
function valueAt(ends: readonly number[], at: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
