/** CSV (RFC 4180) whose cells no spreadsheet takes for a formula, by the rule of geo/formats/formulas.json. */

import rule from "../../geo/formats/formulas.json";

export type Cell = string | number | boolean | null;

const FORMULA = new RegExp(rule.formula, "u");
const NUMBER = new RegExp(rule.number, "u");

/** Returns a text so that a spreadsheet shows it and never runs it. */
export function guarded(text: string): string {
  const runs = FORMULA.test(text) && !NUMBER.test(text);
  return `${runs ? "'" : ""}${text.replaceAll("\0", "␀")}`;
}

/** Writes one cell. */
export function cellText(cell: Cell): string {
  if (cell === null) return '""';
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : '""';
  return `"${guarded(String(cell)).replaceAll('"', '""')}"`;
}

/** Writes rows under a header; a column that a row lacks is an empty cell. */
export function toCsv(columns: readonly string[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const lines = rows.map((row) => columns.map((name) => cellText(row[name] ?? null)).join(","));
  return [columns.map(cellText).join(","), ...lines].map((line) => `${line}\n`).join("");
}
