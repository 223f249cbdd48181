import { describe, expect, it } from "vitest";
import { guarded, toCsv } from "../src/csv";
import { filled } from "../src/items";
import { COLUMNS, toGeoJson, toRows, type Told } from "../src/tables";
import type { Claim, Figure, Item, LinkItem, Place } from "../src/types";

const place: Place = { id: "karachi", label: "Karachi", precision: "city", lon: 67.01, lat: 24.86, radius: 20_000, shape: [], unit: 1, local: "" };
const claim: Claim = {
  ...{ id: "c", statement: '=1+1, "so"', saidBy: "M Anwar", by: "anwar", status: "denied", publisher: "The Paper" },
  ...{ source: "paper", report: "paper", url: "", paragraph: 4, repliesTo: ["b"], denies: ["b"], contradicts: [], differsOn: "", note: "" },
};
const figure: Figure = {
  ...{ id: "f", claim: "c", set: "s", measure: "deaths", scope: "all", unit: "people", label: "at least 40 people" },
  ...{ bound: "at-least", low: 40, high: null, saidBy: "", status: "denied", publisher: "The Paper", paragraph: 4, note: "" },
};
const told: Told = {
  items: filled<Item>([
    { id: "clash", type: "event", kind: "violence", title: "A clash", order: "1", edtf: "2007-05", first: 13_634, last: 13_664, place: "karachi", claims: ["c"], unsure: true },
    { id: "call", type: "link", title: "A call", order: "2", claims: [], medium: "telephone", direction: "both", unsure: true, fromUnsure: false, toUnsure: true, path: ["_}oca@?_ibE_ibE", "~fsia@_ibE_ibE?"] } as Partial<LinkItem>,
    { id: "mqm", type: "actor", title: "MQM", order: "3", claims: [], role: "runs the city" },
  ]),
  places: new Map([["karachi", place]]),
  claims: new Map([["c", claim]]),
  figures: [figure],
};

describe("the data to take along", () => {
  it("is GeoJSON with a place, a line in its parts, and nothing for what has no place", () => {
    const { features } = JSON.parse(toGeoJson(told)) as { features: { id: string; geometry: unknown; properties: Record<string, unknown> }[] };
    expect(features.map(({ geometry }) => geometry)).toEqual([
      { type: "Point", coordinates: [67.01, 24.86] },
      { type: "MultiLineString", coordinates: [[[179, 0], [180, 1]], [[-180, 1], [-179, 1]]] },
      null,
    ]);
    expect(features[0]?.properties).toMatchObject({
      ...{ earliest: "2007-05-01", latest: "2007-05-31", date: "2007-05", precision: "" },
      claims: [{ statement: '=1+1, "so"', said_by: "M Anwar", claim_status: "denied", paragraph: 4, replies_to: "b", denies: "b" }],
    });
  });

  it("has a row for each claim, with who says it, where, what it answers, and its figures", () => {
    const rows = toRows(told);
    expect(rows.map(({ id }) => id)).toEqual(["clash", "call", "mqm"]);
    expect(rows[0]).toMatchObject({ lon: 67.01, lat: 24.86, claim: "c", figures: "deaths: at least 40 people (all)" });
    expect(rows.map((row) => [row.unsure, row.from_unsure, row.to_unsure])).toEqual([
      [true, "", ""],
      [true, false, true],
      [false, "", ""],
    ]);
    expect(rows[2]).toMatchObject({ role: "runs the city", where: "", place: "" });
    const lines = toCsv(COLUMNS, rows).split("\n");
    expect(lines[0]?.startsWith('"id","type","title"')).toBe(true);
    expect(lines[1]).toContain('"\'=1+1, ""so"""');
    expect(lines).toHaveLength(5);
  });

  it("lets no spreadsheet take a text for a formula", () => {
    for (const start of ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]) {
      expect(guarded(`${start}a1`).startsWith("'")).toBe(true);
    }
    expect(guarded("Mr A = Mr B")).toBe("Mr A = Mr B");
    expect(guarded("a\0b")).toBe("a␀b");
    expect(toCsv(["a", "b"], [{ a: -5, b: null }])).toBe('"a","b"\n-5,""\n');
  });
});
