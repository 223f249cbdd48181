/** The events that have been read of a folder, and what is known of all others: their counts. */

import type { Bytes } from "../packed";
import { inflate } from "../packed";
import { CELL, Cloud, type Window } from "../many/cloud";
import { CODES, groupsOf, NOTHING } from "../many/groups";
import { Texts, type Place } from "../many/texts";
import type { Head } from "../many/types";
import { Bins } from "./bins";
import { readBytes, type Content, type Index, type Piece } from "./pieces";

/** Most events that are in memory at once. */
export const CAPACITY = 2 ** 20;
const BLOCKS = 64;

/** The events of one piece. */
export interface Leaf {
  readonly piece: Piece;
  readonly cloud: Cloud;
  readonly blocks: Content["blocks"];
}

/** Events of a leaf that are shown: their rows there, or null for all. */
export interface Part {
  readonly leaf: Leaf;
  readonly rows: Uint32Array | null;
}

const sizeOf = ({ leaf, rows }: Part): number => rows?.length ?? leaf.piece.rows;

export async function readLeaf(piece: Piece, head: Head, { sections, blocks }: Content): Promise<Leaf> {
  const [lon, lat, first, lasts, code] = sections as unknown as [Bytes, Bytes, Bytes, Bytes, Bytes];
  const cloud = new Cloud({ ...head, rows: piece.rows, part: piece.rows });
  cloud.setPlaces(lon, lat, code, 0);
  cloud.setTimes(first, lasts, 0);
  return { piece, cloud, blocks };
}

export class FolderCloud extends Cloud {
  readonly bins: Bins;
  private parts: readonly Part[] = [];
  /** Whether the events in memory are all that is shown, as those are that a search has found. */
  private isAlone = false;

  constructor(head: Head, private readonly index: Index) {
    super({ ...head, rows: CAPACITY });
    Object.assign(this, { head });
    this.bins = new Bins(index.edges);
    this.range = this.bins.whole;
    this.dated = head.rows;
    const { many } = this.bins;
    this.undated = Object.values(index.totals).reduce((sum, totals) => sum + (totals[many] ?? 0), 0);
  }

  override get unread(): number {
    return 0;
  }

  override snapped(wanted: Window): Window {
    return this.bins.snapped(wanted);
  }

  /** Takes these events in place of those it had. */
  fill(parts: readonly Part[], isAlone = false): void {
    let at = 0;
    for (const part of parts) {
      const { cloud } = part.leaf;
      const columns = [[cloud.x, this.x], [cloud.y, this.y], [cloud.code, this.code], [cloud.first, this.first], [cloud.last, this.last]] as const;
      for (const [from, to] of this.timed ? columns : columns.slice(0, 3)) {
        if (part.rows === null) to.set(from, at);
        else part.rows.forEach((row, i) => {
          to[at + i] = from[row]!;
        });
      }
      at += sizeOf(part);
    }
    [this.parts, this.isAlone] = [parts, isAlone];
    this.exchanged += 1;
    this.ready = at;
    for (let start = 0; start < at; start += CELL) this.bound(start, Math.min(start + CELL, at));
  }

  /** Takes the box and the times around the events of one cell. */
  private bound(start: number, end: number): void {
    const { x, y, first, last } = this;
    const box = [2 ** 30, 2 ** 30, 0, 0, 2 ** 31 - 1, -(2 ** 31)];
    for (let i = start; i < end; i += 1) {
      box[0] = Math.min(box[0]!, x[i]!);
      box[1] = Math.min(box[1]!, y[i]!);
      box[2] = Math.max(box[2]!, x[i]!);
      box[3] = Math.max(box[3]!, y[i]!);
      if (!this.timed) continue;
      box[4] = Math.min(box[4]!, first[i]!);
      box[5] = Math.max(box[5]!, last[i]!);
    }
    this.cells.set(box, 6 * (start / CELL));
  }

