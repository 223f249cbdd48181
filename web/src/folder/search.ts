/** Search in a folder: the sorted words say which blocks may hold a query, and these are fetched and read. */

import { inflate, type Bytes } from "../packed";
import { join, sum } from "../many/columns";
import { rowsWith, TOLD_EACH_MS, wanted, type Found, type Searching, type Wanted } from "../many/search";
import type { Head } from "../many/types";
import { CAPACITY, type Leaf, type Part } from "./cloud";
import { readBytes, readPiece, type Index, type Piece } from "./pieces";

/** Letters of a word, in bytes, that are in order. */
const BYTES = 8;
/** A beginning that so many pieces of words have is too common to be looked up. */
const MOST_PARTS = 24;
/** Blocks that are read before a person is asked. */
const AT_ONCE = 48;
const FETCHED_TOGETHER = 6;
const PARTS_KEPT = 48;

/** What a search needs of the map. */
export interface Place {
  readonly head: Head;
  readonly leaf: (piece: Piece) => Promise<Leaf>;
  /** The middle of what the map shows, in worlds. */
  readonly middle: () => readonly [number, number];
  readonly show: (parts: readonly Part[] | null) => void;
}

/** Sorted words, and the blocks that hold each. */
interface Words {
  readonly words: BigUint64Array;
  /** Where the blocks of each word begin; one more at the end. */
  readonly starts: Uint32Array;
  readonly blocks: Int32Array;
}

interface Block {
  readonly number: number;
  readonly piece: Piece;
}

export class FolderSearch implements Searching {
  private turn = 0;
  private readonly parts = new Map<number, Promise<Words>>();
  private readonly firsts: Promise<BigUint64Array>;
  private readonly listed: Promise<{ words: readonly Piece[]; leaves: readonly Piece[]; starts: Uint32Array }>;

  constructor(index: Index, pieces: Promise<readonly Piece[]>, private readonly place: Place) {
    this.firsts = inflate(index.words).then((bytes) => keysOf(bytes, false));
    this.listed = pieces.then((all) => {
      const leaves = all.filter(({ kind }) => kind === 1);
      const starts = new Uint32Array(leaves.length + 1);
      leaves.forEach(({ rows }, i) => {
        starts[i + 1] = starts[i]! + Math.ceil(rows / place.head.block);
      });
      return { words: all.filter(({ kind }) => kind === 2), leaves, starts };
    });
  }

  stop(isOver = false): void {
    this.turn += 1;
    if (isOver) this.place.show(null);
  }

  /** Nothing is read before it is asked for. */
  warm(): Promise<void> {
    return Promise.resolve();
  }

