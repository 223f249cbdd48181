/** What each source has on each event and link: it states, denies, differs from another, or is silent. */

import { isolated, make } from "./dom";
import type { Store } from "./store";
import { isTimed, type Claim, type Item } from "./types";
import { say } from "./words";

/** A table that is drawn when it is first opened; hidden where there is only one source. */
export function matrix(store: Store): HTMLElement {
  const summary = make("summary", {}, say("matrix.title"));
  const box = make("details", { class: "geo-matrix" }, summary);
  box.addEventListener("toggle", () => {
    if (box.open && box.childElementCount === 1) box.append(make("div", {}, tableOf(store)));
  });
  store.whenChanged(() => {
    box.replaceChildren(summary);
    box.open = false;
    box.hidden = sourcesOf(store).size < 2;
  });
  return box;
}

/** The publisher of each source that prints a claim. */
function sourcesOf(store: Store): Map<string, string> {
  return new Map([...store.claims.values()].map(({ source, publisher }) => [source, publisher]));
}

function tableOf(store: Store): HTMLElement {
  const sources = sourcesOf(store);
  const heads = [...sources.values()].map((publisher) => make("th", { scope: "col" }, isolated(publisher)));
  const items = [...store.items.values()].filter(isTimed).sort((a, b) => (a.order < b.order ? -1 : 1));
  const rows = items.map((item) => {
    const title = make("button", { type: "button" }, isolated(item.title));
    title.addEventListener("click", () => store.select(item.id, "map"));
    const cells = [...sources.keys()].map((source) => {
      const state = stateOf(store, item, source);
      return make("td", { class: `is-${state}` }, state === "silent" ? "–" : say(`matrix.${state}`));
    });
    return make("tr", {}, make("th", { scope: "row" }, title), ...cells);
  });
  return make("table", {}, make("thead", {}, make("tr", {}, make("td"), ...heads)), make("tbody", {}, ...rows));
}

/** How a source stands to a thing, of all claims about it. */
export function stateOf(store: Pick<Store, "claims">, item: Item, source: string): "silent" | "differs" | "denies" | "states" {
  const all = item.claims.flatMap((id) => store.claims.get(id) ?? []);
  const own = all.filter((claim) => claim.source === source);
  if (own.length === 0) return "silent";
  const others = new Set(all.filter((claim) => claim.source !== source).map(({ id }) => id));
  const differs = (claim: Claim): boolean => claim.contradicts.some((id) => others.has(id));
  return own.some(differs) ? "differs" : own.every(({ status }) => status === "denied") ? "denies" : "states";
}
