/** What one map knows: its items, claims and figures, and which item is selected. */

import { readBlock } from "./dom";
import type { Claim, Evidence, Figure, Item, Told } from "./types";

type Listener = () => void;

export interface Selection {
  readonly id: string;
  readonly from: "map" | "list" | "";
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
  readonly layers: { name: string; layer: L.Layer }[] = [];
  /** Captions and obstacles by their maker: the label layer draws the ones and avoids the others. */
  readonly captions = new Map<string, readonly Caption[]>();
  readonly obstacles = new Map<string, readonly Obstacle[]>();
  /** Where lines run: a caption stands on one only when there is no other room. */
  readonly lines = new Map<string, readonly L.LatLng[]>();
  readonly counts: Record<string, number> = {};
  /** Links that run side by side with a link, by its id. */
  readonly beside = new Map<string, readonly string[]>();
  hasPanel = false;
  private readonly read = new Set<string>();
  private selected: Selection = NOTHING;
  private readonly onChange: Listener[] = [];
  private readonly onSelect: ((selection: Selection) => void)[] = [];
  private readonly onLabels: Listener[] = [];

  get selection(): Selection {
    return this.selected;
  }

  /** Adds a layer's items, and the claims and figures of its map if no other layer has yet. */
  add(items: readonly Item[], { evidence }: Told): void {
    for (const item of items) this.items.set(item.id, item);
    if (evidence !== "" && !this.read.has(evidence)) {
      this.read.add(evidence);
      const { claims, figures } = readBlock<Evidence>(evidence);
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

  select(id: string, from: Selection["from"], at: L.LatLng | null = null): void {
    if (this.selected.id === id && from !== "map") return;
    this.selected = id === "" ? NOTHING : { id, from, at };
    for (const listener of this.onSelect) listener(this.selected);
  }

  whenChanged(listener: Listener): void {
    this.onChange.push(listener);
    listener();
  }

  whenSelected(listener: (selection: Selection) => void): void {
    this.onSelect.push(listener);
  }

  whenLabelsChange(listener: Listener): void {
    this.onLabels.push(listener);
  }

  labelsChanged(): void {
    for (const listener of this.onLabels) listener();
  }

  private changed(): void {
    for (const listener of this.onChange) listener();
  }
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
