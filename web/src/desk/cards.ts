/** The rows: a line for each, and the cells of the one that is chosen. */

import { make } from "../dom";
import { calm } from "../theme";
import { ask, Refused, send, type Cells, type Finding, type Row } from "./api";
import { cellOf, formOf, optionsOf, type Form } from "./cells";
import type { Desk, Draft, Tab } from "./desk";
import { TABS } from "./desk";
import { KINDS, nameOf, short, titleOf } from "./names";

const TAB_WORDS: Readonly<Record<Tab, string>> = {
  text: "In the text",
  places: "Places",
  actors: "People",
  story: "Story",
  check: "Check",
};
const STATES = { kept: "kept", proposed: "proposed", dropped: "dropped" } as const;
const SIGNS = { kept: "✓", proposed: "○", dropped: "✕" } as const;

export function showCards(desk: Desk, box: HTMLElement): void {
  const tabs = TABS.map((tab) => {
    const open = desk.rows.filter((row) => row.faults.length > 0 && row.state === "kept");
    const mine = tab === "check" ? open.length : 0;
    const words = `${TAB_WORDS[tab]}${mine > 0 ? ` (${mine})` : ""}`;
    const button = make("button", { type: "button", "aria-pressed": String(tab === desk.tab), "data-focus": `tab|${tab}` }, words);
    button.addEventListener("click", () => {
      desk.tab = tab;
      const first = desk.list()[0];
      if (first !== undefined && !desk.list().some((row) => nameOf(row) === desk.current)) desk.current = nameOf(first);
      desk.changed();
    });
    return button;
  });
  const open = make("input", { type: "checkbox", "data-focus": "open|" });
  open.checked = desk.onlyOpen;
  open.addEventListener("change", () => {
    desk.onlyOpen = open.checked;
    desk.changed();
  });
  const head = make(
    "div",
    { class: "desk-tabs" },
    make("div", { role: "group", "aria-label": "Which rows" }, ...tabs),
    make("label", {}, open, " only what is open"),
  );
  const top = box.querySelector(".desk-list")?.scrollTop ?? 0;
  const list = desk.tab === "check" ? checkOf(desk) : listOf(desk);
  box.replaceChildren(head, ...(desk.draft === null ? [] : [draftOf(desk, desk.draft)]), list);
  list.scrollTop = top;
  const chosen = list.querySelector(".is-current");
  chosen?.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
}

function listOf(desk: Desk): HTMLElement {
  const rows = desk.list();
  if (rows.length === 0) {
    const why =
      desk.tab === "story" || desk.rows.some((row) => row.table === "sources")
        ? "Nothing here. Select words in the article to make a row of them."
        : "No article yet. Close the desk and give it one: geo desk STORY ARTICLE.";
    return make("div", { class: "desk-list" }, make("p", { class: "desk-none" }, why));
  }
  const lines = rows.map((row) => lineOf(desk, row));
  if (desk.tab === "story") lines.push(newStep(desk));
  return make("ol", { class: "desk-list", "aria-label": TAB_WORDS[desk.tab] }, ...lines);
}

/** A step of the guided story: it wants its title, and then its text with the claims that it rests on. */
function newStep(desk: Desk): HTMLElement {
  const input = make("input", { type: "text", id: "new-step", "data-focus": "step|title", autocomplete: "off" });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || input.value.trim() === "") return;
    event.preventDefault();
    void desk.act({ action: "step", cells: { title: input.value } }).then((done) => {
      if (!done) return;
      desk.focus = `${desk.current}|text`;
      desk.choose(desk.current);
    });
  });
  return make("li", { class: "desk-new" }, make("div", { class: "desk-cell" }, make("label", { for: "new-step" }, "new step: its title, then enter"), input));
}

