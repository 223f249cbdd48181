/** What rows are called: their kinds, titles and columns, in words. */

import type { Row } from "./api";

export interface Kind {
  readonly word: string;
  readonly many: string;
  /** The class of its mark in the text; a letter repeats what the colour says. */
  readonly mark: string;
  readonly letter: string;
  readonly titles: readonly string[];
  /** The cells that are shown first. */
  readonly cells: readonly string[];
}

export const KINDS: Readonly<Record<string, Kind>> = {
  story: kind("story", "story", "source", "T", ["title"], ["title", "finding"]),
  sources: kind("article", "articles", "source", "A", ["title", "file"], ["title", "publisher", "author", "published"]),
  events: kind("event", "events", "event", "E", ["title"], ["title", "kind", "date", "place"]),
  links: kind("link", "links", "link", "L", ["title"], ["title", "from", "to", "via", "medium", "direction", "date"]),
  claims: kind("claim", "claims", "claim", "C", ["statement"], ["statement", "said_by", "status", "about"]),
  figures: kind("figure", "figures", "figure", "F", ["scope"], ["measure", "bound", "low", "high", "unit", "scope", "claim"]),
  relations: kind("answer", "answers", "claim", "R", [], ["claim", "relation", "other", "on", "reason"]),
  places: kind("place", "places", "place", "P", ["label", "name"], ["name", "kind", "within", "country", "query", "label"]),
  actors: kind("person or body", "people and bodies", "actor", "W", ["name"], ["name", "kind", "role", "claims"]),
  mentions: kind("mention", "mentions", "source", "M", [], ["of", "what"]),
  steps: kind("step", "steps", "source", "S", ["title"], ["title", "text", "view", "selects", "date"]),
  exhibits: kind("picture", "pictures", "source", "I", ["alt"], ["alt", "credit", "licence", "kind"]),
  views: kind("view", "views", "source", "V", ["title"], ["title", "places"]),
  event_places: kind("further place", "further places", "source", "+", [], ["event", "place", "role"]),
};

function kind(
  word: string,
  many: string,
  mark: string,
  letter: string,
  titles: readonly string[],
  cells: readonly string[],
): Kind {
  return { word, many, mark, letter, titles, cells };
}

export function nameOf(row: Pick<Row, "table" | "key">): string {
  return `${row.table}/${row.key}`;
}

/** What a row says in one line; what is empty is told as missing. */
export function titleOf(row: Row, all: ReadonlyMap<string, Row>): string {
  if (row.table === "relations") {
    const ends = ["claim", "other"].map((end) => {
      const other = all.get(`claims/${row.cells[end] ?? ""}`);
      return other === undefined ? (row.cells[end] ?? "") : short(titleOf(other, all));
    });
    const [one = "", other = ""] = ends.map((end) => (end.startsWith("“") ? end : `“${end}”`));
    return `${one} ${row.cells["relation"] ?? ""} ${other}`;
  }
  if (row.table === "figures") {
    const { bound = "", low = "", high = "", unit = "", wording = "", measure = "" } = row.cells;
    const number = low !== "" && high !== "" && low !== high ? `${low} to ${high}` : low || high || wording;
    const how = bound === "exact" || bound === "between" ? "" : `${bound.replace("-", " ")} `;
    return `${measure}: ${how}${number} ${unit === measure ? "" : unit}`.trim();
  }
  for (const column of KINDS[row.table]?.titles ?? []) {
    const cell = column === "title" ? row.shown : (row.cells[column] ?? "");
    if (cell !== "") return cell;
  }
  if (row.table === "claims") return row.hints["quote"] === undefined ? "no statement yet" : `“${row.hints["quote"]}”`;
  return row.key;
}

export function short(text: string, most = 60): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

const COLUMNS: Readonly<Record<string, string>> = {
  said_by: "said by",
  date_basis: "date is",
  date_note: "how inferred",
  about: "about",
  low: "at least",
  high: "at most",
};

export function columnWord(column: string): string {
  return COLUMNS[column] ?? column.replace(/_/g, " ");
}
