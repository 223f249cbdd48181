/** What the desk's server tells and takes. The token is in the page's own address, so addresses are relative. */

import type { Place } from "../types";

export type Cells = Readonly<Record<string, string>>;

export interface At {
  readonly source: string;
  /** Code points, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface Row {
  readonly table: string;
  readonly key: string;
  readonly state: "proposed" | "kept" | "dropped";
  readonly cells: Cells;
  readonly hints: Cells;
  /** Column (or nothing, for the row) and what is wanted. */
  readonly faults: readonly (readonly [string, string])[];
  /** Whether it is kept and not in the tables yet. */
  readonly waits: boolean;
  /** The title without the claims that it rests on; empty where a row has none. */
  readonly shown: string;
  readonly note: string;
  readonly checked: string;
  readonly at: At | null;
}

export interface Rows {
  readonly revision: number;
  readonly rows: readonly Row[];
  readonly places: readonly Place[];
  readonly undo: string;
  readonly redo: string;
  readonly made?: readonly [string, string] | null;
}

export interface Column {
  readonly wanted: string;
  readonly empty: boolean;
  readonly choices: readonly string[];
  readonly refers: readonly string[];
  readonly list: boolean;
}

export interface Story {
  readonly texts: Readonly<Record<string, string>>;
  /** What of an article in another language no draft reads. */
  readonly limits: Readonly<Record<string, string>>;
  readonly schema: Readonly<Record<string, Readonly<Record<string, Column>>>>;
  readonly precisions: readonly string[];
  readonly credits: readonly string[];
}

export interface Candidate {
  readonly id: string;
  readonly address: string;
  readonly kind: string;
  readonly lon: number;
  readonly lat: number;
  readonly reason: string;
}

export interface Finding {
  readonly message: string;
  readonly refused: boolean;
  readonly table: string;
  readonly key: string;
}

export interface Built {
  readonly done: boolean;
  readonly said: string;
  readonly page: string;
  readonly path: string;
  readonly waiting: number;
}

/** A request that was refused: a cell can't be so, files have changed, or nobody answers. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly column = "",
    readonly meant: readonly string[] = [],
  ) {
    super(message);
  }

  get isConflict(): boolean {
    return this.status === 409;
  }
}

export function ask<T>(what: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
  const words = new URLSearchParams(query).toString();
  return answerOf<T>(fetch(`api/${what}${words === "" ? "" : `?${words}`}`));
}

export function send<T>(what: string, told: Readonly<Record<string, unknown>> = {}): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  return answerOf<T>(fetch(`api/${what}`, { method: "POST", headers, body: JSON.stringify(told) }));
}

async function answerOf<T>(request: Promise<Response>): Promise<T> {
  let response: Response;
  try {
    response = await request;
  } catch {
    throw new Refused(0, "The desk does not answer: it was closed. Nothing of this step was saved; start geo desk again.");
  }
  const type = response.headers.get("Content-Type") ?? "";
  const data: unknown = type.startsWith("application/json") ? await response.json() : { message: await response.text() };
  if (response.ok) return data as T;
  const { message, column, meant } = data as { message?: string; column?: string; meant?: readonly string[] };
  throw new Refused(response.status, message ?? `error ${response.status}`, column, meant);
}