function lineOf(desk: Desk, row: Row): HTMLElement {
  const name = nameOf(row);
  const kind = KINDS[row.table];
  const isCurrent = name === desk.current;
  const line = make(
    "button",
    { type: "button", class: "desk-line", "aria-expanded": String(isCurrent), "data-focus": `line|${name}` },
    make("span", { class: `desk-letter mark is-${kind?.mark ?? ""}`, title: kind?.word ?? "" }, kind?.letter ?? ""),
    make("bdi", { class: "desk-title" }, short(titleOf(row, desk.all), 110)),
    make("span", { class: "desk-state" }, stateOf(row)),
  );
  line.addEventListener("click", () => {
    desk.choose(name);
  });
  return make(
    "li",
    { class: `is-${row.state}${isCurrent ? " is-current" : ""}`, "data-name": name },
    make("div", { class: "desk-top" }, signOf(desk, row), line),
    isCurrent ? cardOf(desk, row) : null,
  );
}

/** The sign of what is decided: a click keeps a proposal. */
function signOf(desk: Desk, row: Row): HTMLElement {
  const isKept = row.state === "kept";
  const words = isKept ? "kept" : `keep: ${short(titleOf(row, desk.all))}`;
  const sign = make("button", { type: "button", class: `desk-sign is-${row.state}`, title: words, "aria-label": words, tabindex: "-1" }, SIGNS[row.state]);
  sign.disabled = isKept;
  sign.addEventListener("click", () => {
    desk.choose(nameOf(row));
    void keep(desk, row, "stay");
  });
  return sign;
}

/** How a row stands, in a word or two. */
function stateOf(row: Row): string {
  if (row.state === "kept" && row.faults.length > 0) return "wants something";
  if (row.waits) return "waits";
  if (row.state === "proposed") return row.hints["confidence"] ?? "proposed";
  return row.checked === "" ? STATES[row.state] : `checked: ${row.checked}`;
}

function cardOf(desk: Desk, row: Row): HTMLElement {
  const kind = KINDS[row.table];
  const form = formOf(desk, row);
  const first = kind?.cells ?? [];
  const rest = Object.keys(row.cells).filter((column) => !first.includes(column) && !FIXED.has(column));
  const whole = row.faults.filter(([column]) => column === "" || !(first.includes(column) || rest.includes(column)));
  const notes = [
    row.hints["how"] === undefined ? null : make("p", { class: "desk-how" }, make("bdi", {}, row.hints["how"])),
    ...whole.map(([, message]) => make("p", { class: "desk-fault" }, message)),
    row.waits && row.faults.length === 0 ? make("p", { class: "desk-how" }, "Kept, and not in the tables yet: it waits for a row that it needs.") : null,
  ];
  const more = make("details", {}, make("summary", {}, `${row.table === "story" ? "" : `${row.key}: `}all cells, note, checked by`), ...rest.map((column) => cellOf(desk, row.table, column, form, row)), ...remarksOf(desk, row));
  if (row.faults.some(([column]) => rest.includes(column))) more.open = true;
  return make(
    "div",
    { class: "desk-card" },
    buttonsOf(desk, row),
    make("div", { class: "desk-cells" }, ...first.filter((column) => column in row.cells).map((column) => cellOf(desk, row.table, column, form, row))),
    ...notes,
    desk.merging === nameOf(row) ? mergeOf(desk, row) : null,
    desk.relating?.claim === row.key ? relationOf(desk, row, desk.relating.cells) : null,
    more,
  );
}

const FIXED = new Set(["id", "source", "paragraph", "start", "end", "span_sha256", "part", "sha256", "length", "file"]);

function buttonsOf(desk: Desk, row: Row): HTMLElement {
  const buttons: HTMLElement[] = [];
  const add = (word: string, key: string, act: () => void): void => {
    const button = make("button", { type: "button", "data-focus": `${word}|${nameOf(row)}` }, word, " ", make("kbd", {}, key));
    button.addEventListener("click", act);
    buttons.push(button);
  };
  if (row.state !== "kept") add(row.state === "dropped" ? "Keep after all" : "Keep", "space", () => void keep(desk, row));
  if (row.state !== "dropped" && row.table !== "story") add("Drop", "x", () => void drop(desk, row));
  if (row.table === "claims") add("Answers or contradicts…", "r", () => startRelation(desk));
  if (row.table === "steps" && row.state === "kept") {
    add("Earlier", "<", () => void desk.act({ action: "move", table: row.table, key: row.key, by: -1 }));
    add("Later", ">", () => void desk.act({ action: "move", table: row.table, key: row.key, by: 1 }));
  }
  if (MERGED.has(row.table) && row.state !== "dropped") add("Same as…", "w", () => startMerge(desk));
  if (SPLIT.has(row.table) && row.state !== "dropped") add("Split in two", "d", () => void split(desk, row));
  if (row.table === "links" && row.state !== "dropped") add(desk.routing === nameOf(row) ? "The way is drawn" : "Draw the way", "g", () => drawWay(desk));
  return make("div", { class: "desk-buttons" }, ...buttons);
}

