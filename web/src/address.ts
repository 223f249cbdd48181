/** Keeps the address's fragment and the page in step. */

import { EVERYTHING, FACETS, isEverything, type Facet } from "./filter";
import { readAddress, writeAddress, type Address, type Names } from "./fragment";
import { toArchive, type Walk } from "./cards";
import { storeOf, type Store } from "./store";
import { quietly } from "./views";

const PAUSE_MS = 250;

/** Shows what the address names, and names in it from then on what is shown. */
export function keepAddress(map: L.Map, guide: Walk | null): void {
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
      written = isOpening(store, guide, opening) ? "" : writeAddress(addressOf(map, store, guide, opening));
      put(written, store.isChosen);
      store.isChosen = false;
      known = fragment();
    }, PAUSE_MS);
  };
  const read = (): void => {
    const text = fragment();
    known = text;
    if (text === "" && written !== "") guide?.go(0, false); // the reader went back to the opening
    const address = text === written ? null : readAddress(text, namesOf(store, guide));
    written = text;
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
function isOpening(store: Store, guide: Walk | null, view: string): boolean {
  const step = guide?.names[0] ?? "";
  return store.filter === EVERYTHING && store.selection.id === "" && store.view === view && (store.step === step || store.step === "");
}

/** A page in a frame of a notebook has no address of its own to write to. */
function put(text: string, isChosen: boolean): void {
  const { pathname, search, hash } = window.location;
  if (hash.slice(1) === text) return;
  try {
    const address = text === "" ? `${pathname}${search}` : `#${text}`;
    if (isChosen) window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  } catch {
    return;
  }
}

function addressOf(map: L.Map, store: Store, guide: Walk | null, opening: string): Address {
  const { lat, lng: lon } = map.getCenter();
  const isThere = store.view === opening && opening !== "";
  return {
    view: isThere ? "" : store.view,
    map: isThere ? null : { zoom: map.getZoom(), lat, lon },
    step: store.step === guide?.names[0] ? "" : store.step,
    filter: store.filter,
    selected: store.selection.id,
  };
}

function namesOf(store: Store, guide: Walk | null): Names {
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

function show(map: L.Map, store: Store, guide: Walk | null, address: Address): void {
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
  if (address.step === "" && isOfArchive(address)) toArchive(map);
}

/** Whether an address names what only the archive shows. */
function isOfArchive({ view, map, selected, filter }: Address): boolean {
  return view !== "" || map !== null || selected !== "" || !isEverything(filter);
}
