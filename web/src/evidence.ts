/** What is shown of one item: its claims, each with its denial beneath, and its figures as sets. */

import { figureSets, placeIn } from "./figures";
import { isolated, make } from "./dom";
import type { Store } from "./store";
import type { Claim, Item } from "./types";
import { counted, named, say, sayAround } from "./words";
import { whereOf } from "./whereabouts";

export function details(store: Store, item: Item): HTMLElement {
  const body = make("div", { class: "geo-details" }, facts(store, item));
  body.append(...[...document.querySelectorAll(`[data-of~="${CSS.escape(item.id)}"]:not(li *)`)].map((one) => one.cloneNode(true)));
  const all = item.claims.flatMap((id) => store.claims.get(id) ?? []);
  const claims = all.filter((claim) => store.isTold(claim));
  const sets = figureSets(store, new Set(shownClaims(store, claims).map((claim) => claim.id)));
  if (sets !== null) body.append(sets);
  if (claims.length > 0) body.append(reportsOf(claims), claimList(store, claims));
  if (claims.length < all.length) body.append(make("p", { class: "geo-quiet" }, counted("account.left-out", all.length - claims.length)));
  const others = besideIt(store, item);
  if (others !== null) body.append(others);
  return body;
}

/** How many different texts tell of it, and how many sources print them. */
function reportsOf(claims: readonly Claim[]): HTMLElement {
  const reports = counted("reports", new Set(claims.map((claim) => claim.report)).size);
  const sources = counted("sources", new Set(claims.map((claim) => claim.source)).size);
  return make("p", { class: "geo-quiet geo-reports" }, say("claim.reports", { reports, sources }));
}

/** The other links between about the same places: on the map they lie side by side. */
function besideIt(store: Store, item: Item): HTMLElement | null {
  const others = (store.beside.get(item.id) ?? []).flatMap((id) => store.items.get(id) ?? []);
  if (others.length === 0) return null;
  const rows = others.map((other) => {
    const button = make("button", { type: "button", "data-beside": other.id }, isolated(other.title));
    button.addEventListener("click", () => store.select(other.id, "map", store.selection.at));
    return make("li", {}, button);
  });
  const head = make("p", { class: "geo-beside-head" }, say("beside.title"));
  return make("div", { class: "geo-beside" }, head, make("ul", {}, ...rows));
}

function facts(store: Store, item: Item): HTMLElement {
  const lines = make("dl", { class: "geo-facts" });
  const line = (term: string, parts: readonly (Node | string)[], notes: readonly (Node | string)[] = []): void => {
    if (parts.length === 0) return;
    const value = make("dd", {}, ...parts);
    if (notes.length > 0) value.append(make("span", { class: "geo-quiet" }, " · ", ...notes));
    lines.append(make("dt", {}, say(term)), value);
  };
  const text = (one: string): Node[] => (one === "" ? [] : [isolated(one)]);
  const dateNote = [...(item.inferred ? [`${say("date.inferred")}: `] : []), ...text(item.dateNote)];
  line("fact.when", item.date === "" ? text(item.dateNote) : [item.date], item.date === "" ? [] : dateNote);
  const exact = item.located ? named("exactness", item.precision) : say("undrawn.not-located");
  const before = item.notBefore.flatMap((id) => store.items.get(id) ?? []);
  line("fact.not-before", before.flatMap((other, i) => [i === 0 ? "" : "; ", isolated(other.title), ...(other.date === "" ? [] : [` (${other.date})`])]));
  line("fact.role", text(item.role));
  const notes = [exact, item.unsure ? say("place.unsure") : ""].filter((note) => note !== "");
  line("fact.where", whereOf(item), item.where === "" ? [] : [notes.join(" · ")].filter(Boolean));
  if (item.type === "place" && item.where === "" && item.unsure) line("fact.where", [say("place.unsure")]);
  line("fact.note", text(item.note));
  return lines;
}

function statusChip(status: string): HTMLElement {
  return make("span", { class: `geo-status status-${status}` }, named("status.short", status));
}

/** All claims that are shown with these: with them go their denials, and what contradicts them. */
function shownClaims(store: Store, claims: readonly Claim[]): Claim[] {
  const shown = new Map(claims.map((claim) => [claim.id, claim]));
  for (const claim of claims) {
    for (const other of [...store.repliesTo(claim), ...differing(store, claim)]) {
      shown.set(other.id, other);
    }
  }
  return [...shown.values()];
}

/** What contradicts a claim, in the account that is chosen. */
function differing(store: Store, claim: Claim): Claim[] {
  return claim.contradicts.flatMap((id) => store.claims.get(id) ?? []).filter((other) => store.isTold(other));
}

