/** A layer that reads of the folder what is in view: counts from afar, the events from near. */

import { canvasLayer, type CanvasLayer, type Frame } from "../canvas";
import { mercatorX, mercatorY } from "../codec";
import { button, isolated, make } from "../many/dom";
import { groupInk } from "../many/inks";
import { headOf, ManyLayer } from "../many/layer";
import { NOTHING, OTHER } from "../many/groups";
import { latLngOf } from "../many/clusters";
import type { Source } from "../many/popup";
import type { Searching } from "../many/search";
import { CAPACITY, FolderCloud, FolderTexts, readLeaf, type Leaf, type Part } from "./cloud";
import { Counts, LeafSquares, type Squares } from "./counts";
import { keyOf, nodesOf, readPiece, readPieces, type Index, type Node, type Piece } from "./pieces";
import { FolderSearch } from "./search";

/** Pieces that stay in memory. */
const KEPT = 256;
const DEEPEST = 14;
/** At this zoom beyond its depth a node is shown by its cells, 6 to 11 pixels wide. */
const BEYOND = 0.5;
/** Zooms at which an event that an address names is looked for: it is drawn where few enough are in view. */
const NEARER = [12, 14, 16, 18, 18] as const;

interface Wanted {
  readonly cells: readonly Piece[];
  readonly leaves: readonly Piece[];
  /** How deep a node has to be to have squares as small as they shall be. */
  readonly depth: number;
}

/** A leaf that is far larger than the nodes around it has squares larger than theirs. */
const MOST_HALVINGS = 4;

export class FolderLayer extends ManyLayer {
  /** What was read last, for readers of the page: nodes, events, bytes. */
  readonly fetched = { cells: 0, events: 0, bytes: 0, settled: 0 };
  override readonly isWhole = false;
  private readonly folder: FolderCloud;
  private readonly leafTexts: FolderTexts;
  private readonly index: Index;
  private nodes: ReadonlyMap<string, Node> = new Map();
  private counts: readonly Squares[] = [];
  private readonly pieces = new Map<number, Promise<Counts | Leaf>>();
  private readonly squares: CanvasLayer;
  private readonly status = make("p", { class: "many-status", role: "alert" });
  private version = 0;
  private readonly listed: Promise<readonly Piece[]>;
  /** What a search has found; null where nothing is searched for. */
  private hits: readonly Part[] | null = null;
  private turn = 0;
  private shownOn: L.Map | null = null;

  constructor(name: string) {
    const index = JSON.parse(document.getElementById(`${name}_index`)?.textContent ?? "") as Index;
    const cloud = new FolderCloud(headOf(name), index);
    const texts = new FolderTexts(cloud.head, cloud);
    super(name, cloud, texts);
    this.leafTexts = texts;
    this.folder = cloud;
    this.index = index;
    this.listed = readPieces(index);
    this.squares = canvasLayer("geo-squares", 0.1, (frame) => this.paintSquares(frame));
  }

  override onAdd(map: L.Map): this {
    this.shownOn = map;
    const pane = map.getPane("geo-squares") ?? map.createPane("geo-squares");
    pane.style.zIndex = "405";
    pane.style.pointerEvents = "none";
    map.addLayer(this.squares);
    map.getContainer().append(this.status);
    map.on("moveend", () => void this.readView()).on("click", (event) => this.openSquare(event as L.LeafletMouseEvent));
    void this.listed.then((pieces) => {
      this.nodes = nodesOf(pieces);
      void this.readView();
    });
    return super.onAdd(map);
  }

  override search(): Searching {
    return new FolderSearch(this.index, this.listed, {
      head: this.cloud.head,
      leaf: (piece) => this.load(piece) as Promise<Leaf>,
      middle: () => {
        const { lat, lng } = this.shownOn!.getCenter();
        return [mercatorX(lng), mercatorY(lat)];
      },
      show: (parts) => this.showFound(parts),
    });
  }

  protected override sourceOf(event: number): Source {
    const { leaf, row } = this.folder.leafOf(event);
    return { cloud: leaf.cloud, texts: this.leafTexts.in(leaf), event: row };
  }

  /** Names an event by its piece of the folder and its row there. */
  override addressOf(event: number): string {
    const { leaf, row } = this.folder.leafOf(event);
    return `${leaf.piece.number}.${row}`;
  }

  override async openAddress(address: string): Promise<void> {
    const [, number = "", row = ""] = /^(\d+)\.(\d+)$/.exec(address) ?? [];
    const piece = (await this.listed)[Number(number)];
    if (number === "" || piece?.kind !== 1 || Number(row) >= piece.rows) return;
    const { cloud } = (await this.load(piece)) as Leaf;
    const place = latLngOf(cloud, Number(row));
    for (const zoom of NEARER) {
      const event = this.folder.eventOf(piece, Number(row));
      if (event >= 0) return this.goTo(event);
      this.shownOn?.setView(place, Math.max(zoom, this.shownOn.getZoom()), { animate: false });
      await this.readView();
    }
  }

