/** The events' text, inflated block by block as events are opened. */

import { inflate } from "../packed";
import type { Head } from "./types";

const COLUMN = 0xfe;
const VALUE = 0xff;
const KEPT = 6;

interface Block {
  readonly bytes: Uint8Array;
  /** First byte of each column; within it values follow in order. */
  readonly ends: Uint32Array;
}

// A mark of the order of bytes at the start is a sign of the text like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class Texts {
  private readonly blocks = new Map<number, Promise<Block>>();
  private loading: Promise<void> | null = null;

  constructor(
    private readonly layer: string,
    private readonly head: Head,
  ) {}

  /** Gives an event's texts, column by column; those without a place follow all others. */
  async of(event: number): Promise<readonly string[]> {
    const { head } = this;
    if (!head.text || head.columns.length === 0) return [];
    const number = Math.floor(event / head.block);
    const block = await this.open(number);
    const rows = Math.min(head.block, head.rows + head.without - number * head.block);
    const row = event - number * head.block;
    return head.columns.map((_, column) => {
      const at = column * rows + row;
      return decoder.decode(block.bytes.subarray(at === 0 ? 0 : block.ends[at - 1]! + 1, block.ends[at]));
    });
  }

  private open(number: number): Promise<Block> {
    const known = this.blocks.get(number);
    if (known !== undefined) {
      this.blocks.delete(number);
      this.blocks.set(number, known);
      return known;
    }
    const opened = this.read(number);
    opened.catch(() => this.blocks.delete(number));
    this.blocks.set(number, opened);
    const [oldest] = this.blocks.keys();
    if (this.blocks.size > KEPT && oldest !== undefined) this.blocks.delete(oldest);
    return opened;
  }

  private async read(number: number): Promise<Block> {
    const id = `${this.layer}_t${number}`;
    if (!complete(document.getElementById(id))) await this.whenLoaded();
    const text = document.getElementById(id)?.textContent;
    if (text === undefined || text === null) throw new Error(`the page has no block ${id}`);
    const bytes = await inflate(text);
    const { rows, without, block, columns } = this.head;
    const ends = new Uint32Array(columns.length * Math.min(block, rows + without - number * block));
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

  private whenLoaded(): Promise<void> {
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