const MERGED = new Set(["places", "actors", "events", "links", "claims"]);

const SPLIT = new Set([...MERGED, "figures"]);

/** Makes two rows of one; the keyboard goes to what the second is to say of itself. */
export async function split(desk: Desk, row: Row): Promise<void> {
  if (!SPLIT.has(row.table) || row.state === "dropped") return;
  if (!(await desk.act({ action: "split", table: row.table, key: row.key })) || desk.row === undefined) return;
  const wanted = firstFault(desk.row);
  desk.choose(desk.current);
  desk.focus = wanted === "" ? `line|${desk.current}` : `${desk.current}|${wanted}`;
  desk.changed();
}

/** Begins to draw the way of a link on the map, or ends it. */
export function drawWay(desk: Desk): void {
  if (desk.row?.table !== "links") return;
  desk.routing = desk.routing === desk.current ? "" : desk.current;
  desk.changed();
}

export function startMerge(desk: Desk): void {
  if (desk.row === undefined || !MERGED.has(desk.row.table)) return;
  desk.merging = nameOf(desk.row);
  desk.focus = "merge|other";
  desk.changed();
}

/** Lets a person choose the row that this one turns out to be. */
function mergeOf(desk: Desk, row: Row): HTMLElement {
  const select = make("select", { id: "merge-other", "data-focus": "merge|other" }, new Option("choose…", ""));
  for (const [text, key] of optionsOf(desk, { choices: [], refers: [row.table] })) if (key !== row.key) select.append(new Option(text, key));
  select.addEventListener("change", () => {
    void desk.act({ action: "merge", table: row.table, key: row.key, other: select.value }).then((done) => {
      if (!done) return;
      desk.focus = `line|${row.table}/${select.value}`;
      desk.choose(`${row.table}/${select.value}`);
    });
  });
  return make("div", { class: "desk-relation" }, make("div", { class: "desk-cell" }, make("label", { for: "merge-other" }, "is the same as, which stays:"), select));
}

/** Keeps a row; the keyboard goes to what it wants, or to what a row that came along wants. */
export async function keep(desk: Desk, row: Row, then: "stay" | "onward" = "onward"): Promise<void> {
  const before = new Set(desk.rows.filter((one) => one.state === "kept").map(nameOf));
  if (row.state !== "kept" && !(await desk.act({ action: "keep", table: row.table, key: row.key }))) return;
  const now = desk.all.get(nameOf(row));
  const along = desk.rows.filter((one) => one.state === "kept" && !before.has(nameOf(one)));
  const wanting = [...(now === undefined ? [] : [now]), ...along].find((one) => firstFault(one) !== "");
  if (wanting !== undefined) {
    desk.choose(nameOf(wanting));
    desk.focus = `${nameOf(wanting)}|${firstFault(wanting)}`;
    desk.changed();
  } else if (then === "onward") onward(desk);
}

export async function drop(desk: Desk, row: Row): Promise<void> {
  if (row.table === "story") return;
  if (await desk.act({ action: "drop", table: row.table, key: row.key })) onward(desk);
}

/** The next row on which something is to be decided: the keyboard is on what it wants, or on its line. */
export function onward(desk: Desk, first: "open" | "wanting" = "open"): void {
  desk.forward(first);
  const wanted = desk.row === undefined ? "" : firstFault(desk.row);
  desk.focus = wanted === "" ? `line|${desk.current}` : `${desk.current}|${wanted}`;
  desk.changed();
}

/** The first column of a row that wants something. */
export function firstFault(row: Row): string {
  const first = KINDS[row.table]?.cells ?? [];
  return first.find((column) => row.faults.some(([at]) => at === column)) ?? row.faults.find(([at]) => at !== "")?.[0] ?? "";
}

