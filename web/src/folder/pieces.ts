/** The folder beside the page: which piece of it holds what, and reading some of its bytes. */

import { inflate, type Bytes } from "../packed";
import { join } from "../many/columns";

/** What Python tells of the folder. */
export interface Index {
  /** A node has 2 ** bits cells each way. */
  readonly bits: number;
  /** What one bin of time is called; empty where there is no time. */
  readonly bin: string;
  readonly columns: readonly string[];
  /** Where bins start, and the last one ends, in days since 1970-01-01. */
  readonly edges: readonly number[];
  readonly pieces: number;
  /** Events by code and bin; those without a date come last. */
  readonly totals: Readonly<Record<string, readonly number[]>>;
  readonly without: number;
  /** The first word of each piece of words, 8 bytes each. */
  readonly words: string;
}

export interface Piece {
  readonly number: number;
  /** 0 counts, 1 events, 2 words. */
  readonly kind: number;
  readonly depth: number;
  readonly x: number;
  readonly y: number;
  readonly rows: number;
  readonly file: number;
  readonly offset: number;
  readonly length: number;
}

export interface Node {
  readonly depth: number;
  readonly x: number;
  readonly y: number;
  readonly counts: Piece | null;
  readonly events: readonly Piece[];
}

/** The parts of a piece, and where the blocks of text behind it stand: start and end. */
export interface Content {
  readonly sections: readonly Bytes[];
  readonly blocks: readonly (readonly [number, number])[];
}

const WORD = 4;

export const keyOf = (depth: number, x: number, y: number): string => `${depth}/${x}/${y}`;

/** Reads which pieces there are, in the order in which they were written. */
export async function readPieces(index: Index): Promise<readonly Piece[]> {
  const columns = await Promise.all(
    index.columns.map(async (column) => {
      const numbers = new Int32Array(index.pieces);
      join(await inflate(column), numbers, 0);
      return numbers;
    }),
  );
  return Array.from({ length: index.pieces }, (_, number) => {
    const [kind, depth, x, y, rows, file, offset, length] = columns.map((column) => column[number] ?? 0) as
      [number, number, number, number, number, number, number, number];
    return { number, kind, depth, x, y, rows, file, offset, length };
  });
}

/** Returns the nodes of the pyramid, each with its pieces. */
export function nodesOf(pieces: readonly Piece[]): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const piece of pieces) {
    const { kind, depth, x, y } = piece;
    if (kind === 2) continue;
    const key = keyOf(depth, x, y);
    const { counts = null, events = [] } = nodes.get(key) ?? {};
    nodes.set(key, {
      depth, x, y,
      counts: kind === 0 ? piece : counts,
      events: kind === 1 ? [...events, piece] : events,
    });
  }
  return nodes;
}

/**
 * Reads bytes of a file of pieces; a server that sends whole files in their place is refused.
 *
 * Chromium's cache now and then answers one of several requests for parts of one file with none of its bytes: what is
 * not whole is asked for again, past the cache.
 */
export async function readBytes(file: number, start: number, end: number, cache: RequestCache = "default"): Promise<Bytes> {
  const name = `pieces/${String(file).padStart(3, "0")}.bin`;
  const answer = await fetch(new URL(name, document.baseURI), { headers: { Range: `bytes=${start}-${end - 1}` }, cache });
  if (answer.status === 206) {
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length === end - start) return bytes;
    if (cache === "default") return readBytes(file, start, end, "no-store");
    throw new Error(`${name}: the server sent ${bytes.length} bytes in place of ${end - start}`);
  }
  await answer.body?.cancel();
  if (answer.status === 200) throw new Error("this server sends whole files only; the page needs one that serves ranges of bytes");
  throw new Error(`${name}: the server answered ${answer.status}`);
}

/** Reads a piece: how many sections and blocks it has and how long they are, then the sections. */
export async function readPiece({ file, offset, length }: Piece): Promise<Content> {
  const bytes = await readBytes(file, offset, offset + length);
  const words = new DataView(bytes.buffer);
  const [sections, blocks] = [words.getUint32(0, true), words.getUint32(WORD, true)];
  const lengths = Array.from({ length: sections + blocks }, (_, i) => words.getUint32((2 + i) * WORD, true));
  let at = (2 + lengths.length) * WORD;
  const cut = (size: number): readonly [number, number] => {
    at += size;
    return [at - size, at];
  };
  const parts = lengths.slice(0, sections).map((size) => bytes.slice(...cut(size)));
  at = offset + length;
  return { sections: await Promise.all(parts.map((part) => inflate(part))), blocks: lengths.slice(sections).map(cut) };
}

