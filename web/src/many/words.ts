/** Words of texts and queries, and which blocks of texts may hold them; as geo/maps/points/text.py has it. */

const LENGTHS = [3, 5, 7] as const;
const HASHES = 3;
const ROOM = 21n;
const GOLDEN = 0x9e3779b97f4a7c15n;
const SIXTY_FOUR = (1n << 64n) - 1n;
const SEPARATORS = /[\u00a0-\u00bf\u00d7\u00f7\u060c\u061b\u061f\u0964\u0965\u2000-\u20bf\u3000-\u303f\ufffd]/g;
const MARKS = /[\u0300-\u036f]/g;
/** Scripts without spaces between words: Thai, Lao, Myanmar, kana, Han. */
const UNSPACED = /[\u0e00-\u0eff\u1000-\u10bf\u3040-\u9fff]/;

// eslint-disable-next-line no-control-regex
const ASCII = /^[\0-\x7f]*$/;

/** Returns a text in lower case, compatible characters as one, without marks on letters. */
export function folded(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll("ς", "σ")
    .replace(MARKS, "")
    .replace(SEPARATORS, " ")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Returns the words of a query. */
export function wordsOf(query: string): string[] {
  return [...new Set(folded(query).split(/[\0-\x2f\x3a-\x60\x7b-\x7f]+/).filter((word) => word !== ""))];
}

function isInWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || code >= 0x80;
}

/** Returns whether a word may begin at a place of a folded text. */
export function isBeginning(text: string, at: number): boolean {
  return at === 0 || !isInWord(text.charCodeAt(at - 1)) || UNSPACED.test(text[at] ?? "");
}

function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Returns the numbers under which a filter knows the beginnings of a word. */
export function entriesOf(word: string): number[] {
  const bytes = new TextEncoder().encode(word);
  return LENGTHS.filter((length) => length <= bytes.length).map((length) => {
    let key = 0n;
    for (let i = length - 1; i >= 0; i -= 1) key = (key << 8n) | BigInt(bytes[i]!);
    return Number(((key * GOLDEN) & SIXTY_FOUR) >> (64n - ROOM));
  });
}

/** Returns whether a filter may hold all of a word's entries; "no" is sure. */
export function mayHold(filter: Uint8Array, entries: readonly number[]): boolean {
  const bits = 8 * filter.length;
  return entries.every((entry) => {
    const first = mixed(entry);
    const step = mixed(first ^ 0x9e3779b9) | 1;
    for (let number = 0; number < HASHES; number += 1) {
      const at = ((first + Math.imul(number, step)) >>> 0) % bits;
      if ((filter[at >>> 3]! & (1 << (at & 7))) === 0) return false;
    }
    return true;
  });
}