export function startRelation(desk: Desk): void {
  if (desk.row?.table !== "claims") return;
  const relation = desk.row.cells["status"] === "denied" ? "denies" : "contradicts";
  desk.relating = { claim: desk.row.key, cells: { relation, other: "", on: "" } };
  desk.focus = "relate|relation";
  desk.changed();
}

/** How a claim stands to another one: which, and on what. */
function relationOf(desk: Desk, row: Row, cells: Record<string, string>): HTMLElement {
  const send_ = (): void => {
    void desk.act({ action: "relate", claim: row.key, ...cells }, "relate|other").then((done) => {
      if (!done) return;
      desk.relating = null;
      desk.focus = `line|${nameOf(row)}`;
      desk.changed();
    });
  };
  const form: Form = {
    field: (column) => `relate|${column}`,
    value: (column) => cells[column] ?? "",
    save: (column, text) => {
      cells[column] = text;
    },
  };
  const button = make("button", { type: "button", "data-focus": "relate|send" }, "Say so");
  button.addEventListener("click", send_);
  const box = make(
    "div",
    { class: "desk-relation", role: "group", "aria-label": "How this claim stands to another" },
    make("p", {}, "This claim …"),
    make("div", { class: "desk-cells" }, ...["relation", "on", "other"].map((column) => cellOf(desk, "relations", column, form))),
    button,
  );
  for (const name of ["desk-after", "desk-next"]) {
    box.addEventListener(name, (event) => {
      event.stopPropagation();
      window.setTimeout(send_);
    });
  }
  return box;
}

function remarksOf(desk: Desk, row: Row): HTMLElement[] {
  const told: Record<string, string> = { note: row.note, checked: row.checked };
  return [
    ["note", "note for the desk"],
    ["checked", "checked by"],
  ].map(([name = "", words = ""]) => {
    const input = make("input", { type: "text", id: `r-${name}`, "data-focus": `${nameOf(row)}|remark-${name}` });
    input.value = told[name] ?? "";
    input.addEventListener("change", () => {
      told[name] = input.value;
      void desk.act({ action: "remark", table: row.table, key: row.key, ...told });
    });
    return make("div", { class: "desk-cell" }, make("label", { for: `r-${name}` }, words), input);
  });
}

const TABLE_OF: Readonly<Record<string, string>> = { claim: "claims", event: "events", link: "links", figure: "figures", place: "places", actor: "actors", mention: "mentions" };

/** Words of an article on their way to a row. */
export async function startDraft(desk: Desk, kind: string, span: { source: string; start: number; end: number }): Promise<void> {
  const query = { kind, source: span.source, start: String(span.start), end: String(span.end) };
  try {
    const { cells } = await ask<{ cells: Cells }>("proposal", query);
    desk.draft = { kind, ...span, cells: { ...cells } };
    const empty = Object.keys(cells).find((column) => WANTED.has(column) && cells[column] === "");
    desk.focus = `draft|${empty ?? Object.keys(cells)[0] ?? ""}`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    desk.problem = error;
  }
  desk.changed();
}

const WANTED = new Set(["title", "statement", "of", "measure", "low", "from", "to"]);

function draftOf(desk: Desk, draft: Draft): HTMLElement {
  const table = TABLE_OF[draft.kind] ?? "";
  const make_ = (): void => void finishDraft(desk);
  const form: Form = {
    field: (column) => `draft|${column}`,
    value: (column) => draft.cells[column] ?? "",
    save: (column, text) => {
      draft.cells[column] = text;
      desk.typed.delete(`draft|${column}`);
    },
  };
  const button = make("button", { type: "button", "data-focus": "draft|make" }, "Make the row ", make("kbd", {}, "enter"));
  button.addEventListener("click", make_);
  const cancel = make("button", { type: "button", "data-focus": "draft|cancel" }, "Leave it ", make("kbd", {}, "esc"));
  cancel.addEventListener("click", () => leaveDraft(desk));
  const words = Array.from(desk.story.texts[draft.source] ?? "").slice(draft.start, draft.end).join("");
  const box = make(
    "section",
    { class: "desk-draft", "aria-label": `New ${KINDS[table]?.word ?? draft.kind}` },
    make("h2", {}, `New ${KINDS[table]?.word ?? draft.kind}`),
    make("p", { class: "desk-how" }, "for the words “", make("bdi", {}, short(words, 120)), "”"),
    make("div", { class: "desk-cells" }, ...Object.keys(draft.cells).filter((column) => column !== "date_note").map((column) => cellOf(desk, table, column, form))),
    make("div", { class: "desk-buttons" }, button, cancel),
  );
  box.addEventListener("desk-after", () => window.setTimeout(make_));
  box.addEventListener("desk-next", make_);
  return box;
}

