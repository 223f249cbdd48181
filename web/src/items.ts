/** Items as the page has them: what a block leaves out is as it mostly is. */

import type { Claim, Evidence, Figure, Item, Place } from "./types";

const BLANK = {
  kind: "",
  date: "",
  edtf: "",
  first: null,
  last: null,
  notBefore: [],
  inferred: false,
  dateNote: "",
  where: "",
  role: "",
  place: "",
  precision: "",
  status: "reported",
  contested: false,
  differsOn: "",
  note: "",
  located: true,
  unsure: false,
  undrawn: "not-located",
} as const;

interface Bounded {
  readonly bound?: number | null;
}

export function filled<T extends Item>(items: readonly Partial<T>[]): readonly T[] {
  return items.map((item) => {
    const isTimed = item.type === "event" || item.type === "link";
    const own = { ...BLANK, ...(isTimed ? {} : { status: "" }), ...item };
    const earliest = item.first ?? null;
    // What came before it leaves it no earlier day than `bound`.
    return { ...own, earliest, first: (item as Bounded).bound ?? earliest } as unknown as T;
  });
}

const EMPTY_CLAIM = {
  saidBy: "",
  by: "",
  url: "",
  repliesTo: [],
  denies: [],
  contradicts: [],
  differsOn: "",
  note: "",
} as const;

const EMPTY_FIGURE = { unit: "", bound: "", low: null, high: null, saidBy: "", note: "" } as const;

const EMPTY_PLACE = { label: "", precision: "", lon: null, lat: null, radius: null, shape: [], local: "" } as const;

/** What blocks hold, with all that they left out as empty. */
export interface BriefEvidence {
  readonly claims: readonly Partial<Claim>[];
  readonly figures: readonly Partial<Figure>[];
}

export function filledEvidence({ claims, figures }: BriefEvidence): Evidence {
  return {
    claims: claims.map((claim) => ({ ...EMPTY_CLAIM, ...claim }) as Claim),
    figures: figures.map((figure) => ({ ...EMPTY_FIGURE, ...figure }) as Figure),
  };
}

export function filledPlaces(places: readonly Partial<Place>[]): readonly Place[] {
  return places.map((place) => ({ ...EMPTY_PLACE, ...place }) as Place);
}
