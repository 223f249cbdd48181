/** Keeps the address's fragment and the page in step. */

import { EVERYTHING, FACETS, type Facet } from "./filter";
import { readAddress, writeAddress, type Address, type Names } from "./fragment";
import type { Guide } from "./guide";
import { storeOf, type Store } from "./store";
import { quietly } from "./views";

const PAUSE_MS = 250;

/** Shows what the address names, and names in it from then on what is shown. */
export function keepAddress(map: L.Map, guide: Guide | null): void {
  const store = storeOf(map);
  const opening = store.view;
  let waiting = 0;
  let written = "";
  let known = "";
  const fragment = (): string => window.location.hash.slice(1);
  const write = (): void => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      // A reader's new address, about to be read, is not written over.
      if (fragment() !== known) return;
      written = writeAddress(addressOf(map, store));
      put(isOpening(store, guide, opening) ? "" : written);
      known = fragment();
    }, PAUSE_MS);
  };
  const read = (): void => {
    const text = fragment();
    known = text;
    const address = text === written ? null : readAddress(text, namesOf(store, guide));
    if (address !== null) show(map, store, guide, address);
  };
  read();
  store.whenFiltered(write);
  store.whenSelected(write);
  store.whenMoved(write);
  map.on("moveend", write);
  window.addEventListener("hashchange", read);
}

/** Whether the page is as it opens: then its address needs no fragment. */
function isOpening(store: Store, guide: Guide | null, view: string): boolean {
  const step = guide?.names[0] ?? "";
  return store.filter === EVERYTHING && store.selection.id === "" && store.view === view && (store.step === step || store.step === "");
}

/** A page in a frame of a notebook has no address of its own to write to. */
function put(text: string): void {
  const { pathname, search, hash } = window.location;
  if (hash.slice(1) === text) return;
  try {
    window.history.replaceState(null, "", text === "" ? `${pathname}${search}` : `#${text}`);
  } catch {
    return;
  }
}

function addressOf(map: L.Map, store: Store): Address {
  const { lat, lng: lon } = map.getCenter();
  return {
    view: store.view,
    map: { zoom: map.getZoom(), lat, lon },
    step: store.step,
    filter: store.filter,
    selected: store.selection.id,
  };
}

function namesOf(store: Store, guide: Guide | null): Names {
  const values = Object.fromEntries(
    FACETS.map((facet) => [facet, new Set(store.known.flatMap((known) => [...known.values[facet]]))]),
  ) as Record<Facet, Set<string>>;
  return {
    views: new Set(store.views.keys()),
    steps: new Set(guide?.names ?? []),
    items: new Set(store.items.keys()),
    values,
  };
}

function show(map: L.Map, store: Store, guide: Guide | null, address: Address): void {
  if (address.step !== "") guide?.go(guide.names.indexOf(address.step), false);
  store.select(address.selected, "address"); // it may move the map, which then goes where it was
  const { view, map: spot } = address;
  if (view !== "") {
    store.views.get(view)?.(false);
    store.moved(view, address.step);
  } else if (spot !== null) {
    quietly(map, () => map.setView([spot.lat, spot.lon], spot.zoom, { animate: false }));
    store.moved("", address.step);
  }
  store.setFilter(address.filter);
}
