/** Which colour and shape each value has: the most frequent their own, a picked one that of a hidden one. */

import type { Key } from "./types";

/** Groups of a key: its own, then "other", then "no value". */
export const OTHER = 8;
export const NOTHING = 9;
/** Codes of values beyond those that the key names, and of none. */
export const REST_CODE = 253;
export const NOTHING_CODE = 255;
export const CODES = 256;

/** Returns the group of each code: on a ramp all values are one. */
export function groupsOf(key: Key, hidden: ReadonlySet<number>): Uint8Array {
  const out = new Uint8Array(CODES).fill(key.kind === "ramp" ? 0 : OTHER);
  out[NOTHING_CODE] = NOTHING;
  if (key.kind === "ramp") return out;
  const own = key.groups?.length ?? 0;
  const free: number[] = [];
  for (let code = 0; code < own; code += 1) {
    out[code] = code;
    if (hidden.has(code)) free.push(code);
  }
  const named = key.names?.length ?? 0;
  const picked = Array.from({ length: Math.max(0, named - own) }, (_, i) => own + i).filter((code) => !hidden.has(code));
  // All of them or none: a colour of its own among others that share one would say more than it knows.
  if (picked.length <= free.length) picked.forEach((code, i) => (out[code] = free[i]!));
  return out;
}
