import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex } from "@noble/hashes/utils";
import { expect, test } from "vitest";
import { checkCopy, parseRows } from "../src/proof/check";

const hash = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("cells with quotes, commas and line ends are read as they were written", () => {
  expect(parseRows('id,note\na,"b, ""c""\nd"\n\ne,\n')).toEqual([
    { id: "a", note: 'b, "c"\nd' },
    { id: "e", note: "" },
  ]);
});

test("positions count code points, and moved words are found", () => {
  const span = hash(bytes("ü🙂x"));
  const claims = [{ id: "c", source: "s", start: "1", end: "4", span_sha256: span }];
  const story = { sources: [{ id: "s", file: "s.txt", sha256: hash(bytes("🙂ü🙂x.")) }], claims };
  const whole = checkCopy("other.txt", bytes("🙂ü🙂x."), story, hash);
  expect([whole.isWhole, whole.cited.map(({ at, moved }) => [at, moved])]).toEqual([true, [[1, false]]]);
  const moved = checkCopy("other.txt", bytes("🙂🙂🙂ü🙂x."), story, hash);
  expect([moved.source, moved.cited[0]?.at, moved.cited[0]?.moved]).toEqual(["s", 3, true]);
  expect(checkCopy("other.txt", bytes("ux"), story, hash).source).toBeNull();
});

test("what rests on cells, and what is withheld, is not looked for", () => {
  const row = { id: "c", source: "s", start: "0", end: "1", span_sha256: "", column: "" };
  const cell = { ...row, span_sha256: hash(bytes("a")), column: "Dead" };
  const story = { sources: [{ id: "s", file: "s.txt", sha256: hash(bytes("a")) }], claims: [row, cell] };
  expect(checkCopy("s.txt", bytes("a"), story, hash).cited).toEqual([]);
});