  /** Gives the leaf of an event, and its number there. */
  leafOf(event: number): { leaf: Leaf; row: number } {
    let row = event;
    for (const part of this.parts) {
      if (row < sizeOf(part)) return { leaf: part.leaf, row: part.rows?.[row] ?? row };
      row -= sizeOf(part);
    }
    throw new Error(`no event ${event} has been read`);
  }

  /** Returns the number that a row of a leaf has now; -1 where it is not among the events in memory. */
  eventOf(piece: Piece, row: number): number {
    let at = 0;
    for (const part of this.parts) {
      const place = part.leaf.piece === piece ? (part.rows?.indexOf(row) ?? row) : -1;
      if (place >= 0) return at + place;
      at += sizeOf(part);
    }
    return -1;
  }

  override matching(): { byCode: Uint32Array; byGroup: Uint32Array; passed: number } {
    if (this.isAlone) return super.matching();
    const byCode = new Uint32Array(CODES);
    const byGroup = new Uint32Array(NOTHING + 1);
    const groups = groupsOf(this.head.colour, new Set());
    let passed = 0;
    this.eachTotal((code, bin, many) => {
      if (!this.bins.within(this.window)(bin)) return;
      byCode[code]! += many;
      byGroup[groups[code]!]! += many;
      if (this.shown[code] !== 0) passed += many;
    });
    return { byCode, byGroup, passed };
  }

  override histogram(bins: number): Float64Array {
    if (this.isAlone) return super.histogram(bins);
    const totals = new Float64Array(this.bins.many);
    this.eachTotal((code, bin, many) => {
      if (bin >= 0 && this.shown[code] !== 0) totals[bin]! += many;
    });
    const { first = 0, last = 0 } = this.range ?? {};
    const day = (last - first + 1) / bins;
    return Float64Array.from({ length: bins }, (_, bar) => totals[this.bins.of(Math.floor(first + (bar + 0.5) * day))] ?? 0);
  }

  private eachTotal(look: (code: number, bin: number, many: number) => void): void {
    const undated = this.bins.many;
    for (const [code, totals] of Object.entries(this.index.totals)) {
      totals.forEach((many, bin) => look(Number(code), bin === undated ? -1 : bin, many));
    }
  }
}

/** The texts of events that have been read: each block is fetched when one of its events is opened. */
export class FolderTexts extends Texts {
  private readonly pieces = new Map<number, Leaf>();

  constructor(head: Head, private readonly cloud: FolderCloud) {
    super("", head);
  }

  /** No text can be searched: most of them have not been read. */
  override get blocks(): number {
    return 0;
  }

  override rowsOf(number: number): number {
    const rows = this.pieces.get(Math.floor(number / BLOCKS))?.piece.rows ?? 0;
    return Math.min(this.head.block, rows - (number % BLOCKS) * this.head.block);
  }

  /** Returns the texts of a leaf's events, by their numbers there. */
  in(leaf: Leaf): Pick<Texts, "of"> {
    return { of: (row) => this.read(this.whereIn(leaf, row)) };
  }

  override async column(column: number, events: Uint32Array): Promise<string[]> {
    return Promise.all([...events].map(async (event) => (await this.of(event))[column] ?? ""));
  }

  protected override where(event: number): Place {
    const { leaf, row } = this.cloud.leafOf(event);
    return this.whereIn(leaf, row);
  }

  private whereIn(leaf: Leaf, row: number): Place {
    const { block } = this.head;
    const number = Math.floor(row / block);
    this.pieces.set(leaf.piece.number, leaf);
    return {
      number: leaf.piece.number * BLOCKS + number,
      row: row - number * block,
      rows: Math.min(block, leaf.piece.rows - number * block),
    };
  }

  override async inflated(number: number): Promise<Bytes> {
    const leaf = this.pieces.get(Math.floor(number / BLOCKS));
    const place = leaf?.blocks[number % BLOCKS];
    if (leaf === undefined || place === undefined) throw new Error(`no block ${number} in the folder`);
    return inflate(await readBytes(leaf.piece.file, ...place));
  }
}
