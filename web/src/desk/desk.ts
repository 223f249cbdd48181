/** What the page knows, and the one way in which it changes: a decision is sent, and the rows come back. */

import { ask, Refused, send, type Cells, type Row, type Rows, type Story } from "./api";
import { nameOf } from "./names";

export interface Draft {
  readonly kind: string;
  readonly source: string;
  readonly start: number;
  readonly end: number;
  cells: Record<string, string>;
}

export interface Typed {
  readonly text: string;
  readonly message: string;
  readonly meant: readonly string[];
}

type Listener = () => void;

export const TABS = ["text", "places", "actors", "story", "check"] as const;
export type Tab = (typeof TABS)[number];

const OF_TAB: Readonly<Record<Tab, readonly string[]>> = {
  text: ["sources", "events", "links", "claims", "figures", "relations"],
  places: ["places"],
  actors: ["actors"],
  story: ["story", "steps", "views", "event_places", "exhibits"],
  check: [],
};

export class Desk {
  rows: readonly Row[] = [];
  told!: Rows;
  readonly all = new Map<string, Row>();
  current = "";
  tab: Tab = "text";
  /** Whether rows that are decided on are left out of the list. */
  onlyOpen = false;
  /** Words of an article that are about to become a row. */
  draft: Draft | null = null;
  /** The claim that is about to be related to another, and how. */
  relating: { readonly claim: string; readonly cells: Record<string, string> } | null = null;
  /** The row of which a person is about to say that it is the same as another. */
  merging = "";
  /** The link of which a person draws the way on the map. */
  routing = "";
  source = "";
  said = "";
  problem: Refused | null = null;
  /** What was typed and not taken, by row and column: it stays until it is. */
  readonly typed = new Map<string, Typed>();
  /** Where the keyboard shall be after the next drawing: `line` or a column of the chosen row. */
  focus = "";
  private readonly listeners: Listener[] = [];
  private readonly tellers: Listener[] = [];
  private queue: Promise<unknown> = Promise.resolve();

  constructor(readonly story: Story) {}

  whenChanged(listener: Listener): void {
    this.listeners.push(listener);
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }

  whenTold(listener: Listener): void {
    this.tellers.push(listener);
  }

  tell(said: string): void {
    this.said = said;
    for (const listener of this.tellers) listener();
  }

  take(told: Rows): void {
    this.told = told;
    this.rows = told.rows;
    this.all.clear();
    for (const row of told.rows) this.all.set(nameOf(row), row);
    this.problem = null;
    if (this.source === "") this.source = told.rows.find((row) => row.table === "sources")?.key ?? "";
    if (!this.all.has(this.current)) this.current = nameOf(this.list()[0] ?? { table: "", key: "" });
    this.follow();
  }

  get row(): Row | undefined {
    return this.all.get(this.current);
  }

  /** The rows of the tab, in the order of the text. */
  list(): readonly Row[] {
    const tables = OF_TAB[this.tab];
    const own = this.rows.filter((row) => tables.includes(row.table) && this.isShown(row));
    return this.tab === "text" ? own : [...own].sort((a, b) => rank(a) - rank(b));
  }

  /** What comes along with another row is no decision of its own while it is proposed. */
  private isShown(row: Row): boolean {
    if (nameOf(row) === this.current) return true;
    if (row.state === "proposed" && comesAlong(row)) return false;
    if (this.onlyOpen) return row.state === "proposed" || row.waits;
    return true;
  }

  choose(name: string): void {
    const row = this.all.get(name);
    if (row === undefined) return;
    const tab = TABS.find((one) => OF_TAB[one].includes(row.table));
    if (tab !== undefined) this.tab = tab;
    this.current = name;
    this.draft = null;
    this.relating = null;
    this.merging = "";
    if (name !== this.routing) this.routing = "";
    this.follow();
    this.changed();
  }

  private follow(): void {
    const source = this.row?.at?.source ?? (this.row?.table === "sources" ? this.row.key : "");
    if (source !== "") this.source = source;
  }

  move(by: number): void {
    const list = this.list();
    const at = list.findIndex((row) => nameOf(row) === this.current);
    const next = list[Math.max(0, Math.min(list.length - 1, at + by))];
    if (next !== undefined) this.choose(nameOf(next));
  }

  /** Goes on to the next row on which nothing is decided, or which wants something; these first, if asked. */
  forward(first: "open" | "wanting" = "open"): void {
    const list = this.list();
    const at = list.findIndex((row) => nameOf(row) === this.current);
    const rest = list.slice(at + 1);
    const wants = (row: Row): boolean => row.state === "kept" && row.faults.length > 0;
    const wanting = first === "wanting" ? (rest.find(wants) ?? list.find(wants)) : undefined;
    const next = wanting ?? rest.find((row) => row.state === "proposed" || wants(row));
    if (next !== undefined) this.choose(nameOf(next));
    else this.changed();
  }

  /** Sends a decision after those before it; false where it was refused, which the page then tells. */
  act(told: Readonly<Record<string, unknown>>, field = ""): Promise<boolean> {
    const done = this.queue.then(() => this.send(told, field));
    this.queue = done.catch(() => undefined);
    return done;
  }

  /** Waits until every decision so far is answered. */
  settled(): Promise<unknown> {
    return this.queue;
  }

  private async send(told: Readonly<Record<string, unknown>>, field: string): Promise<boolean> {
    this.tell("saving…");
    try {
      const rows = await send<Rows>("do", { ...told, revision: this.told.revision });
      if (rows.made !== undefined && rows.made !== null) this.current = rows.made.join("/");
      this.take(rows);
      if (field !== "") this.typed.delete(field);
      this.tell("saved");
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.tell("not saved");
      const isOfCell = error.status === 422 && field !== "";
      if (field !== "") {
        const text = (told["cells"] as Cells | undefined)?.[field.split("|")[1] ?? ""] ?? "";
        const message = isOfCell ? error.message : "not saved yet: enter saves it";
        this.typed.set(field, { text, message, meant: error.meant });
      }
      if (!isOfCell) this.problem = error;
      return false;
    } finally {
      this.changed();
    }
  }

  /** Reads the files anew, after every decision that is under way. */
  reload(): Promise<void> {
    const done = this.queue.then(() => this.readAnew());
    this.tell("reading…");
    this.queue = done.catch(() => undefined);
    return done;
  }

  private async readAnew(): Promise<void> {
    this.tell("reading…");
    try {
      this.take(await send<Rows>("reload"));
      this.tell("read anew");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.tell("not read");
      this.problem = error;
    }
    this.changed();
  }

  /** Sees what another window has decided, when the person comes back to this one. */
  refresh(): Promise<void> {
    const done = this.queue.then(async () => {
      const rows = await ask<Rows>("rows").catch(() => null);
      if (rows === null || rows.revision === this.told.revision) return;
      this.take(rows);
      this.changed();
    });
    this.queue = done;
    return done;
  }
}

/** Whether a proposal only words an event, a link, a place or a number, which bring it. */
export function comesAlong(row: Row): boolean {
  return row.table === "claims" && row.cells["status"] === "reported" && row.cells["statement"] !== "";
}

function rank(row: Row): number {
  if (row.table === "story") return -1;
  return row.state === "kept" ? 0 : row.state === "proposed" ? 1 : 2;
}
