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
