/** What leaves events out beside groups and time: a search, and ranges of numbers. */

import type { Cloud } from "./cloud";

export class Filters {
  private readonly masks = new Map<string, Uint8Array>();

  constructor(private readonly cloud: Cloud) {}

  /** Sets what one filter keeps, by event 1 or 0; null where it keeps all. */
  set(name: string, mask: Uint8Array | null): void {
    if (mask === null) this.masks.delete(name);
    else this.masks.set(name, mask);
    const [first, ...rest] = this.masks.values();
    if (first === undefined || rest.length === 0) {
      this.cloud.kept = first ?? null;
      return;
    }
    const kept = first.slice();
    for (const other of rest) for (let i = 0; i < kept.length; i += 1) if (other[i] === 0) kept[i] = 0;
    this.cloud.kept = kept;
  }
}
