/** Where citations stand in a copy of an article: as `geo check` finds them. */

export type Row = Readonly<Record<string, string>>;

export interface Cited {
  readonly claim: Row;
  /** The character at which its words begin; null where they don't stand there. */
  readonly at: number | null;
  readonly width: number;
  /** Whether they stand in another place than the one that was read. */
  readonly moved: boolean;
}

export interface Checked {
  /** Id of the source; null where the copy is of none. */
  readonly source: string | null;
  readonly isWhole: boolean;
  readonly cited: readonly Cited[];
  /** The text, a code point each. */
  readonly letters: readonly string[];
}

/** Places at which words are looked for in one copy, beside their own: a second or two. */
const MOST = 300_000;

/** Reads CSV (RFC 4180) with a header. */
export function parseRows(text: string): Row[] {
  const lines: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) break; // a quote that does not close: none that geo writes
    const [, body = "", end = ""] = found;
    const plain = body.startsWith('"') ? body.slice(1, -1).replaceAll('""', '"') : body;
    lines.at(-1)?.push(plain);
    if (end !== ",") lines.push([]);
  }
  const [header = [], ...rows] = lines.filter((line) => line.some((one) => one !== ""));
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""])));
}

/** Finds the source that a copy is of, and the words of each claim in it. */
export function checkCopy(
  name: string,
  bytes: Uint8Array,
  story: { readonly sources: readonly Row[]; readonly claims: readonly Row[] },
  hash: (bytes: Uint8Array) => string,
): Checked {
  const letters = Array.from(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  const digest = hash(bytes);
  const whole = story.sources.find(({ sha256 }) => sha256 === digest);
  const named = story.sources.filter(({ file }) => file?.split("/").at(-1) === name);
  const search = { left: MOST, shift: 0 };
  const results = (whole === undefined ? [...named, ...story.sources] : [whole]).map((source) => ({
    source: source["id"] ?? "",
    isWhole: whole !== undefined,
    cited: story.claims
      .filter((claim) => claim["source"] === source["id"] && spanOf(claim) !== null)
      .map((claim) => find(claim, letters, hash, search)),
    letters,
  }));
  const holding = results.find(({ isWhole, cited }) => isWhole || cited.some(({ at }) => at !== null));
  const nothing = { source: null, isWhole: false, cited: [], letters };
  return holding ?? (named.length > 0 ? results[0] : undefined) ?? nothing;
}

/** Returns start and end of a claim's words; null for one that rests on cells, or is withheld. */
function spanOf(claim: Row): readonly [number, number] | null {
  const [start, end] = [Number(claim["start"]), Number(claim["end"])];
  const isSpan = claim["span_sha256"]?.length === 64 && !claim["column"] && end > start;
  return isSpan ? [start, end] : null;
}

/** Finds a claim's words in their place, as far away as those before it, or anywhere. */
function find(
  claim: Row,
  letters: readonly string[],
  hash: (bytes: Uint8Array) => string,
  search: { left: number; shift: number },
): Cited {
  const [start, end] = spanOf(claim) ?? [0, 0];
  const width = end - start;
  const coder = new TextEncoder();
  const holds = (at: number): boolean =>
    at >= 0 &&
    at + width <= letters.length &&
    hash(coder.encode(letters.slice(at, at + width).join(""))) === claim["span_sha256"];
  const found = (at: number): Cited => {
    search.shift = at - start;
    return { claim, at, width, moved: at !== start };
  };
  for (const at of [start, start + search.shift]) if (holds(at)) return found(at);
  for (let far = 1; far <= letters.length && search.left > 0; far += 1, search.left -= 2) {
    for (const at of [start - far, start + far]) if (holds(at)) return found(at);
  }
  return { claim, at: null, width, moved: false };
}