  /** Reads the blocks that may hold the words, the nearest to the middle of the map first. */
  async find(query: string, told: (found: Found) => void): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    const words = wanted(query, this.place.head);
    const blocks = await this.candidates(words);
    if (turn !== this.turn) return;
    const rows = new Map<Piece, { leaf: Leaf; rows: number[] }>();
    let [many, done] = [0, 0];
    const tell = (isPaused: boolean): void => {
      this.place.show([...rows.values()].map(({ leaf, rows: some }) => ({ leaf, rows: Uint32Array.from(some) })));
      const share = blocks.length === 0 ? 1 : done / blocks.length;
      told({ mask: null, many, unplaced: 0, share, ...(isPaused && share < 1 ? { rest: { said: this.said(done, blocks.length), further } } : {}) });
    };
    const further = async (): Promise<void> => {
      let before = performance.now();
      for (const end = done + AT_ONCE; done < Math.min(end, blocks.length) && many < CAPACITY / 2;) {
        const some = blocks.slice(done, Math.min(end, done + FETCHED_TOGETHER));
        const read = await Promise.all(some.map((block) => this.rowsOf(block, words)));
        if (turn !== this.turn) return;
        for (const { piece, leaf, found } of read) {
          if (found.length === 0) continue;
          const known = rows.get(piece) ?? { leaf, rows: [] };
          known.rows.push(...found);
          rows.set(piece, known);
          many += found.length;
        }
        done += some.length;
        if (performance.now() - before < TOLD_EACH_MS || many === 0) continue;
        tell(false);
        before = performance.now();
      }
      tell(true);
    };
    await further();
  }

  private said(done: number, all: number): string {
    const number = (many: number): string => many.toLocaleString("en");
    return ` so far: ${number(done)} of ${number(all)} parts that may have it are searched, from the middle of the map outwards`;
  }

  private async rowsOf({ number, piece }: Block, words: readonly Wanted[]): Promise<{ piece: Piece; leaf: Leaf; found: number[] }> {
    const { block } = this.place.head;
    const leaf = await this.place.leaf(piece);
    const place = leaf.blocks[number];
    if (place === undefined) throw new Error(`no block ${number} in the folder`);
    const bytes = await inflate(await readBytes(piece.file, ...place));
    const first = number * block;
    const rows = rowsWith(bytes, Math.min(block, piece.rows - first), words, (row) => leaf.cloud.code[first + row]!);
    return { piece, leaf, found: rows.map((row) => first + row) };
  }

  /** Returns the blocks that may hold all words, the nearest first. */
  private async candidates(words: readonly Wanted[]): Promise<Block[]> {
    const { leaves, starts } = await this.listed;
    const found = await Promise.all(words.map(({ word }) => this.blocksWith(word)));
    const known = found.filter((one): one is Set<number> => one !== null).sort((a, b) => a.size - b.size);
    const [few, ...others] = known;
    const all = few ?? new Set(Array.from({ length: starts[leaves.length]! }, (_, block) => block));
    const [x, y] = this.place.middle();
    const blocks: (Block & { far: number; at: number })[] = [];
    for (const at of all) {
      if (!others.every((other) => other.has(at))) continue;
      const leaf = lastBelow(starts, at);
      const piece = leaves[leaf]!;
      blocks.push({ number: at - starts[leaf]!, piece, far: distance(piece, x, y), at });
    }
    return blocks.sort((a, b) => a.far - b.far || a.at - b.at);
  }

  /** Returns the blocks that have a word with this beginning; null where that is too common to be looked up. */
  private async blocksWith(word: string): Promise<Set<number> | null> {
    const { words: pieces } = await this.listed;
    const bytes = new TextEncoder().encode(word).slice(0, BYTES);
    const low = keysOf(Uint8Array.from({ length: BYTES }, (_, i) => bytes[i] ?? 0), false)[0]!;
    const high = keysOf(Uint8Array.from({ length: BYTES }, (_, i) => bytes[i] ?? 0xff), false)[0]!;
    const firsts = await this.firsts;
    const from = Math.max(0, lastBelow(firsts, low - 1n));
    const to = lastBelow(firsts, high);
    if (to - from >= MOST_PARTS) return null;
    const out = new Set<number>();
    for (const part of await Promise.all(pieces.slice(from, to + 1).map((piece) => this.part(piece)))) {
      const [first, last] = [lastBelow(part.words, low - 1n) + 1, lastBelow(part.words, high)];
      if (last < first) continue;
      for (let i = part.starts[first]!; i < part.starts[last + 1]!; i += 1) out.add(part.blocks[i]!);
    }
    return out;
  }

  private part(piece: Piece): Promise<Words> {
    const known = this.parts.get(piece.number) ?? readWords(piece);
    this.parts.delete(piece.number);
    this.parts.set(piece.number, known);
    known.catch(() => this.parts.delete(piece.number));
    const [oldest] = this.parts.keys();
    if (this.parts.size > PARTS_KEPT && oldest !== undefined) this.parts.delete(oldest);
    return known;
  }
}

async function readWords(piece: Piece): Promise<Words> {
  const [letters, many, blocks] = (await readPiece(piece)).sections as unknown as [Bytes, Bytes, Bytes];
  const counts = new Int32Array(many.length / 4);
  join(many, counts, 0);
  const starts = new Uint32Array(counts.length + 1);
  counts.forEach((count, i) => {
    starts[i + 1] = starts[i]! + count;
  });
  const numbers = new Int32Array(blocks.length / 4);
  join(blocks, numbers, 0);
  sum(numbers, 0, numbers.length);
  return { words: keysOf(letters, true), starts, blocks: numbers };
}

/** Reads words of 8 bytes, which stand one behind another, or byte by byte in planes. */
function keysOf(bytes: Bytes, inPlanes: boolean): BigUint64Array {
  const many = bytes.length / BYTES;
  const view = new DataView(new ArrayBuffer(bytes.length));
  for (let i = 0; i < many; i += 1) {
    for (let byte = 0; byte < BYTES; byte += 1) view.setUint8(i * BYTES + byte, bytes[inPlanes ? byte * many + i : i * BYTES + byte]!);
  }
  return BigUint64Array.from({ length: many }, (_, i) => view.getBigUint64(i * BYTES));
}

/** Returns the last place of sorted numbers whose number is not above a value; -1 where none is. */
function lastBelow<T extends bigint | number>(sorted: { readonly length: number; readonly [at: number]: T }, value: T): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** How far a node is from a place, in worlds, also over 180 degrees; 0 where it holds it. */
function distance({ depth, x, y }: Piece, toX: number, toY: number): number {
  const wide = 1 / 2 ** depth;
  const beyond = (from: number, to: number): number => Math.max(0, from - to, to - from - wide);
  const across = Math.min(...[-1, 0, 1].map((turn) => beyond(x * wide + turn, ((toX % 1) + 1) % 1)));
  return Math.hypot(across, beyond(y * wide, toY));
}
