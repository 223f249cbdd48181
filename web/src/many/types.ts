/** What Python tells about a layer of many events. */

import type { NumberScale } from "./scale";

export interface Ink {
  readonly light: string;
  readonly dark: string;
}

export interface Group extends Ink {
  readonly label: string;
}

export interface Key extends NumberScale {
  readonly kind: "none" | "groups" | "ramp";
  readonly label: string;
  readonly groups?: readonly Group[];
  /** Values by their code; fewer than the column has if there are too many. */
  readonly names?: readonly string[];
  /** How many values share the group "other". */
  readonly others?: number;
  readonly missing?: number;
  readonly nothing?: Ink;
  readonly stops?: readonly Ink[];
}

/** A column of numbers that is filtered by its histogram. */
export interface NumberColumn extends NumberScale {
  readonly label: string;
  readonly missing: number;
}

/** A column of numbers that can be added up: whole numbers of 1 / `per`, or floats where that is 0. */
export interface ValueColumn {
  readonly label: string;
  readonly per: number;
}

export interface TimeScale {
  /** Seconds in a unit: 86400, 60 or 1. */
  readonly unit: number;
  /** Units from 1970-01-01 to zero. */
  readonly zero: number;
  readonly label: string;
  /** Whether the columns were found and not named in the call. */
  readonly guessed: boolean;
  /** Zone whose clock the times are told by; empty for whole days and where none is stated. */
  readonly zone: string;
}

export interface LinkRecord {
  /** Whether it leads from its first place to its last. */
  readonly directed?: boolean;
  readonly path: readonly number[];
  readonly km: number;
  readonly texts: readonly (readonly [string, string])[];
}

export interface Head {
  readonly aggregated: number;
  readonly block: number;
  readonly colour: Key;
  readonly columns: readonly string[];
  readonly links: readonly LinkRecord[];
  readonly name: string;
  readonly numbers?: readonly NumberColumn[];
  /** The columns whose numbers travel as they are: that of the colour first, where it is one, then `numbers`. */
  readonly values?: readonly ValueColumn[];
  readonly part: number;
  /** Why likelier columns of time could not be read. */
  readonly passedOver: readonly string[];
  /** Events that are single points; those after them are lines and areas. */
  readonly points: number;
  /** Colours from few events to many. */
  readonly ramp?: readonly Ink[];
  readonly rows: number;
  /** Lines and areas; `zooms` are those up to each of which a simpler form is drawn. */
  readonly shapes: {
    /** Whether areas lie beside each other. */
    readonly apart?: boolean;
    readonly parts: number; readonly vertices: number; readonly zooms: readonly number[];
  } | null;
  /** A column whose numbers are the areas of dots. */
  readonly size?: { readonly label: string; readonly high: number; readonly missing: number } | null;
  readonly step: number;
  /** Whether the page carries the events' text. */
  readonly text: boolean;
  readonly time: TimeScale | null;
  /** Rows without a place: their texts follow those of the events. */
  readonly without: number;
}

/** What the ground shows beside the world, from a zoom on. */
export interface Near {
  readonly names: readonly (readonly [string, number, number])[];
  readonly areas: readonly { readonly name: string; readonly rings: readonly string[]; readonly unit: number }[];
  readonly zoom: number;
}

/** What the page needs to draw itself. */
export interface PageData {
  readonly layer: string;
  readonly map: string;
  readonly world: string;
  readonly bounds: readonly [readonly [number, number], readonly [number, number]];
  /** Names and outlines around events that lie close together; empty where they do not. */
  readonly near?: Near | Record<string, never>;
  /** The second of two maps that are compared. */
  readonly other?: { readonly layer: string; readonly map: string };
}
