/** CSV (RFC 4180) whose cells no spreadsheet takes for a formula; the same rules as geo.exports. */

export type Cell = string | number | boolean | null;

/** What a spreadsheet takes for the begin of a formula, in full width too. */
const FORMULA = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

/** Gives a text so that a spreadsheet shows it and never runs it. */
export function guarded(text: string): string {
  return `${FORMULA.test(text) ? "'" : ""}${text.replaceAll("\0", "␀")}`;
}

function written(cell: Cell): string {
  if (cell === null) return '""';
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : '""';
  return `"${guarded(String(cell)).replaceAll('"', '""')}"`;
}

/** Writes rows under a header; a column that a row lacks is an empty cell. */
export function toCsv(columns: readonly string[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const lines = rows.map((row) => columns.map((name) => written(row[name] ?? null)).join(","));
  return [columns.map(written).join(","), ...lines].map((line) => `${line}\n`).join("");
}
