/**
 * The desk: the article, the map and the rows of a story, and every decision by keyboard, too. What a
 * person decides is sent at once; what the page shows as saved stands in the tables.
 */

import { make } from "../dom";
import { ask, Refused, send, type Built, type Rows, type Story } from "./api";
import { extendSelection, moveSelection, selectedSpan, showArticle, startSelecting } from "./article";
import { drawWay, drop, firstFault, keep, leaveDraft, onward, runCheck, showCards, split, startDraft, startMerge, startRelation } from "./cards";
import { comesAlong, Desk } from "./desk";
import { KINDS, nameOf } from "./names";
import { ofPanel, Places } from "./places";

const KEYS: readonly (readonly [string, string])[] = [
  ["j / k", "next, previous row"],
  ["n", "next row that is open"],
  ["space", "keep; what it wants is typed next"],
  ["x", "drop"],
  ["e or enter", "type into the row; enter saves, esc leaves"],
  ["u / U", "undo, redo"],
  ["r", "this claim denies, answers, contradicts … another"],
  ["w", "this row is the same as another, which stays"],
  ["d", "this row is two: the second is worded next"],
  ["g", "draw the way of a link: click the places by which it goes"],
  ["m", "the place of the row: candidates and pin"],
  ["s", "select words with the arrow keys; shift makes it longer"],
  ["1 … 5", "in the text, places, people, story, check"],
  ["< / >", "a step earlier, later"],
  ["c", "check"],
  ["b", "build the page"],
  ["?", "this help"],
];
const MADE: readonly (readonly [string, string, string])[] = [
  ["claim", "Claim", "c"],
  ["event", "Event", "v"],
  ["link", "Link", "l"],
  ["figure", "Figure", "f"],
  ["place", "Place", "p"],
  ["actor", "Person", "a"],
  ["mention", "Mention", "m"],
];

const COUNTED = new Set(["sources", "events", "links", "claims", "figures", "relations"]);

async function start(): Promise<void> {
  const box = document.getElementById("desk");
  if (box === null) return;
  const [story, rows] = await Promise.all([ask<Story>("story"), ask<Rows>("rows")]);
  const desk = new Desk(story);
  desk.take(rows);
  new Page(desk, box);
}

class Page {
  private readonly article = make("section", { class: "desk-article", "aria-label": "Article", tabindex: "0" });
  private readonly cards = make("section", { class: "desk-rows", "aria-label": "Rows" });
  private readonly status = make("span", { class: "desk-said", role: "status" });
  private readonly counts = make("span", { class: "desk-counts" });
  private readonly title = make("h1", {});
  private readonly notice = make("div", { class: "desk-notice", role: "alert" });
  private readonly tools = make("div", { class: "desk-select", role: "toolbar", "aria-label": "Make a row of the selected words" });
  private readonly help = helpDialog();
  private readonly result = make("dialog", { class: "desk-dialog", "aria-label": "The page" });
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;
  private readonly places: Places;
  private keys: Promise<unknown> = Promise.resolve();
  private isPressed = false;
  private isLate = false;

  constructor(
    private readonly desk: Desk,
    box: HTMLElement,
  ) {
    this.undo = this.button("Undo", "u", () => desk.act({ action: "undo" }));
    this.redo = this.button("Redo", "U", () => desk.act({ action: "redo" }));
    const stage = make("div", { class: "desk-stage", dir: "ltr", role: "region", "aria-label": "Map of the places" });
    const panel = make("div", { class: "desk-place" });
    const map = make("section", { class: "desk-map", "aria-label": "Map" }, stage, panel);
    const head = make(
      "header",
      { class: "desk-head" },
      this.title,
      this.counts,
      this.status,
      make("div", { class: "desk-actions" }, this.undo, this.redo, this.button("Check", "c", () => runCheck(desk)), this.button("Build page", "b", () => this.build()), this.button("Help", "?", () => this.help.showModal())),
    );
    const text = make("div", { class: "desk-left" }, this.article, this.tools);
    const foot = make("footer", { class: "desk-foot" }, desk.story.credits.join(" · "));
    box.replaceChildren(head, this.notice, make("main", { class: "desk" }, text, map, this.cards), foot, this.help, this.result);
    this.places = new Places(desk, stage, panel);
    this.listen();
    desk.whenChanged(() => this.showSoon());
    desk.whenTold(() => this.tell());
    desk.focus = `line|${desk.current}`;
    this.show();
  }