  /** Shows what a search has found and nothing else; for null what is in view. */
  private showFound(parts: readonly Part[] | null): void {
    this.hits = parts;
    if (parts === null) {
      void this.readView();
      return;
    }
    this.turn += 1;
    this.counts = [];
    this.folder.fill(parts, true);
    this.fetched.cells = 0;
    this.fetched.events = this.folder.ready;
  }

  /** Filters have changed, or the view: squares are counted anew. */
  override redraw(): void {
    this.version += 1;
    super.redraw();
    if (this.shownOn !== null) this.squares.redraw();
  }

  override countInView(): number {
    let many = super.countInView();
    this.eachSquare((total) => {
      many += total;
    });
    return many;
  }

  /** Reads what is in view and then shows it in place of what was there. */
  private async readView(): Promise<void> {
    const map = this.shownOn;
    if (map === null || this.nodes.size === 0 || this.hits !== null) return;
    this.turn += 1;
    const { turn } = this;
    const { cells, leaves, depth } = this.wanted(map);
    const waiting = window.setTimeout(() => this.tell("Reading …"), 300);
    try {
      const read = await Promise.all([...cells, ...leaves].map((piece) => this.load(piece)));
      if (turn !== this.turn) return;
      this.show(read, depth);
      Object.assign(this.fetched, { cells: this.counts.length, events: this.folder.ready, settled: this.fetched.settled + 1 });
      this.tell("");
      this.changed();
    } catch (fault) {
      if (turn === this.turn) this.tell(`The events could not be read: ${fault instanceof Error ? fault.message : String(fault)}.`);
    } finally {
      window.clearTimeout(waiting);
    }
  }

  /** Shows either squares alone or events alone: side by side they cannot be compared. */
  private show(read: readonly (Counts | Leaf)[], depth: number): void {
    const counts = read.filter((one): one is Counts => one instanceof Counts);
    const leaves = read.filter((one): one is Leaf => !(one instanceof Counts));
    const squares = counts.length === 0 ? [] : leaves.map((leaf) => {
      const halvings = Math.max(0, Math.min(MOST_HALVINGS, depth - leaf.piece.depth));
      return new LeafSquares(leaf, 2 ** (this.index.bits + halvings));
    });
    this.counts = [...counts, ...squares];
    this.folder.fill(counts.length === 0 ? leaves.map((leaf) => ({ leaf, rows: null })) : []);
  }

  private tell(text: string): void {
    this.status.textContent = text;
    this.status.hidden = text === "";
  }

  /** Chooses the pieces for a view: so deep that squares are small, and no more events than fit. */
  private wanted(map: L.Map): Wanted {
    const zoom = map.getZoom();
    for (let depth = Math.max(0, Math.min(DEEPEST, Math.floor(zoom - BEYOND))); depth > 0; depth -= 1) {
      const found = this.piecesAt(map, depth);
      if (found.leaves.reduce((sum, { rows }) => sum + rows, 0) <= CAPACITY) return found;
    }
    return this.piecesAt(map, 0);
  }

