/** The events' text, inflated block by block as events are opened. */

import { inflate, type Bytes } from "../packed";
import type { Head } from "./types";

const COLUMN = 0xfe;
const VALUE = 0xff;
const KEPT = 24;

interface Block {
  readonly bytes: Uint8Array;
  /** First byte of each column; within it values follow in order. */
  readonly ends: Uint32Array;
}

/** The number of a block, of a row in it, and how many rows it has. */
export interface Place {
  readonly number: number;
  readonly row: number;
  readonly rows: number;
}

// A mark of the order of bytes at the start is a sign of the text like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class Texts {
  private readonly kept = new Map<number, Promise<Block>>();
  private loading: Promise<void> | null = null;

  constructor(
    private readonly layer: string,
    protected readonly head: Head,
  ) {}

  /** Gives an event's texts, column by column; those without a place follow all others. */
  async of(event: number): Promise<readonly string[]> {
    return this.asked === null ? this.read(this.where(event)) : this.asked(event);
  }

  /** Returns an event's texts from a notebook's kernel, where the page has none and there is one. */
  asked: ((event: number) => Promise<readonly string[]>) | null = null;

  protected async read({ number, row, rows }: Place): Promise<readonly string[]> {
    const { head } = this;
    if (!head.text || head.columns.length === 0) return [];
    const block = await this.open(number);
    return head.columns.map((_, column) => {
      const at = column * rows + row;
      return decoder.decode(block.bytes.subarray(at === 0 ? 0 : block.ends[at - 1]! + 1, block.ends[at]));
    });
  }

  /** Gives the number of an event's block, its row there, and how many rows that has. */
  protected where(event: number): Place {
    const { block, rows, without } = this.head;
    const number = Math.floor(event / block);
    return { number, row: event - number * block, rows: Math.min(block, rows + without - number * block) };
  }

  private open(number: number): Promise<Block> {
    const known = this.kept.get(number);
    if (known !== undefined) {
      this.kept.delete(number);
      this.kept.set(number, known);
      return known;
    }
    const opened = this.whole(number);
    opened.catch(() => this.kept.delete(number));
    this.kept.set(number, opened);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return opened;
  }

  /** How many blocks there are. */
  get blocks(): number {
    const { rows, without, block, text, columns } = this.head;
    return text && columns.length > 0 ? Math.ceil((rows + without) / block) : 0;
  }

  rowsOf(number: number): number {
    const { rows, without, block } = this.head;
    return Math.min(block, rows + without - number * block);
  }

  /** Inflates a block, and keeps nothing of it. */
  async inflated(number: number): Promise<Bytes> {
    const id = `${this.layer}_t${number}`;
    if (!complete(document.getElementById(id))) await this.loaded();
    const text = document.getElementById(id)?.textContent;
    if (text === undefined || text === null) throw new Error(`the page has no block ${id}`);
    return inflate(text);
  }

  /** Returns what says which words a block may hold, if the page has it. */
  filterText(number: number): string | null {
    return document.getElementById(`${this.layer}_w${number}`)?.textContent ?? null;
  }

  /** Reads one column of the blocks that hold the given events, in their order. */
  async column(column: number, events: Uint32Array, told: (share: number) => void = () => undefined): Promise<string[]> {
    const out = new Array<string>(events.length).fill("");
    const byBlock = new Map<number, number[]>();
    events.forEach((event, i) => {
      const number = Math.floor(event / this.head.block);
      const known = byBlock.get(number);
      if (known === undefined) byBlock.set(number, [i]);
      else known.push(i);
    });
    let done = 0;
    for (const [number, places] of byBlock) {
      const { bytes, ends } = this.parted(await this.inflated(number), number);
      const rows = this.rowsOf(number);
      for (const i of places) {
        const at = column * rows + events[i]! - number * this.head.block;
        out[i] = decoder.decode(bytes.subarray(at === 0 ? 0 : ends[at - 1]! + 1, ends[at]));
      }
      done += 1;
      told(done / byBlock.size);
    }
    return out;
  }

  private parted(bytes: Uint8Array, number: number): Block {
    const ends = new Uint32Array(this.head.columns.length * this.rowsOf(number));
    let found = 0;
    for (let i = 0; i < bytes.length; i += 1) {
      if (bytes[i] === VALUE || bytes[i] === COLUMN) {
        ends[found] = i;
        found += 1;
      }
    }
    ends[found] = bytes.length;
    return { bytes, ends };
  }

  private async whole(number: number): Promise<Block> {
    return this.parted(await this.inflated(number), number);
  }

  /** Resolves once the parser has come to the end of the page. */
  loaded(): Promise<void> {
    this.loading ??= new Promise((resolve) => {
      if (document.readyState !== "loading") resolve();
      else document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
    });
    return this.loading;
  }
}

/** Tells whether the parser is done with an element. */
export function complete(element: Element | null): boolean {
  return element !== null && (element.nextSibling !== null || document.readyState !== "loading");
}
