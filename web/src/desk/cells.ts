/** The cells of a row as a form: each control is made from what its column wants. */

import { make } from "../dom";
import type { Column, Row } from "./api";
import type { Desk } from "./desk";
import { columnWord, KINDS, nameOf, short, titleOf } from "./names";

const LONG = new Set(["statement", "finding", "text", "reason", "note", "title"]);
const NEW = "+";

export interface Form {
  /** Tells the control of a cell from all others of the page. */
  readonly field: (column: string) => string;
  readonly value: (column: string) => string;
  readonly save: (column: string, text: string) => void;
  /** Takes a name that is no row yet, where one may be added. */
  readonly add?: (column: string, text: string) => void;
}

/** Makes the control of one cell with its label, its message and what may be meant. */
export function cellOf(desk: Desk, table: string, column: string, form: Form, row?: Row): HTMLElement {
  const described = desk.story.schema[table]?.[column] ?? FREE;
  const field = form.field(column);
  const typed = desk.typed.get(field);
  const value = typed?.text ?? form.value(column);
  const id = `f-${field.replace(/[^a-z0-9]+/gi, "-")}`;
  const faults = (row?.faults ?? []).filter(([at]) => at === column).map(([, message]) => message);
  const messages = typed === undefined ? faults : [typed.message];
  const control = described.list
    ? listControl(desk, described, value, column, form)
    : described.choices.length > 0 || described.refers.length > 0
      ? choiceControl(desk, described, value, column, form)
      : textControl(value, column, form);
  const main = control.matches("input, select, textarea") ? control : control.querySelector("select, input");
  main?.setAttribute("id", id);
  main?.setAttribute("data-focus", field);
  if (messages.length > 0) {
    main?.setAttribute("aria-invalid", "true");
    main?.setAttribute("aria-describedby", `${id}-m`);
  }
  const meant = (typed?.meant ?? []).map((text) => {
    const button = make("button", { type: "button", class: "desk-meant" }, text);
    button.addEventListener("click", () => form.save(column, text));
    return button;
  });
  const message =
    messages.length === 0
      ? null
      : make("div", { class: "desk-fault", id: `${id}-m` }, messages.join("; "), meant.length > 0 ? " Did you mean " : "", ...meant);
  return make("div", { class: `desk-cell is-${column}` }, make("label", { for: id }, columnWord(column)), control, message);
}

const FREE: Column = { wanted: "", empty: true, choices: [], refers: [], list: false };

function textControl(value: string, column: string, form: Form): HTMLElement {
  const isLong = LONG.has(column);
  const input = isLong ? make("textarea", { rows: "2", spellcheck: "true" }) : make("input", { type: "text", autocomplete: "off" });
  input.value = value;
  input.defaultValue = value;
  let sent = form.value(column);
  const save = (): void => {
    if (input.value === sent) return;
    sent = input.value;
    form.save(column, input.value);
  };
  input.addEventListener("change", save);
  input.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (input.value === sent) input.dispatchEvent(new CustomEvent("desk-next", { bubbles: true }));
    else {
      input.dispatchEvent(new CustomEvent("desk-after", { bubbles: true }));
      save();
    }
  });
  return input;
}

function choiceControl(desk: Desk, described: Column, value: string, column: string, form: Form): HTMLElement {
  const select = make("select");
  if (described.empty || value === "") select.append(new Option(noneOf(column, described), ""));
  for (const [text, key] of optionsOf(desk, described)) select.append(new Option(text, key));
  if (value !== "" && ![...select.options].some((option) => option.value === value)) select.append(new Option(value, value));
  if (form.add !== undefined && described.refers.includes("actors")) select.append(new Option("somebody else: add…", NEW));
  select.value = value;
  select.addEventListener("change", () => {
    if (select.value !== NEW) form.save(column, select.value);
    else select.replaceWith(nameControl(column, form, select));
  });
  return select;
}

function noneOf(column: string, described: Column): string {
  if (!described.empty) return "choose…";
  return column === "said_by" ? "the article itself" : "none";
}

/** A field for a name that is no row yet. */
function nameControl(column: string, form: Form, select: HTMLSelectElement): HTMLElement {
  const input = make("input", { type: "text", id: select.id, "data-focus": select.dataset["focus"] ?? "", placeholder: "the name, as printed" });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && input.value.trim() !== "") {
      event.preventDefault();
      form.add?.(column, input.value.trim());
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      select.value = form.value(column);
      input.replaceWith(select);
      select.focus();
    }
  });
  window.setTimeout(() => input.focus());
  return input;
}

/** What may be chosen: words, or rows, those that are kept first. */
export function optionsOf(desk: Desk, described: Pick<Column, "choices" | "refers">): readonly [string, string][] {
  if (described.choices.length > 0) return described.choices.map((word) => [word, word]);
  const rows = desk.rows.filter((row) => described.refers.includes(row.table) && row.state !== "dropped");
  const kept = [...rows.filter((row) => row.state === "kept"), ...rows.filter((row) => row.state !== "kept")];
  return kept.map((row) => [`${short(titleOf(row, desk.all))}${row.state === "kept" ? "" : " (proposed)"}`, row.key]);
}

function listControl(desk: Desk, described: Column, value: string, column: string, form: Form): HTMLElement {
  const ids = value.split(";").map((one) => one.trim()).filter((one) => one !== "");
  const chips = ids.map((id) => {
    const row = described.refers.map((table) => desk.all.get(`${table}/${id}`)).find((one) => one !== undefined);
    const name = row === undefined ? id : short(titleOf(row, desk.all), 40);
    const button = make("button", { type: "button", "aria-label": `take out ${name}` }, "×");
    button.addEventListener("click", () => form.save(column, ids.filter((one) => one !== id).join("; ")));
    const kind = row === undefined ? "" : (KINDS[row.table]?.word ?? "");
    const isOut = row !== undefined && row.state !== "kept";
    return make("span", { class: `desk-chip${isOut ? " is-out" : ""}`, title: isOut ? `${kind}, not kept` : kind }, make("bdi", {}, name), button);
  });
  const select = make("select", { "aria-label": `add to ${columnWord(column)}` }, new Option("add…", ""));
  for (const [text, key] of optionsOf(desk, described)) if (!ids.includes(key)) select.append(new Option(text, key));
  select.addEventListener("change", () => form.save(column, [...ids, select.value].join("; ")));
  return make("div", { class: "desk-chips" }, ...chips, select);
}

/** The form of a row that there is. */
export function formOf(desk: Desk, row: Row): Form {
  const name = nameOf(row);
  return {
    field: (column) => `${name}|${column}`,
    value: (column) => row.cells[column] ?? "",
    save: (column, text) => {
      void desk.act({ action: "edit", table: row.table, key: row.key, cells: { [column]: text } }, `${name}|${column}`);
    },
    add: (column, text) => {
      void desk.act({ action: "speaker", table: row.table, key: row.key, cells: { [column]: text } }, `${name}|${column}`);
    },
  };
}
