/** Columns of numbers: byte planes and differences. */

/** Puts the four planes of numbers together, into `out` from `at` on. */
export function join(planes: Uint8Array, out: Int32Array, at: number): void {
  const n = planes.length / 4;
  const [b, c, d] = [n, 2 * n, 3 * n];
  for (let i = 0; i < n; i += 1) {
    out[at + i] =
      planes[i]! | (planes[b + i]! << 8) | (planes[c + i]! << 16) | (planes[d + i]! << 24);
  }
}

/** Adds up differences whose sign stands in the lowest bit. */
export function sum(numbers: Int32Array, from: number, to: number): void {
  let value = 0;
  for (let i = from; i < to; i += 1) {
    const step = numbers[i]!;
    value = (value + ((step >>> 1) ^ -(step & 1))) | 0;
    numbers[i] = value;
  }
}
