/** Bins of time: whole days, weeks, months or years. */

import type { Window } from "../many/cloud";

export class Bins {
  /** @param edges Where bins start, and the last one ends, in days. */
  constructor(private readonly edges: readonly number[]) {}

  get many(): number {
    return Math.max(0, this.edges.length - 1);
  }

  /** First and last day of all bins. */
  get whole(): Window | null {
    const [first, last] = [this.edges[0], this.edges[this.edges.length - 1]];
    return first === undefined || last === undefined ? null : { first, last: last - 1 };
  }

  /** Number of the bin that holds a day. */
  of(day: number): number {
    let bin = 0;
    while (bin < this.many - 1 && (this.edges[bin + 1] ?? Infinity) <= day) bin += 1;
    return bin;
  }

  /** Widens a window to whole bins. */
  snapped({ first, last }: Window): Window {
    return { first: this.edges[this.of(first)] ?? first, last: (this.edges[this.of(last) + 1] ?? last + 1) - 1 };
  }

  /** Tells which bins lie in a window of whole bins; -1, no date, only where there is no window. */
  within(window: Window | null): (bin: number) => boolean {
    if (window === null) return () => true;
    const [first, last] = [this.of(window.first), this.of(window.last)];
    return (bin) => bin >= first && bin <= last;
  }
}
