/** The article: its paragraphs with what was found in them marked, and words that a person selects. */

import { make } from "../dom";
import { calm } from "../theme";
import type { At, Row } from "./api";
import type { Desk } from "./desk";
import { KINDS, nameOf } from "./names";

const WIDE = new Set(["claims", "events", "links"]);

interface Mark extends At {
  readonly row: Row;
  readonly kind: string;
  /** Whether it only says which words are chosen. */
  readonly isChosen?: boolean;
}

/** Shows the article of the row that is chosen. */
export function showArticle(desk: Desk, box: HTMLElement): void {
  const text = desk.story.texts[desk.source];
  const sources = desk.rows.filter((row) => row.table === "sources");
  const tabs = sources.map((row) => {
    const button = make("button", { type: "button", "aria-pressed": String(row.key === desk.source) }, row.cells["title"] || row.key);
    button.addEventListener("click", () => {
      desk.source = row.key;
      desk.changed();
    });
    return button;
  });
  const head = make("div", { class: "desk-sources", role: "group", "aria-label": "Articles" }, ...tabs);
  if (text === undefined) {
    const why = sources.length === 0 ? "No article yet: geo desk STORY ARTICLE drafts one." : "There is no copy of this article here.";
    box.replaceChildren(head, make("p", { class: "desk-none" }, why));
    return;
  }
  const marks = marksOf(desk);
  const paragraphs = paragraphsOf(text).map(([number, start, points]) => {
    const inside = marks.filter((mark) => mark.start < start + points.length && mark.end > start);
    const number_ = make("span", { class: "review-number", "aria-hidden": "true" }, String(number));
    return make("p", { dir: "auto" }, number_, make("span", { "data-start": String(start) }, ...pieces(desk, points, start, inside)));
  });
  const limits = desk.story.limits[desk.source] ?? "";
  const note = limits === "" ? [] : [make("p", { class: "desk-limits", role: "note" }, `This article is ${limits}.`)];
  box.replaceChildren(head, ...note, ...paragraphs);
  const chosen = box.querySelector(".is-chosen");
  chosen?.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
}

/** Paragraphs as citations number them: number, first code point, code points. */
function paragraphsOf(text: string): [number, number, string[]][] {
  const found: [number, number, string[]][] = [];
  let at = 0;
  for (const line of text.split(/(\r\n?|\n)/)) {
    const points = Array.from(line);
    if (line.trim() !== "") found.push([found.length + 1, at, points]);
    at += points.length;
  }
  return found;
}

function marksOf(desk: Desk): readonly Mark[] {
  const marks: Mark[] = [];
  for (const row of desk.rows) {
    if (row.at === null || row.at.source !== desk.source || row.state === "dropped") continue;
    if (row.table === "mentions") {
      const of = named(desk, row.cells["of"] ?? "");
      if (of !== undefined && of.state !== "dropped") marks.push({ ...row.at, row: of, kind: row.cells["what"] ?? "" });
    } else if (WIDE.has(row.table)) marks.push({ ...row.at, row, kind: KINDS[row.table]?.mark ?? "" });
  }
  const row = desk.row;
  const at = desk.draft ?? row?.at;
  if (row !== undefined && at?.source === desk.source) {
    marks.push({ source: at.source, start: at.start, end: at.end, row, kind: "", isChosen: true });
  }
  return marks;
}

function named(desk: Desk, key: string): Row | undefined {
  for (const table of ["places", "actors", "figures", "events", "links", "sources"]) {
    const row = desk.all.get(`${table}/${key}`);
    if (row !== undefined) return row;
  }
  return undefined;
}

/** Cuts a paragraph where a mark begins or ends; the shortest mark is the one that is clicked. */
function pieces(desk: Desk, points: readonly string[], start: number, marks: readonly Mark[]): (Node | string)[] {
  const end = start + points.length;
  const cuts = new Set([start, end]);
  for (const mark of marks) {
    if (mark.start > start) cuts.add(mark.start);
    if (mark.end < end) cuts.add(mark.end);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1] ?? end;
    const words = points.slice(from - start, to - start).join("");
    const here = marks.filter((mark) => mark.start <= from && mark.end >= to);
    const own = here.filter((mark) => mark.kind !== "");
    const isOfRow = (mark: Mark): boolean => desk.draft === null && nameOf(mark.row) === desk.current;
    const isChosen = here.some((mark) => mark.isChosen === true || (isOfRow(mark) && mark.row.table !== "sources"));
    if (own.length === 0) return isChosen ? make("span", { class: "is-chosen" }, words) : words;
    const closest = own.reduce((a, b) => (closeness(b) < closeness(a) ? b : a));
    const classes = [
      `mark is-${closest.kind}`,
      closest.row.state === "kept" ? "is-kept" : "",
      own.some((mark) => mark !== closest && WIDE.has(mark.row.table)) ? "in-claim" : "",
      isChosen ? "is-chosen" : "",
    ];
    const mark = make("span", { class: classes.filter(Boolean).join(" "), "data-row": nameOf(closest.row) }, words);
    return mark;
  });
}

/** The shorter a mark the closer; of two alike, what is named before what is stated. */
function closeness(mark: Mark): number {
  return mark.end - mark.start + (WIDE.has(mark.row.table) ? 0.5 : 0);
}

/** Returns the words that are selected in the article, in code points; null where none are. */
export function selectedSpan(box: HTMLElement, desk: Desk): At | null {
  const selection = window.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!box.contains(range.commonAncestorContainer)) return null;
  const start = pointOf(range.startContainer, range.startOffset);
  const end = pointOf(range.endContainer, range.endOffset);
  const text = desk.story.texts[desk.source];
  if (start === null || end === null || text === undefined) return null;
  const points = Array.from(text);
  let [first, last] = [start, end];
  while (first < last && (points[first] ?? "").trim() === "") first += 1;
  while (last > first && (points[last - 1] ?? "").trim() === "") last -= 1;
  return last > first ? { source: desk.source, start: first, end: last } : null;
}

/** The code point at which a position of the page stands in its article. */
function pointOf(node: Node, offset: number): number | null {
  const element = node instanceof Element ? node : node.parentElement;
  const line = element?.closest<HTMLElement>("[data-start]") ?? element?.closest("p")?.querySelector<HTMLElement>("[data-start]");
  if (line === null || line === undefined) return null;
  const before = document.createRange();
  before.setStart(line, 0);
  if (line.contains(node)) before.setEnd(node, offset);
  return Number(line.dataset["start"]) + Array.from(before.toString()).length;
}

/** Puts a selection at the chosen row's words, for who selects with the keyboard. */
export function startSelecting(box: HTMLElement): void {
  const from = box.querySelector(".is-chosen") ?? box.querySelector("[data-start]");
  const node = from?.firstChild;
  if (node === null || node === undefined) return;
  window.getSelection()?.setBaseAndExtent(node, 0, node, 0);
  box.focus();
  extendSelection("forward", "word");
}

export function extendSelection(direction: "forward" | "backward", by: "word" | "line" | "character"): void {
  window.getSelection()?.modify("extend", direction, by);
}

export function moveSelection(direction: "forward" | "backward", by: "word" | "line"): void {
  const selection = window.getSelection();
  if (selection === null) return;
  if (!selection.isCollapsed) {
    if (direction === "forward") selection.collapseToEnd();
    else selection.collapseToStart();
  }
  selection.modify("move", direction, by);
  selection.modify("extend", "forward", "word");
}
