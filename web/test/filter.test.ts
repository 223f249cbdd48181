import { describe, expect, it } from "vitest";
import { parseWindow } from "../src/days";
import { accountsOf, EVERYTHING, folded, isEverything, know, matches, tally, TWO, valuesOf, type Filter } from "../src/filter";
import { filled } from "../src/items";
import type { Claim, Item, LinkItem } from "../src/types";

const claim = (id: string, source: string, by: string, statement: string): Claim => ({
  ...{ id, source, report: source, url: "", by, statement, saidBy: by, status: "reported", publisher: source, paragraph: 1 },
  ...{ repliesTo: [], denies: [], contradicts: [], differsOn: "", note: "" },
});

const claims = new Map(
  [
    claim("a", "bbc", "", "Shots were heard at the Café."),
    claim("b", "independent", "anwar", "There were none."),
    claim("c", "bbc", "", "A call."),
  ].map((one) => [one.id, one]),
);

const day = (text: string): number => parseWindow(text)?.[0] ?? 0;

const items = filled<Item>([
  { ...{ id: "clash", type: "event", kind: "violence", title: "A clash", order: "1" }, first: day("2007-05-01"), last: day("2007-05-31"), claims: ["a", "b"], status: "alleged", contested: true },
  { id: "rally", type: "event", kind: "rally", title: "A rally", order: "2", first: day("1992-01-01"), last: day("1992-12-31"), claims: ["c"] },
  { id: "call", type: "link", title: "A call", order: "3", claims: ["c"], medium: "telephone" } as Partial<LinkItem>,
  { id: "anwar", type: "actor", title: "M Anwar", order: "4", claims: ["c"] },
  { id: "city", type: "place", title: "کراچی", order: "5", claims: [] },
]);
const known = know(items, claims);

const through = (change: Partial<Filter>): string[] =>
  known.filter((one) => matches(one, { ...EVERYTHING, ...change })).map(({ item }) => item.id);

const chosen = (change: Partial<Filter["chosen"]>): Partial<Filter> => ({ chosen: { ...EVERYTHING.chosen, ...change } });

describe("what two independent reports tell", () => {
  const two = (second: Partial<Claim>): boolean => {
    const own = [claim("a", "bbc", "anwar", "Yes."), { ...claim("b", "independent", "", "Yes."), ...second }];
    const [one] = know(filled<Item>([{ id: "x", type: "event", claims: ["a", "b"] }]), new Map(own.map((each) => [each.id, each])));
    return one?.values.account.has(TWO) === true;
  };

  it("takes another report and another voice", () => {
    expect(two({})).toBe(true);
    expect(two({ report: "bbc" })).toBe(false);
    expect(two({ by: "anwar" })).toBe(false);
    expect(two({ status: "denied" })).toBe(false);
    expect(two({ status: "retracted" })).toBe(false);
  });
});

describe("the filter", () => {
  it("lets all through when nothing is wanted", () => {
    expect(through({})).toEqual(["clash", "rally", "call", "anwar", "city"]);
    expect(isEverything(EVERYTHING)).toBe(true);
    expect(isEverything({ ...EVERYTHING, text: " " })).toBe(true);
    expect(isEverything({ ...EVERYTHING, time: [0, 1] })).toBe(false);
  });

  it("takes kind and medium for one question: what is it?", () => {
    expect(through(chosen({ kind: ["rally"] }))).toEqual(["rally"]);
    expect(through(chosen({ kind: ["rally"], medium: ["telephone"] }))).toEqual(["rally", "call"]);
  });

  it("finds by status, by source, and by who says it or is spoken of", () => {
    expect(through(chosen({ status: ["contested"] }))).toEqual(["clash"]);
    expect(through(chosen({ source: ["independent"] }))).toEqual(["clash"]);
    expect(through(chosen({ actor: ["anwar"] }))).toEqual(["clash", "rally", "call", "anwar"]);
    expect(through(chosen({ actor: ["anwar"], status: ["alleged"] }))).toEqual(["clash"]);
  });

  it("searches names and text without case and accents, every word of it", () => {
    expect(folded("CAFÉ")).toBe("cafe");
    expect(through({ text: "cafe shots" })).toEqual(["clash"]);
    expect(through({ text: "cafe rally" })).toEqual([]);
    expect(through({ text: "کراچی" })).toEqual(["city"]);
    expect(through({ text: ".*" })).toEqual([]);
  });

  it("keeps what is possible at a date, and what has none", () => {
    expect(through({ time: parseWindow("2007-05-12") })).toEqual(["clash", "call", "anwar", "city"]);
    expect(through({ time: parseWindow("1992-06") })).toEqual(["rally", "call", "anwar", "city"]);
  });

  it("counts events and the reports of them apart", () => {
    expect(tally(known)).toEqual({ events: 2, reports: 3, links: 1 });
    const oneText = new Map([...claims].map(([id, one]) => [id, { ...one, report: "bbc" }]));
    expect(tally(know(items, oneText).slice(0, 1))).toEqual({ events: 1, reports: 1, links: 0 });
    expect(tally(known.slice(0, 1))).toEqual({ events: 1, reports: 2, links: 0 });
  });

  it("says of each value how many it would show beside what else is chosen", () => {
    const counts = valuesOf(known, "status", { ...EVERYTHING, ...chosen({ source: ["bbc"], status: ["alleged"] }) });
    expect([...counts]).toEqual([["alleged", 1], ["contested", 1], ["reported", 2]]);
  });
});

describe("the account of one source or speaker", () => {
  const told = (account: string): string[] => through(chosen({ account: [account] }));

  it("keeps what the source or the speaker tells", () => {
    expect(told("source:bbc")).toEqual(["clash", "rally", "call", "anwar"]);
    expect(told("source:independent")).toEqual(["clash"]);
    expect(told("speaker:anwar")).toEqual(["clash"]);
  });

  it("keeps what still stands without a source, or without who is not named", () => {
    expect(told("without:bbc")).toEqual(["clash"]);
    expect(told("named:")).toEqual(["clash", "rally", "call", "anwar"]);
    expect(accountsOf({ ...claim("d", "bbc", "", ""), status: "hearsay" }, [], ["bbc"])).toEqual(["source:bbc"]);
  });

  it("keeps what others say of somebody, and not what he says himself", () => {
    expect(told("of:anwar")).toEqual(["rally", "call", "anwar"]);
    expect(accountsOf(claim("e", "bbc", "anwar", ""), ["anwar"], ["bbc"])).toEqual(["source:bbc", "speaker:anwar", "named:"]);
  });
});

describe("what came before", () => {
  it("sets the first day, and leaves that of the date as it is", () => {
    const [item] = filled<Item>([{ id: "a", type: "event", title: "A", order: "1", claims: [], first: null, last: 20, bound: 10, notBefore: ["b"] } as Partial<Item>]);
    expect([item?.first, item?.earliest, item?.last]).toEqual([10, null, 20]);
  });
});