  private button(words: string, key: string, act: () => unknown): HTMLButtonElement {
    const button = make("button", { type: "button", "data-focus": `head|${words}` }, words, " ", make("kbd", {}, key));
    button.addEventListener("click", () => void act());
    return button;
  }

  private tell(): void {
    this.status.textContent = this.desk.said;
  }

  /** Draws anew; while a button is held down it stays where it is, or its click would be lost. */
  private showSoon(): void {
    if (this.isPressed) this.isLate = true;
    else this.show();
  }

  private release(): void {
    window.setTimeout(() => {
      this.isPressed = false;
      if (this.isLate) this.show();
      this.isLate = false;
    });
  }

  private show(): void {
    const { desk } = this;
    const held = heldFocus();
    const head = desk.all.get("story/story");
    this.title.textContent = head?.shown ?? "";
    document.title = `Desk: ${head?.shown ?? ""}`;
    const main = desk.rows.filter((row) => COUNTED.has(row.table) && !(row.state === "proposed" && comesAlong(row)));
    const kept = main.filter((row) => row.state === "kept").length;
    const waits = main.filter((row) => row.waits).length;
    const open = main.filter((row) => row.state === "proposed").length;
    this.counts.textContent = `${kept} kept${waits > 0 ? `, ${waits} of them wait` : ""} · ${open} proposed`;
    this.undo.disabled = desk.told.undo === "";
    this.redo.disabled = desk.told.redo === "";
    this.undo.title = desk.told.undo;
    this.redo.title = desk.told.redo;
    this.tell();
    this.warn();
    showArticle(desk, this.article);
    showCards(desk, this.cards);
    this.places.show();
    this.giveFocus(held);
  }

  /** Tells what went wrong, beside what can be done about it. */
  private warn(): void {
    const { problem } = this.desk;
    if (problem === null) {
      this.notice.replaceChildren();
      return;
    }
    const reload = make("button", { type: "button" }, problem.isConflict ? "Reload" : "Close");
    reload.addEventListener("click", () => {
      if (problem.isConflict) void this.desk.reload();
      else {
        this.desk.problem = null;
        this.desk.changed();
      }
    });
    const words = problem.isConflict ? `${problem.message}. Reload to see the change; what you typed stays here.` : problem.message;
    this.notice.replaceChildren(make("span", {}, words), reload);
  }

