/** The page's data as GeoJSON and as rows for a spreadsheet: claims go with what they are about. */

import { positions } from "./codec";
import type { Cell } from "./csv";
import { iso } from "./days";
import type { Claim, Figure, Item, LinkItem, Place } from "./types";

export interface Told {
  readonly items: readonly Item[];
  readonly places: ReadonlyMap<string, Place>;
  readonly claims: ReadonlyMap<string, Claim>;
  readonly figures: readonly Figure[];
}

type Position = readonly [number, number];
type Geometry =
  | { type: "Point"; coordinates: Position }
  | { type: "LineString"; coordinates: Position[] }
  | { type: "MultiLineString"; coordinates: Position[][] };

function geometryOf(item: Item, places: ReadonlyMap<string, Place>): Geometry | null {
  if (item.type === "link") {
    const parts = (item as LinkItem).path.map((part) => positions(part));
    const [only] = parts;
    if (only === undefined) return null;
    return parts.length === 1
      ? { type: "LineString", coordinates: only }
      : { type: "MultiLineString", coordinates: parts };
  }
  const place = places.get(item.place);
  if (place === undefined || place.lon === null || place.lat === null) return null;
  return { type: "Point", coordinates: [place.lon, place.lat] };
}

function facts(item: Item, { places }: Told): Record<string, Cell> {
  const link = item.type === "link" ? (item as LinkItem) : null;
  return {
    id: item.id,
    type: item.type,
    title: item.title,
    kind: link === null ? item.kind : "",
    medium: link?.medium ?? "",
    direction: link?.direction ?? "",
    date: item.edtf,
    earliest: item.earliest === null ? "" : iso(item.earliest),
    latest: item.last === null ? "" : iso(item.last),
    date_note: item.dateNote,
    place: link === null ? item.place : "",
    where: item.where,
    unsure: item.unsure,
    from_unsure: link?.fromUnsure ?? "",
    to_unsure: link?.toUnsure ?? "",
    role: item.role,
    precision: item.precision,
    radius_m: places.get(item.place)?.radius ?? null,
    status: item.type === "event" || item.type === "link" ? item.status : "",
    contested: item.contested,
    differs_on: item.differsOn,
    note: item.note,
  };
}

function claimRow(claim: Claim, figures: readonly Figure[]): Record<string, Cell> {
  return {
    claim: claim.id,
    statement: claim.statement,
    said_by: claim.saidBy,
    claim_status: claim.status,
    source: claim.source,
    publisher: claim.publisher,
    paragraph: claim.paragraph,
    column: claim.column ?? "",
    replies_to: claim.repliesTo.join("; "),
    denies: claim.denies.join("; "),
    contradicts: claim.contradicts.join("; "),
    figures: figures
      .filter((figure) => figure.claim === claim.id)
      .map(({ measure, label, scope }) => `${measure}: ${label} (${scope})`)
      .join("; "),
    claim_note: claim.note,
  };
}

function claimsOf(item: Item, { claims }: Told): Claim[] {
  return item.claims.flatMap((id) => claims.get(id) ?? []);
}

export function toGeoJson(told: Told): string {
  const features = told.items.map((item) => ({
    type: "Feature",
    id: item.id,
    geometry: geometryOf(item, told.places),
    properties: {
      ...facts(item, told),
      claims: claimsOf(item, told).map((claim) => claimRow(claim, told.figures)),
    },
  }));
  return `${JSON.stringify({ type: "FeatureCollection", features })}\n`;
}

export const COLUMNS = [
  ...["id", "type", "title", "kind", "medium", "direction", "date", "earliest", "latest", "date_note"],
  ...["place", "where", "unsure", "from_unsure", "to_unsure", "role", "lon", "lat", "precision", "radius_m", "status", "contested", "differs_on", "note"],
  ...["claim", "statement", "said_by", "claim_status", "source", "publisher", "paragraph", "column"],
  ...["replies_to", "denies", "contradicts", "figures", "claim_note"],
] as const;

/** Gives a row for each claim about each thing, and one for a thing that no claim is about. */
export function toRows(told: Told): Record<string, Cell>[] {
  return told.items.flatMap((item) => {
    const geometry = geometryOf(item, told.places);
    const [lon, lat] = geometry?.type === "Point" ? geometry.coordinates : [null, null];
    const own = { ...facts(item, told), lon, lat };
    const claims = claimsOf(item, told);
    return claims.length === 0 ? [own] : claims.map((claim) => ({ ...own, ...claimRow(claim, told.figures) }));
  });
}
