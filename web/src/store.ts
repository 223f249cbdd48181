/** What one map knows: its items, claims and figures, which are shown, and which is selected. */

import type { Source } from "./cite";
import { readBlock } from "./dom";
import { accountsOf, actorsByClaim, EVERYTHING, isEverything, know, matches, TWO, type Filter, type Known } from "./filter";
import { filledEvidence, type BriefEvidence } from "./items";
import type { Claim, Figure, Item, Place, Told } from "./types";

type Listener = () => void;

export interface Selection {
  readonly id: string;
  /** Where it was chosen; "address" is anything but a reader's own choice of it. */
  readonly from: "map" | "list" | "time" | "address" | "";
  /** Where on the map the reader clicked, for maps that have no panel. */
  readonly at: L.LatLng | null;
}

export interface Obstacle {
  readonly lon: number;
  readonly lat: number;
  readonly dx: number;
  readonly dy: number;
  readonly half: number;
}

export interface Caption {
  readonly text: string;
  /** The name in the place's own script; empty where none is known. */
  readonly local: string;
  readonly lon: number;
  readonly lat: number;
  readonly gap: number;
  readonly weight: number;
  readonly area: boolean;
}

const NOTHING: Selection = { id: "", from: "", at: null };

export class Store {
  readonly items = new Map<string, Item>();
  readonly claims = new Map<string, Claim>();
  readonly figures = new Map<string, Figure>();
  readonly places = new Map<string, Place>();
  sources: readonly Source[] = [];
  readonly layers: { name: string; layer: L.Layer }[] = [];
  /** Captions and obstacles by their maker: the label layer draws the ones and avoids the others. */
  readonly captions = new Map<string, readonly Caption[]>();
  readonly obstacles = new Map<string, readonly Obstacle[]>();
  /** Where lines run: a caption stands on one only when there is no other room. */
  readonly lines = new Map<string, readonly L.LatLng[]>();
  readonly counts: Record<string, number> = {};
  /** Classes of borders that are in sight. */
  borders: ReadonlySet<string> = new Set();
  /** Links that run side by side with a link, by its id. */
  readonly beside = new Map<string, readonly string[]>();
  /** The views, by id: each shows its own. */
  readonly views = new Map<string, (moving: boolean) => void>();
  view = "";
  step = "";
  hasPanel = false;
  /** Whether the reader asked for the step that comes: then the browser's Back leads away from it. */
  isChosen = false;
  shown: ReadonlySet<string> = new Set();
  private wanted: Filter = EVERYTHING;
  private all: readonly Known[] | null = null;
  private about: ReadonlyMap<string, readonly string[]> | null = null;
  private replies: ReadonlyMap<string, readonly Claim[]> | null = null;
  private readonly read = new Set<string>();
  private selected: Selection = NOTHING;
  private readonly onChange: Listener[] = [];
  private readonly onFilter: Listener[] = [];
  private readonly onSelect: ((selection: Selection) => void)[] = [];
  private readonly onLabels: Listener[] = [];
  private readonly onBorders: Listener[] = [];
  private readonly onMove: Listener[] = [];
  private readonly onSay: ((text: string) => void)[] = [];

  get selection(): Selection {
    return this.selected;
  }

  /** All items with what they can be found by; made when it is first asked for. */
  get known(): readonly Known[] {
    this.all ??= know(this.items.values(), this.claims);
    return this.all;
  }

  /** Whether a claim belongs to the account that is chosen; without one, each does. */
  isTold(claim: Claim): boolean {
    const [account] = this.wanted.chosen.account;
    if (account === undefined || account === TWO) return true;
    this.about ??= actorsByClaim(this.items.values());
    const sources = [...this.claims.values()].map(({ source }) => source);
    return accountsOf(claim, this.about.get(claim.id) ?? [], sources).includes(account);
  }

  /** The claims that answer a claim. */
  repliesTo({ id }: Claim): readonly Claim[] {
    this.replies ??= repliesIn(this.claims.values());
    return this.replies.get(id) ?? [];
  }

  get filter(): Filter {
    return this.wanted;
  }

  /** Adds a layer's items, and the claims and figures of its map if no other layer has yet. */
  add(items: readonly Item[], { evidence }: Told, places: readonly Place[] = []): void {
    for (const item of items) this.items.set(item.id, item);
    for (const place of places) this.places.set(place.id, place);
    if (evidence !== "" && !this.read.has(evidence)) {
      this.read.add(evidence);
      const { claims, figures } = filledEvidence(readBlock<BriefEvidence>(evidence));
      for (const claim of claims) this.claims.set(claim.id, claim);
      for (const figure of figures) this.figures.set(figure.id, figure);
    }
    this.changed();
  }

  addLayer(name: string, layer: L.Layer): void {
    if (this.layers.some((known) => known.layer === layer)) return;
    this.layers.push({ name, layer });
    this.changed();
  }

  setFilter(change: Partial<Filter>): void {
    this.wanted = { ...this.wanted, ...change };
    this.sift();
    if (this.selected.id !== "" && !this.shown.has(this.selected.id)) this.select("", "list");
    for (const listener of this.onFilter) listener();
  }

  select(id: string, from: Selection["from"], at: L.LatLng | null = null): void {
    if (this.selected.id === id && from !== "map") return;
    this.selected = id === "" ? NOTHING : { id, from, at };
    for (const listener of this.onSelect) listener(this.selected);
  }

  /** Notes that the reader moved to a view or step, or away from one. */
  moved(view: string, step: string): void {
    if (this.view === view && this.step === step) return;
    this.view = view;
    this.step = step;
    for (const listener of this.onMove) listener();
  }

  showBorders(classes: ReadonlySet<string>): void {
    if (classes.size === this.borders.size && [...classes].every((one) => this.borders.has(one))) return;
    this.borders = classes;
    for (const listener of this.onBorders) listener();
  }

  /** Says to those who listen to the page what has changed. */
  announce(text: string): void {
    for (const listener of this.onSay) listener(text);
  }

  whenChanged(listener: Listener): void {
    this.onChange.push(listener);
    listener();
  }

  whenFiltered(listener: Listener): void {
    this.onFilter.push(listener);
  }

  whenSelected(listener: (selection: Selection) => void): void {
    this.onSelect.push(listener);
  }

  whenMoved(listener: Listener): void {
    this.onMove.push(listener);
  }

  whenLabelsChange(listener: Listener): void {
    this.onLabels.push(listener);
  }

  whenBordersChange(listener: Listener): void {
    this.onBorders.push(listener);
    listener();
  }

  whenSaid(listener: (text: string) => void): void {
    this.onSay.push(listener);
  }

  labelsChanged(): void {
    for (const listener of this.onLabels) listener();
  }

  private changed(): void {
    this.all = null;
    this.about = null;
    this.replies = null;
    this.sift();
    for (const listener of this.onChange) listener();
  }

  private sift(): void {
    const everything = isEverything(this.wanted);
    const through = everything ? [] : this.known.filter((known) => matches(known, this.wanted));
    this.shown = new Set(everything ? this.items.keys() : through.map(({ item }) => item.id));
  }
}

/** The claims by what they answer. */
function repliesIn(claims: Iterable<Claim>): Map<string, Claim[]> {
  const replies = new Map<string, Claim[]>();
  for (const claim of claims) {
    for (const id of claim.repliesTo) replies.set(id, [...(replies.get(id) ?? []), claim]);
  }
  return replies;
}

const stores = new WeakMap<L.Map, Store>();

export function storeOf(map: L.Map): Store {
  let store = stores.get(map);
  if (store === undefined) {
    store = new Store();
    stores.set(map, store);
  }
  return store;
}