  private giveFocus(held: Held): void {
    const wanted = this.desk.focus || held.name;
    if (ofPanel(this.desk.focus)) return; // the panel takes it when it is there
    this.desk.focus = "";
    if (wanted === "") return;
    const element = document.querySelector<HTMLElement>(`[data-focus="${CSS.escape(wanted)}"]`);
    if (element === null || element === document.activeElement) return;
    element.closest("details")?.setAttribute("open", "");
    element.focus({ preventScroll: !element.closest(".desk-rows") });
    if (wanted === held.name && held.text !== null && (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) {
      element.value = held.text;
      element.setSelectionRange(held.at, held.at);
    }
  }

  private listen(): void {
    this.article.addEventListener("click", (event) => {
      if (selectedSpan(this.article, this.desk) !== null || !(event.target instanceof Element)) return;
      const name = event.target.closest<HTMLElement>("[data-row]")?.dataset["row"];
      if (name === undefined) return;
      this.desk.focus = `line|${name}`;
      this.desk.choose(name);
    });
    document.addEventListener("pointerdown", () => (this.isPressed = true), true);
    for (const name of ["pointerup", "pointercancel", "dragend"]) document.addEventListener(name, () => this.release(), true);
    document.addEventListener("selectionchange", () => this.showTools());
    document.addEventListener("keydown", (event) => this.press(event));
    this.cards.addEventListener("desk-after", (event) => this.afterCell(event));
    this.cards.addEventListener("desk-next", (event) => this.nextCell(event));
    window.addEventListener("focus", () => void this.desk.refresh());
  }

  /** After Enter in a cell: what else the row wants, else on to the next row that is open. */
  private afterCell(event: Event): void {
    const name = rowAround(event.target);
    if (name === "") return;
    window.setTimeout(() => {
      void this.desk.settled().then(() => this.goOn(name));
    });
  }

  private nextCell(event: Event): void {
    const name = rowAround(event.target);
    if (name !== "") this.goOn(name);
  }

  private goOn(name: string): void {
    const row = this.desk.all.get(name);
    if (row === undefined || [...this.desk.typed.keys()].some((key) => key.startsWith(`${name}|`))) return;
    const wanted = firstFault(row);
    if (wanted === "") onward(this.desk, "wanting");
    else {
      this.desk.focus = `${name}|${wanted}`;
      this.desk.changed();
    }
  }

  private showTools(): void {
    const span = selectedSpan(this.article, this.desk);
    this.tools.classList.toggle("is-shown", span !== null);
    if (span === null || this.tools.childElementCount > 0) {
      if (span === null) this.tools.replaceChildren();
      return;
    }
    this.tools.replaceChildren(
      ...MADE.map(([kind, words, key]) => {
        const button = make("button", { type: "button" }, words, " ", make("kbd", {}, key));
        button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
        button.addEventListener("click", () => this.draftOf(kind));
        return button;
      }),
    );
  }

  private draftOf(kind: string): void {
    const span = selectedSpan(this.article, this.desk);
    if (span === null) return;
    void startDraft(this.desk, kind, span).then(() => window.getSelection()?.removeAllRanges());
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.help.open || this.result.open) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("input, textarea, select") !== null && target !== null && !target.matches("[type=checkbox]")) {
      if (event.key === "Escape") this.escape();
      return;
    }
    if (document.activeElement === this.article && this.pressInArticle(event)) return;
    const span = selectedSpan(this.article, this.desk);
    const made = span === null ? undefined : MADE.find(([, , key]) => key === event.key);
    if (made !== undefined) {
      event.preventDefault();
      this.draftOf(made[0]);
      return;
    }
    const isButton = target?.closest("button, summary, a, [type=checkbox]") ?? null;
    const isLine = isButton?.classList.contains("desk-line") ?? false;
    if (isButton !== null && !isLine && (event.key === " " || event.key === "Enter")) return;
    if (isLine && isButton?.closest(".is-current") === null && event.key === "Enter") return;
    const act = this.actionOf(event.key);
    if (act === undefined) return;
    event.preventDefault();
    this.keys = this.keys.then(() => {
      if (document.activeElement?.matches("input:not([type=checkbox]), textarea, select") !== true) return act();
      return undefined;
    });
  }

  private pressInArticle(event: KeyboardEvent): boolean {
    const ways: Readonly<Record<string, readonly ["forward" | "backward", "word" | "line"]>> = {
      ArrowRight: ["forward", "word"],
      ArrowLeft: ["backward", "word"],
      ArrowDown: ["forward", "line"],
      ArrowUp: ["backward", "line"],
    };
    const way = ways[event.key];
    if (way === undefined || selectedSpan(this.article, this.desk) === null) return false;
    event.preventDefault();
    if (event.shiftKey) extendSelection(...way);
    else moveSelection(...way);
    return true;
  }

  private actionOf(key: string): (() => unknown) | undefined {
    const { desk } = this;
    const withRow = (act: (row: NonNullable<Desk["row"]>) => unknown) => () => (desk.row === undefined ? undefined : act(desk.row));
    const tabs = ["1", "2", "3", "4", "5"];
    if (tabs.includes(key)) return () => this.cards.querySelectorAll<HTMLElement>(".desk-tabs button")[tabs.indexOf(key)]?.click();
    const actions: Readonly<Record<string, () => unknown>> = {
      j: () => this.step(1),
      k: () => this.step(-1),
      ArrowDown: () => this.step(1),
      ArrowUp: () => this.step(-1),
      n: () => onward(desk),
      " ": withRow((row) => keep(desk, row)),
      x: withRow((row) => drop(desk, row)),
      e: withRow((row) => this.type(row)),
      Enter: withRow((row) => this.type(row)),
      u: () => desk.act({ action: "undo" }),
      U: () => desk.act({ action: "redo" }),
      r: () => startRelation(desk),
      w: () => startMerge(desk),
      d: withRow((row) => split(desk, row)),
      g: () => drawWay(desk),
      "<": withRow((row) => this.moveStep(row, -1)),
      ">": withRow((row) => this.moveStep(row, 1)),
      m: withRow((row) => this.goToPlace(row)),
      s: () => startSelecting(this.article),
      c: () => runCheck(desk),
      b: () => this.build(),
      "?": () => this.help.showModal(),
      Escape: () => this.escape(),
    };
    return actions[key];
  }

  private step(by: number): void {
    this.desk.move(by);
    this.desk.focus = `line|${this.desk.current}`;
    this.desk.changed();
  }

  private type(row: NonNullable<Desk["row"]>): void {
    const cells = KINDS[row.table]?.cells ?? [];
    const column = firstFault(row) || cells.find((one) => row.cells[one] === "" && one === "statement") || cells[0];
    this.desk.focus = `${nameOf(row)}|${column ?? ""}`;
    this.desk.changed();
  }

  private moveStep(row: NonNullable<Desk["row"]>, by: number): unknown {
    if (row.table !== "steps") return undefined;
    return this.desk.act({ action: "move", table: row.table, key: row.key, by });
  }

  private goToPlace(row: NonNullable<Desk["row"]>): void {
    const ids = ["place", "from", "to", "about"].flatMap((column) => (row.cells[column] ?? "").split("; "));
    const place = row.table === "places" ? row.key : ids.find((id) => this.desk.all.has(`places/${id}`));
    if (place === undefined) return;
    this.desk.focus = "candidate|";
    this.desk.choose(`places/${place}`);
  }

  private escape(): void {
    const { desk } = this;
    window.getSelection()?.removeAllRanges();
    if (desk.draft !== null) {
      leaveDraft(desk);
      return;
    }
    desk.relating = null;
    desk.merging = desk.routing = "";
    for (const key of [...desk.typed.keys()]) if (key.startsWith(`${desk.current}|`)) desk.typed.delete(key);
    desk.focus = `line|${desk.current}`;
    desk.changed();
  }

  private async build(): Promise<void> {
    this.desk.tell("building the page…");
    let built: Built;
    try {
      built = await send<Built>("build");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.desk.problem = error;
      this.desk.changed();
      return;
    }
    this.desk.tell(built.done ? "built" : "not built");
    const close = make("button", { type: "button", autofocus: "" }, "Close");
    close.addEventListener("click", () => this.result.close());
    const waiting = built.waiting === 0 ? "" : `${built.waiting} kept rows are not on it: they want something yet.`;
    this.result.replaceChildren(
      make("h2", {}, built.done ? "The page is built" : "The page could not be built"),
      ...(built.done ? [make("p", {}, make("a", { href: built.page, target: "_blank", rel: "noopener" }, "Open it"), ` or ${built.path}`)] : []),
      make("p", {}, waiting),
      make("pre", {}, built.said),
      close,
    );
    this.result.showModal();
  }
}