  private piecesAt(map: L.Map, depth: number): Wanted {
    const [cells, leaves]: [Piece[], Piece[]] = [[], []];
    const spans = boxes(map);
    let room = CAPACITY;
    const visit = (node: Node | undefined): void => {
      if (node === undefined || !spans.some((box) => meets(box, node))) return;
      const { counts, events } = node;
      const rows = events.reduce((sum, piece) => sum + piece.rows, 0);
      if (counts === null || (events.length > 0 && rows <= room)) {
        leaves.push(...events);
        room -= rows;
      } else if (node.depth >= depth || events.length > 0) cells.push(counts);
      else {
        for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) {
          visit(this.nodes.get(keyOf(node.depth + 1, 2 * node.x + dx, 2 * node.y + dy)));
        }
      }
    };
    visit(this.nodes.get(keyOf(0, 0, 0)));
    return { cells, leaves, depth };
  }

  private load(piece: Piece): Promise<Counts | Leaf> {
    const known = this.pieces.get(piece.number);
    this.pieces.delete(piece.number);
    const loaded = known ?? this.readOne(piece);
    this.pieces.set(piece.number, loaded);
    loaded.catch(() => this.pieces.delete(piece.number));
    const [oldest] = this.pieces.keys();
    if (this.pieces.size > KEPT && oldest !== undefined) this.pieces.delete(oldest);
    return loaded;
  }

  private async readOne(piece: Piece): Promise<Counts | Leaf> {
    const content = await readPiece(piece);
    this.fetched.bytes += piece.length;
    if (piece.kind === 0) return new Counts(piece, content, 2 ** this.index.bits);
    return readLeaf(piece, this.folder.head, content);
  }

  private paintSquares({ context, size, left, top, width, height, map }: Frame): void {
    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    const inks = Array.from({ length: NOTHING + 1 }, (_, group) => groupInk(this.cloud.head.colour, group, dark));
    let most = 1;
    for (const counts of this.counts) {
      counts.filter(this.cloud, this.folder.bins, this.version);
      most = counts.used.reduce((a, at) => Math.max(a, counts.totals[at]!), most);
    }
    this.said = this.counts.length === 0 ? "" : `1 to ${most.toLocaleString("en")} events in a square, the fuller the more: equal steps are equal ratios.`;
    const copies = Array.from({ length: Math.ceil((width + left) / size) - Math.floor(left / size) + 1 }, (_, i) => (Math.floor(left / size) + i) * size - left);
    for (const { piece, totals, groups, side, used } of this.counts) {
      const wide = size / 2 ** piece.depth / side;
      const [x0, y0] = [piece.x * wide * side, piece.y * wide * side - top];
      for (const from of copies) {
        if (from + x0 > width || from + x0 + wide * side < 0) continue;
        used.forEach((at) => {
          const total = totals[at]!;
          const [x, y] = [from + x0 + (at % side) * wide, y0 + Math.floor(at / side) * wide];
          if (x > width || y > height || x + wide < 0 || y + wide < 0) return;
          context.globalAlpha = 0.28 + 0.67 * (Math.log1p(total) / Math.log1p(most));
          context.fillStyle = inks[groups[at]!] ?? "";
          context.fillRect(x, y, Math.max(1, wide - 0.75), Math.max(1, wide - 0.75));
        });
      }
    }
    map.getContainer().classList.toggle("has-squares", this.counts.length > 0);
  }

  /** Visits the squares whose middle is in view, each once. */
  private eachSquare(look: (total: number, at: number, counts: Squares, box: L.Bounds) => void): void {
    const map = this.shownOn;
    if (map === null) return;
    const size = 256 * 2 ** map.getZoom();
    const bounds = map.getPixelBounds();
    const [southWest, northEast] = [bounds.min ?? L.point(0, 0), bounds.max ?? L.point(0, 0)];
    for (const counts of this.counts) {
      counts.filter(this.cloud, this.folder.bins, this.version);
      const wide = size / 2 ** counts.piece.depth / counts.side;
      counts.used.forEach((at) => {
        const total = counts.totals[at]!;
        const x = (counts.piece.x * counts.side + (at % counts.side)) * wide;
        const y = (counts.piece.y * counts.side + Math.floor(at / counts.side)) * wide;
        const turns = Math.ceil((southWest.x - x - wide / 2) / size);
        const box = L.bounds([x + turns * size, y], [x + turns * size + wide, y + wide]);
        const middle = box.getCenter();
        if (middle.x <= northEast.x && middle.y >= southWest.y && middle.y <= northEast.y) look(total, at, counts, box);
      });
    }
  }

  /** Says what a square holds, and leads nearer. */
  private openSquare(event: L.LeafletMouseEvent): void {
    const map = this.shownOn;
    if (map === null || this.hasEvents(event.containerPoint)) return;
    const point = map.getPixelBounds().min?.add(event.containerPoint) ?? event.containerPoint;
    this.eachSquare((total, at, counts, box) => {
      if (!box.contains(point)) return;
      const place = map.unproject(box.getCenter());
      const nearer = button("Zoom in here", () => {
        map.closePopup();
        map.setView(place, Math.min(map.getMaxZoom(), map.getZoom() + 2));
      });
      const list = make("dl");
      const { colour } = this.cloud.head;
      counts.byGroup(at, this.cloud, this.folder.bins).forEach((many, group) => {
        if (many === 0 || colour.kind === "none") return;
        const name = group === NOTHING ? "no value" : group === OTHER ? "other" : (colour.groups?.[group]?.label ?? "");
        list.append(make("dt", {}, isolated(name)), make("dd", {}, many.toLocaleString("en")));
      });
      const title = make("h2", {}, `${total.toLocaleString("en")} ${total === 1 ? "event" : "events"} in this square`);
      const content = make("div", { class: "many-popup" }, make("div", { class: "many-event" }, title, list, nearer));
      L.popup({ maxWidth: 340, minWidth: 220, autoPanPadding: [24, 24] }).setLatLng(place).setContent(content).openOn(map);
    });
  }

  private hasEvents(point: L.Point): boolean {
    return super.at(point).many > 0;
  }
}

/** What the map shows, in worlds: west, north, east, south; one box for each copy of the world. */
function boxes(map: L.Map): [number, number, number, number][] {
  const bounds = map.getBounds();
  const [west, east] = [mercatorX(bounds.getWest()), mercatorX(bounds.getEast())];
  const [north, south] = [mercatorY(Math.min(85, bounds.getNorth())), mercatorY(Math.max(-85, bounds.getSouth()))];
  const first = Math.floor(west);
  return Array.from({ length: Math.floor(east) - first + 1 }, (_, i) => [west - first - i, north, east - first - i, south]);
}

function meets([west, north, east, south]: readonly [number, number, number, number], { depth, x, y }: Node): boolean {
  const many = 2 ** depth;
  return x / many <= east && (x + 1) / many >= west && y / many <= south && (y + 1) / many >= north;
}