/** The claims, and what contradicts them; what answers another stands beneath it. */
function claimList(store: Store, claims: readonly Claim[]): HTMLElement {
  const scope = new Map(claims.map((claim) => [claim.id, claim]));
  for (const other of claims.flatMap((claim) => differing(store, claim))) scope.set(other.id, other);
  const list = make("ol", { class: "geo-claims" });
  const told = new Set<string>();
  const answers = (claim: Claim): boolean => claim.repliesTo.some((id) => scope.has(id));
  const tell = (claim: Claim): void => {
    if (told.has(claim.id)) return;
    const accounts = accountsWith(store, claim, scope).filter(
      (other) => other === claim || (!told.has(other.id) && !answers(other)),
    );
    if (accounts.length > 1) list.append(sideBySide(store, accounts, told));
    else list.append(make("li", {}, claimCard(store, claim, told)));
  };
  for (const claim of claims) if (!answers(claim)) tell(claim);
  for (const claim of scope.values()) tell(claim);
  return list;
}

/** The claim and all in scope that contradict it, or those. */
function accountsWith(store: Store, claim: Claim, scope: ReadonlyMap<string, Claim>): Claim[] {
  const found = new Map([[claim.id, claim]]);
  const open = [claim];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const other of differing(store, next)) {
      if (found.has(other.id) || !scope.has(other.id)) continue;
      found.set(other.id, other);
      open.push(other);
    }
  }
  return [...found.values()];
}

/** Accounts in columns; beneath each other where one has an answer, which needs the width. */
function sideBySide(store: Store, accounts: readonly Claim[], told: Set<string>): HTMLElement {
  const answered = accounts.some((claim) => store.repliesTo(claim).length > 0);
  const cards = accounts.map((claim) => claimCard(store, claim, told));
  return make(
    "li",
    { class: "geo-accounts" },
    make("p", { class: "geo-accounts-head" }, ...sayAround("claim.differs", { what: isolated(differenceOf(accounts)) })),
    make("div", { class: `geo-accounts-row${answered ? " is-stacked" : ""}` }, ...cards),
  );
}

/** On what some accounts differ: each difference that two of them share, once. */
function differenceOf(accounts: readonly Claim[]): string {
  const parts = accounts.flatMap((claim) => claim.differsOn.split("; "));
  return [...new Set(parts.filter((part, at) => parts.indexOf(part) !== at))].join("; ");
}

function claimCard(store: Store, claim: Claim, told: Set<string>): HTMLElement {
  told.add(claim.id);
  const card = make(
    "article",
    { class: `geo-claim status-${claim.status}`, "data-claim": claim.id },
    make("p", { class: "geo-statement" }, isolated(claim.statement)),
    make("p", { class: "geo-by" }, statusChip(claim.status), " ", ...attribution(claim)),
    make("p", { class: "geo-cite" }, ...citation(claim)),
  );
  if (claim.note !== "") card.append(make("p", { class: "geo-quiet" }, isolated(claim.note)));
  if (claim.unanswered === true) card.append(make("p", { class: "geo-no-answer" }, say("claim.unanswered")));
  for (const reply of store.repliesTo(claim)) card.append(replyTo(store, claim, reply, told));
  return card;
}

/** An answer beneath what it answers; one that stands further up already is only named. */
function replyTo(store: Store, claim: Claim, reply: Claim, told: Set<string>): HTMLElement {
  const denied = reply.denies.includes(claim.id);
  const head = make("p", { class: "geo-reply-head" }, say(denied ? "claim.denied" : "claim.reply"));
  const box = make("div", { class: `geo-reply${denied ? " is-denial" : ""}` }, head);
  if (told.has(reply.id)) {
    const where = [" ", ...attribution(reply), " · ", ...citation(reply), " · ", say("claim.above")];
    head.append(make("span", { class: "geo-cite" }, ...where));
  } else {
    box.append(claimCard(store, reply, told));
  }
  return box;
}

type Cited = Pick<Claim, "publisher" | "paragraph" | "column" | "page"> & { readonly url?: string };

export function citation({ publisher, url = "", ...where }: Cited): (Node | string)[] {
  const name = isolated(publisher);
  return placeIn(where, url === "" ? name : make("a", { href: url, rel: "noopener" }, name));
}

function attribution(claim: Claim): (Node | string)[] {
  if (claim.saidBy === "") return [say(claim.column === undefined ? "claim.own-voice" : "claim.own-table")];
  return sayAround("claim.by", { who: isolated(claim.saidBy) });
}