interface Held {
  readonly name: string;
  /** What was being typed and not sent yet. */
  readonly text: string | null;
  readonly at: number;
}

function heldFocus(): Held {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement)) return { name: "", text: null, at: 0 };
  const name = element.dataset["focus"] ?? "";
  if ((element instanceof HTMLInputElement && element.type === "text") || element instanceof HTMLTextAreaElement) {
    const isTyped = element.value !== element.defaultValue;
    return { name, text: isTyped ? element.value : null, at: element.selectionStart ?? 0 };
  }
  return { name, text: null, at: 0 };
}

function rowAround(target: EventTarget | null): string {
  return target instanceof Element ? (target.closest<HTMLElement>("li[data-name]")?.dataset["name"] ?? "") : "";
}

function helpDialog(): HTMLDialogElement {
  const rows = KEYS.map(([key, words]) => make("tr", {}, make("th", { scope: "row" }, make("kbd", {}, key)), make("td", {}, words)));
  const close = make("button", { type: "button" }, "Close");
  const dialog = make(
    "dialog",
    { class: "desk-dialog", "aria-label": "Keys" },
    make("h2", {}, "Keys"),
    make("table", {}, make("tbody", {}, ...rows)),
    make("p", {}, "Select words in the article, with the mouse or with s, to make a row of them: ", ...MADE.flatMap(([, words, key]) => [make("kbd", {}, key), ` ${words.toLowerCase()} `])),
    close,
  );
  close.addEventListener("click", () => dialog.close());
  return dialog;
}

void start();
