/** Unpacking columns: base64, deflate, byte planes. */

/** Decodes base64; the browser's own way where it has one. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> })
    .fromBase64;
  if (native !== undefined) return native(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

/** Inflates base64 text of raw deflate (RFC 1951). */
export async function inflate(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([fromBase64(text)])
    .stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

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