async function finishDraft(desk: Desk): Promise<void> {
  const draft = desk.draft;
  if (draft === null) return;
  const { kind, source, start, end, cells } = draft;
  desk.draft = null;
  try {
    const isMade = await desk.act({ action: "add", kind, source, start, end, cells });
    if (!isMade) {
      desk.draft = draft;
      const problem = desk.problem;
      if (problem !== null && problem.column !== "") {
        desk.typed.set(`draft|${problem.column}`, { text: cells[problem.column] ?? "", message: problem.message, meant: problem.meant });
        desk.problem = null;
        desk.focus = `draft|${problem.column}`;
      }
    } else {
      const made = desk.row;
      const wanted = made === undefined ? "" : firstFault(made);
      desk.choose(desk.current);
      desk.focus = wanted === "" ? `line|${desk.current}` : `${desk.current}|${wanted}`;
    }
  } finally {
    desk.changed();
  }
}

export function leaveDraft(desk: Desk): void {
  desk.draft = null;
  for (const key of [...desk.typed.keys()]) if (key.startsWith("draft|")) desk.typed.delete(key);
  desk.focus = `line|${desk.current}`;
  desk.changed();
}

let findings: readonly Finding[] | null = null;

/** Checks the story, and shows what is wrong with it. */
export async function runCheck(desk: Desk): Promise<void> {
  desk.tab = "check";
  desk.tell("checking…");
  try {
    findings = (await send<{ findings: readonly Finding[] }>("check")).findings;
    desk.tell("checked");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    desk.problem = error;
  }
  desk.changed();
}

function checkOf(desk: Desk): HTMLElement {
  const waiting = desk.rows.filter((row) => row.state === "kept" && row.faults.length > 0);
  const told: Finding[] = waiting.map((row) => ({
    message: `${titleOf(row, desk.all)}: ${row.faults.map(([column, message]) => (column === "" ? message : `${column}: ${message}`)).join("; ")}`,
    refused: false,
    table: row.table,
    key: row.key,
  }));
  const button = make("button", { type: "button", "data-focus": "check|" }, "Check spans and texts ", make("kbd", {}, "c"));
  button.addEventListener("click", () => void runCheck(desk));
  const outcome =
    findings === null
      ? "Spans and texts are not checked yet."
      : findings.length === 0
        ? "Every span stands in its article, and no text is refused."
        : `${findings.filter((one) => one.refused).length} refused, ${findings.filter((one) => !one.refused).length} to look at`;
  return make(
    "div",
    { class: "desk-list desk-check" },
    make("h2", {}, waiting.length === 0 ? "No kept row wants anything" : `${waiting.length} kept rows want something`),
    make("ol", {}, ...told.map((one) => findingOf(desk, one))),
    make("h2", {}, "The story as it is in the tables"),
    make("p", { role: "status" }, outcome),
    make("ol", {}, ...(findings ?? []).map((one) => findingOf(desk, one))),
    button,
  );
}

function findingOf(desk: Desk, finding: Finding): HTMLElement {
  const words = `${finding.refused ? "refused: " : ""}${finding.message}`;
  const name = `${finding.table}/${finding.key}`;
  if (!desk.all.has(name)) return make("li", {}, words);
  const button = make("button", { type: "button", class: "desk-line" }, make("bdi", {}, words));
  button.addEventListener("click", () => {
    const row = desk.all.get(name);
    desk.focus = `${name}|${(row === undefined ? "" : firstFault(row)) || (KINDS[finding.table]?.cells[0] ?? "")}`;
    desk.choose(name);
  });
  return make("li", {}, button);
}
