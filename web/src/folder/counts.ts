/** The counts of a node: by cell, group and bin of time. */

import { join, sum } from "../many/columns";
import { WORLD, type Cloud } from "../many/cloud";
import { NOTHING } from "../many/groups";
import type { Bins } from "./bins";
import type { Leaf } from "./cloud";
import type { Content, Piece } from "./pieces";

/** Squares of a node, each with how many events that pass the filters it has. */
export interface Squares {
  readonly piece: Piece;
  /** Squares each way. */
  readonly side: number;
  /** Numbers of the squares with events; of each square its events, and the group of most. */
  used: readonly number[];
  readonly totals: Float64Array;
  readonly groups: Uint8Array;
  /** Adds up what passes the filters, unless that is done for this version of them. */
  filter(cloud: Cloud, bins: Bins, version: number): void;
  /** Counts the events of a square that pass the filters, by group. */
  byGroup(at: number, cloud: Cloud, bins: Bins): Float64Array;
}

export class Counts implements Squares {
  used: readonly number[] = [];
  readonly totals: Float64Array;
  readonly groups: Uint8Array;
  private readonly cell: Int32Array;
  private readonly code: Uint8Array;
  private readonly bin: Int32Array;
  private readonly many: Int32Array;
  private version = -1;

  constructor(
    readonly piece: Piece,
    { sections }: Content,
    readonly side: number,
  ) {
    const [cell, code, bin, many] = sections as unknown as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const numbers = (planes: Uint8Array): Int32Array => {
      const out = new Int32Array(planes.length / 4);
      join(planes, out, 0);
      return out;
    };
    this.cell = numbers(cell);
    sum(this.cell, 0, this.cell.length);
    this.code = code;
    this.bin = numbers(bin);
    this.many = numbers(many);
    this.totals = new Float64Array(side * side);
    this.groups = new Uint8Array(side * side);
  }

  filter(cloud: Cloud, bins: Bins, version: number): void {
    if (version === this.version) return;
    this.version = version;
    const { cell, code, bin, many, totals, groups } = this;
    const group = Uint8Array.from({ length: 256 }, (_, one) => cloud.groupOf(one));
    const within = bins.within(cloud.window);
    const sums = new Float64Array(NOTHING + 1);
    totals.fill(0);
    const used: number[] = [];
    for (let i = 0; i < cell.length; ) {
      const at = cell[i]!;
      sums.fill(0);
      for (; i < cell.length && cell[i] === at; i += 1) {
        if (cloud.shown[code[i]!] === 0 || !within(bin[i]!)) continue;
        sums[group[code[i]!]!]! += many[i]!;
      }
      let most = 0;
      let total = 0;
      for (let one = 0; one < sums.length; one += 1) {
        total += sums[one]!;
        if (sums[one]! > sums[most]!) most = one;
      }
      totals[at] = total;
      groups[at] = most;
      if (total > 0) used.push(at);
    }
    this.used = used;
  }

  byGroup(at: number, cloud: Cloud, bins: Bins): Float64Array {
    const sums = new Float64Array(NOTHING + 1);
    const within = bins.within(cloud.window);
    for (let i = 0; i < this.cell.length; i += 1) {
      if (this.cell[i] !== at || cloud.shown[this.code[i]!] === 0 || !within(this.bin[i]!)) continue;
      sums[cloud.groupOf(this.code[i]!)]! += this.many[i]!;
    }
    return sums;
  }
}

/** The events of a leaf counted by squares, for a view that shows squares elsewhere. */
export class LeafSquares implements Squares {
  readonly piece: Piece;
  readonly side: number;
  used: readonly number[] = [];
  readonly totals: Float64Array;
  readonly groups: Uint8Array;
  private readonly square: Int32Array;
  private version = -1;

  /** @param side Squares each way, as many as the map's other squares are wide. */
  constructor(private readonly leaf: Leaf, side: number) {
    const { piece, cloud } = leaf;
    const wide = WORLD / 2 ** piece.depth / side;
    const within = (place: number, node: number): number =>
      Math.max(0, Math.min(side - 1, Math.floor(place / wide) - node * side));
    this.piece = piece;
    this.side = side;
    this.square = Int32Array.from({ length: piece.rows }, (_, i) => within(cloud.y[i]!, piece.y) * side + within(cloud.x[i]!, piece.x));
    this.totals = new Float64Array(side * side);
    this.groups = new Uint8Array(side * side);
  }

  filter(cloud: Cloud, _: Bins, version: number): void {
    if (version === this.version) return;
    this.version = version;
    const { totals, groups, square } = this;
    const lead = new Float64Array(totals.length);
    const used: number[] = [];
    totals.fill(0);
    this.eachPassing(cloud, (i, group) => {
      const at = square[i]!;
      if (totals[at] === 0) used.push(at);
      totals[at]! += 1;
      if (groups[at] === group) lead[at]! += 1;
      else if (lead[at] === 0) [groups[at], lead[at]] = [group, 1];
      else lead[at]! -= 1;
    });
    this.used = used;
  }

  byGroup(at: number, cloud: Cloud): Float64Array {
    const sums = new Float64Array(NOTHING + 1);
    this.eachPassing(cloud, (i, group) => {
      if (this.square[i] === at) sums[group]! += 1;
    });
    return sums;
  }

  private eachPassing(filters: Cloud, look: (i: number, group: number) => void): void {
    const { cloud } = this.leaf;
    cloud.window = filters.window;
    for (let i = 0; i < this.square.length; i += 1) {
      const shown = filters.shown[cloud.code[i]!]!;
      if (shown !== 0 && cloud.passes(i)) look(i, shown - 1);
    }
  }
}
