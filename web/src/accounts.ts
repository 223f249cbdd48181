/** The story as one source or speaker tells it, or two; without one; or what is said of somebody. */

import { make } from "./dom";
import { UNNAMED } from "./filter";
import type { Store } from "./store";
import { say } from "./words";

/** In the order in which they are offered. */
const KINDS = ["source", "speaker", "without", "named", "two", "of"] as const;
/** With one source alone there is nothing to choose. */
const LEAST = { source: 2, speaker: 1, without: 2, named: 1, two: 1, of: 1 } as const;

/** A choice of accounts; hidden where the story has only one. */
export function accountChoice(store: Store, change: (account: readonly string[]) => void): HTMLElement {
  const select = make("select", { class: "geo-account-choice", "aria-label": say("account.title") });
  const row = make("label", { class: "geo-account" }, make("span", {}, say("account.title")), select);
  select.addEventListener("change", () => change(select.value === "" ? [] : [select.value]));
  const mark = (): void => {
    select.value = store.filter.chosen.account[0] ?? "";
  };
  store.whenChanged(() => {
    const groups = groupsOf(store);
    row.hidden = groups.length === 0;
    select.replaceChildren(make("option", { value: "" }, say("account.all")), ...groups);
    mark();
  });
  store.whenFiltered(mark);
  return row;
}

function groupsOf(store: Store): HTMLElement[] {
  const found = new Set(store.known.flatMap(({ values }) => [...values.account]));
  return KINDS.flatMap((kind) => {
    const own = [...found].filter((account) => account.startsWith(`${kind}:`));
    if (own.length < LEAST[kind] || (kind === "named" && !hasUnnamed(store))) return [];
    const options = own
      .map((account) => ({ account, label: labelOf(store, account) }))
      .sort((a, b) => a.label.localeCompare(b.label))
      .map(({ account, label }) => make("option", { value: account }, label));
    return [make("optgroup", { label: say(`account.${kind}`) }, ...options)];
  });
}

function hasUnnamed(store: Store): boolean {
  return [...store.claims.values()].some(({ status }) => UNNAMED.has(status));
}

function labelOf(store: Store, account: string): string {
  const [kind = "", ...rest] = account.split(":");
  const id = rest.join(":");
  if (kind === "named") return say("account.named-only");
  if (kind === "two") return say("account.two-only");
  if (kind === "speaker" || kind === "of") return store.items.get(id)?.title ?? id;
  const claim = [...store.claims.values()].find(({ source }) => source === id);
  const source = store.sources.find((one) => one.id === id);
  return source === undefined ? (claim?.publisher ?? id) : `${source.publisher}: ${source.title}`;
}
