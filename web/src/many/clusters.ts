/** Clusters with numbers: the fullest places gather what lies around them, so that no grid shows. */

import { WORLD, type Cloud } from "./cloud";
import { copies, visit, type View } from "./count";

/** Cells in which events are counted, and how far the middle of a cluster may be from one that joins it. */
const CELL_PX = 18;
const REACH_PX = 52;
const REACH_CELLS = Math.ceil(REACH_PX / CELL_PX);
const ROW = 4_194_304;

export interface Cluster {
  /** Pixels from the left edge of the world, and from the view's top. */
  readonly x: number;
  readonly y: number;
  readonly many: number;
  /** One of its events. */
  readonly event: number;
}

interface Pile {
  x: number;
  y: number;
  many: number;
  readonly event: number;
}

/**
 * Counts the events in view, each once however many copies of the world show it: first by cells that
 * stand still on the map, then each of the fullest cells with those around it that are left.
 */
export function clusters(cloud: Cloud, view: View, limit: number, ratio: number): Cluster[] {
  const cell = CELL_PX * ratio;
  const border = REACH_PX * ratio;
  const cells = new Map<number, Pile>();
  const wide = { ...view, left: view.left - border, top: view.top - border };
  const seen = { ...wide, width: view.width + 2 * border, height: view.height + 2 * border };
  visit(cloud, seen, limit, (i, _, py) => {
    const px = (cloud.x[i]! / WORLD) * view.size;
    const key = Math.floor((py + seen.top) / cell) * ROW + Math.floor(px / cell);
    const known = cells.get(key);
    if (known === undefined) cells.set(key, { x: px, y: py, many: 1, event: i });
    else {
      known.x += px;
      known.y += py;
      known.many += 1;
    }
    return true;
  });
  return gathered(cells, border)
    .map(({ x, y, many, event }) => ({ x, y: y - border, many, event }))
    .sort((a, b) => a.many - b.many);
}

/** Counts each of the fullest cells, at its own middle, with those within reach that no fuller one has taken. */
function gathered(cells: Map<number, Pile>, reach: number): Pile[] {
  const out: Pile[] = [];
  const taken = new Set<number>();
  for (const [key, own] of [...cells].sort(([a, one], [b, other]) => other.many - one.many || a - b)) {
    if (taken.has(key)) continue;
    taken.add(key);
    const [x, y] = [own.x / own.many, own.y / own.many];
    let { many } = own;
    for (let down = -REACH_CELLS; down <= REACH_CELLS; down += 1) {
      for (let across = -REACH_CELLS; across <= REACH_CELLS; across += 1) {
        const beside = key + down * ROW + across;
        const pile = cells.get(beside);
        if (pile === undefined || taken.has(beside) || Math.hypot(pile.x / pile.many - x, pile.y / pile.many - y) > reach) continue;
        taken.add(beside);
        many += pile.many;
      }
    }
    out.push({ x, y, many, event: own.event });
  }
  return out;
}

/** Gives the clusters at their pixels of the view, in each copy of the world that it shows. */
export function shownIn(view: View, found: readonly Cluster[]): Cluster[] {
  return copies(view).flatMap((left) => found.map((one) => ({ ...one, x: one.x - left })));
}

/** What stands for several events: how many, one of them, and its middle. */
export interface Bin {
  readonly many: number;
  readonly event: number;
  readonly place: L.LatLng;
}

/** Returns the cluster at a point of the map, the fullest first. */
export function clusterAt(found: readonly Cluster[], view: View, point: L.Point, ratio: number): Bin | undefined {
  const one = shownIn(view, found)
    .reverse()
    .find(({ x, y, many }) => Math.hypot(x / ratio - point.x, y / ratio - point.y) <= clusterRadius(many) + 2);
  return one && { many: one.many, event: one.event, place: placeOf(view, one.x, one.y) };
}

function clusterRadius(many: number): number {
  return many === 1 ? 6 : Math.min(31, 9 + 4.4 * Math.log10(many));
}

let rounding: Intl.NumberFormat | null = null;

/** Writes a number in short; made when first wanted, as it takes a page's start some milliseconds. */
function short(many: number): string {
  rounding ??= new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
  return rounding.format(many);
}

export function drawClusters(
  context: CanvasRenderingContext2D,
  found: readonly Cluster[],
  view: View,
  ratio: number,
  inks: { readonly fill: string; readonly text: string; readonly paper: string },
): void {
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { x, y, many } of shownIn(view, found)) {
    const radius = clusterRadius(many) * ratio;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = inks.fill;
    context.globalAlpha = 0.92;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 2 * ratio;
    context.strokeStyle = inks.paper;
    context.stroke();
    if (many === 1) continue;
    const label = many < 10_000 ? many.toLocaleString("en") : short(many);
    context.font = `600 ${Math.min(13, 9.5 + radius / ratio / 8) * ratio}px system-ui, sans-serif`;
    context.fillStyle = inks.text;
    context.fillText(label, x, y + 0.5 * ratio);
  }
}

/** Gives the latitude and longitude of a pixel of the view. */
export function placeOf(view: View, px: number, py: number): L.LatLng {
  const x = (view.left + px) / view.size;
  const y = (view.top + py) / view.size;
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  return L.latLng(lat, (x - 0.5) * 360);
}

/** Returns the place of an event. */
export function latLngOf(cloud: Cloud, i: number, copy = 0): L.LatLng {
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * cloud.y[i]!) / WORLD))) * 180) / Math.PI;
  return L.latLng(lat, (cloud.x[i]! / WORLD + copy - 0.5) * 360);
}

/** Gives the place of an event in the copy of the world nearest to the view's middle. */
export function placeOfEvent(cloud: Cloud, view: View, i: number): L.LatLng {
  const middle = (view.left + view.width / 2) / view.size;
  return latLngOf(cloud, i, Math.round(middle - cloud.x[i]! / WORLD));
}
