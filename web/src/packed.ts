/** Unpacking what Python packed: base64, then deflate (RFC 1951) or gzip (RFC 1952). */

export type Bytes = Uint8Array<ArrayBuffer>;

/** Decodes base64; the browser's own way where it has one. */
export function fromBase64(text: string): Bytes {
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Bytes }).fromBase64;
  if (native !== undefined) return native(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%.()*+-;,=:?@^_`{|}~";

/** Decodes base85 as Python's, but with no letter that HTML reads: `,` for `<`, `.` for `&`, `:` for `>`. */
export function fromBase85(text: string): Bytes {
  const values = new Uint8Array(128);
  for (let i = 0; i < DIGITS.length; i += 1) values[DIGITS.charCodeAt(i)] = i;
  const missing = (5 - (text.length % 5)) % 5;
  const bytes = new Uint8Array(((text.length + missing) / 5) * 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 5) {
    let value = 0;
    for (let i = at; i < at + 5; i += 1) value = value * 85 + (i < text.length ? (values[text.charCodeAt(i)] ?? 0) : 84);
    view.setUint32((at / 5) * 4, value);
  }
  return bytes.subarray(0, bytes.length - missing);
}

/**
 * Inflates bytes, or base64 text.
 *
 * The stream is fed and read by hand: what goes through a `Blob` or a `Response` waits for tasks
 * of the browser, and a page that is still being parsed has many before them.
 */
export async function inflate(text: string | Bytes, format: CompressionFormat = "deflate-raw"): Promise<Bytes> {
  const { readable, writable } = new DecompressionStream(format);
  const writer = writable.getWriter();
  const fed = Promise.all([writer.write(typeof text === "string" ? fromBase64(text) : text), writer.close()]);
  const [chunks] = await Promise.all([chunksOf(readable), fed]);
  const out = new Uint8Array(chunks.reduce((length, one) => length + one.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

async function chunksOf(readable: ReadableStream<Bytes>): Promise<Bytes[]> {
  const reader = readable.getReader();
  const chunks: Bytes[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return chunks;
    chunks.push(value);
  }
}
