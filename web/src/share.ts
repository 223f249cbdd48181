/** Cite this, and take the data along: made in the page, without a server. */

import { asBibtex, asCsl, asText, type Cited } from "./cite";
import { toCsv } from "./csv";
import { make, readBlock } from "./dom";
import { inSlot } from "./slots";
import { storeOf, type Store } from "./store";
import { COLUMNS, toGeoJson, toRows, type Told } from "./tables";
import type { CiteData } from "./types";
import { counted, say } from "./words";

const FORMS = [
  { id: "text", title: "cite.text", write: asText },
  { id: "bibtex", title: "cite.bibtex", write: asBibtex },
  { id: "csl", title: "cite.csl", write: asCsl },
] as const;

export function share(map: L.Map, block: string, slot = ""): void {
  const data = readBlock<CiteData>(block);
  const store = storeOf(map);
  store.sources = data.sources;
  const dialog = citeDialog(data, store);
  const cite = button("cite.open", () => dialog.show());
  cite.setAttribute("aria-haspopup", "dialog");
  const geojson = button("download.geojson", () => {
    save(store, `${data.name}.geojson`, "application/geo+json", toGeoJson(toldBy(store)));
  });
  const csv = button("download.csv", () => {
    save(store, `${data.name}.csv`, "text/csv;charset=utf-8", toCsv(COLUMNS, toRows(toldBy(store))));
  });
  const print = button("print.open", () => window.print());
  const box = make("nav", { class: "geo-tools", "aria-label": say("tools.title") }, cite, geojson, csv, print);
  inSlot(map, slot, box, "topright");
  document.body.append(dialog.element);
}

function button(key: string, act: () => void): HTMLButtonElement {
  const made = make("button", { type: "button", "data-tool": key }, say(key));
  made.addEventListener("click", act);
  return made;
}

/** All that is shown, in the order of the list. */
function toldBy({ items, places, claims, figures, shown }: Store): Told {
  const through = [...items.values()].filter(({ id }) => shown.has(id));
  const ranks = ["event", "link", "place", "actor"];
  const rank = (one: { type: string; order: string }): string => `${ranks.indexOf(one.type)}${one.order}`;
  return {
    items: through.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)),
    places,
    claims,
    figures: [...figures.values()],
  };
}

function save(store: Store, name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
  store.announce(say("download.done", { name, items: counted("items", store.shown.size) }));
}

function citeDialog(data: CiteData, store: Store): { element: HTMLElement; show: () => void } {
  const parts = FORMS.map(({ id, title, write }) => {
    const text = make("pre", { tabindex: "0", "data-form": id, dir: "ltr", "aria-label": say(title) });
    const copy = make("button", { type: "button" }, say("cite.copy"));
    copy.setAttribute("aria-label", say("cite.copy-what", { what: say(title) }));
    copy.addEventListener("click", () => void copyText(text, copy));
    const head = make("div", { class: "geo-cite-head" }, make("h3", {}, say(title)), copy);
    return { write, text, part: make("section", {}, head, text) };
  });
  const close = make("button", { type: "button", class: "geo-close" }, say("cite.close"));
  const title = make("h2", { id: "geo-cite-title" }, say("cite.open"));
  const head = make("div", { class: "geo-cite-head" }, title, close);
  const element = make(
    "dialog",
    { class: "geo-dialog", "aria-labelledby": "geo-cite-title" },
    head,
    ...parts.map(({ part }) => part),
  );
  close.addEventListener("click", () => element.close());
  const show = (): void => {
    const cited = citedNow(data, store);
    for (const { write, text } of parts) text.textContent = write(cited);
    element.showModal();
  };
  return { element, show };
}

function citedNow(data: CiteData, { selection, items }: Store): Cited {
  const item = items.get(selection.id);
  const isPublic = /^https?:$/.test(window.location.protocol);
  return {
    ...data,
    item: { id: item?.id ?? "", title: item?.title ?? "" },
    url: isPublic ? window.location.href : "",
  };
}

/** Copies a text; where the browser refuses, marks it for the reader to copy. */
async function copyText(text: HTMLElement, button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text.textContent ?? "");
    button.textContent = say("cite.copied");
  } catch {
    window.getSelection()?.selectAllChildren(text);
    text.focus();
  }
}
