/** A list of rows; of a long one only what is near the view stands in the page. */

import { make } from "./dom";

/** A list of more rows is cut into chunks of so many. */
const LONG = 300;
const CHUNK = 24;
/** How far beyond the view chunks are filled. */
const NEAR = "800px 0px";
/** The height of a row before any was measured. */
const ROW_PX = 57;

interface Chunk {
  readonly box: HTMLElement;
  ids: readonly string[];
  isFilled: boolean;
}

export class Chunks {
  readonly box: HTMLElement;
  private readonly isLong: boolean;
  private chunks: Chunk[] = [];
  /** What is shown, in order. */
  ids: readonly string[] = [];
  private rowPx = ROW_PX;
  private readonly observer: IntersectionObserver | null;

  /** `row` makes the row of an id, or returns the one it made. */
  constructor(
    count: number,
    private readonly row: (id: string) => HTMLElement,
  ) {
    this.isLong = count > LONG;
    this.box = this.isLong ? make("div", { class: "geo-items", role: "list" }) : make("ol", { class: "geo-items" });
    const near = { rootMargin: NEAR, scrollMargin: NEAR };
    this.observer = this.isLong ? new IntersectionObserver((entries) => this.follow(entries), near) : null;
  }

  /** Shows these rows, in this order. */
  show(ids: readonly string[]): void {
    this.ids = ids;
    const size = this.isLong ? CHUNK : Math.max(1, ids.length);
    const cut = Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size));
    for (const chunk of this.chunks.splice(Math.max(1, cut.length))) this.drop(chunk);
    (cut.length === 0 ? [[]] : cut).forEach((own, i) => {
      const chunk = this.chunks[i] ?? this.add();
      chunk.ids = own;
      if (chunk.isFilled || i === 0) this.fill(chunk);
      else this.clear(chunk, own.length * this.rowPx);
    });
  }

  /** Returns the row of an id, put into the page if it was not; null for one that isn't shown. */
  reveal(id: string): HTMLElement | null {
    const chunk = this.chunks.find(({ ids }) => ids.includes(id));
    if (chunk === undefined) return null;
    if (!chunk.isFilled) this.fill(chunk);
    return this.row(id);
  }

  private add(): Chunk {
    const box = this.isLong ? make("ol", { class: "geo-chunk", role: "none" }) : this.box;
    const chunk = { box, ids: [], isFilled: false };
    this.chunks.push(chunk);
    if (this.isLong) this.box.append(box);
    this.observer?.observe(box);
    return chunk;
  }

  private drop({ box }: Chunk): void {
    this.observer?.unobserve(box);
    box.remove();
  }

  private fill(chunk: Chunk): void {
    const rows = chunk.ids.map((id) => this.row(id));
    if (this.isLong) this.count(chunk, rows);
    chunk.isFilled = true;
    chunk.box.style.height = "";
    arrange(chunk.box, rows);
  }

  /** Says which of how many each row is, as not all are in the page. */
  private count(chunk: Chunk, rows: readonly HTMLElement[]): void {
    const before = this.chunks.indexOf(chunk) * CHUNK;
    rows.forEach((row, i) => {
      row.setAttribute("role", "listitem");
      row.setAttribute("aria-posinset", String(before + i + 1));
      row.setAttribute("aria-setsize", String(this.ids.length));
    });
  }

  /** Leaves the room of the rows, so that the list keeps its length. */
  private clear(chunk: Chunk, height: number): void {
    chunk.isFilled = false;
    chunk.box.style.height = `${height}px`;
    chunk.box.replaceChildren();
  }

  private follow(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, boundingClientRect: { height } } of entries) {
      const chunk = this.chunks.find(({ box }) => box === target);
      if (chunk === undefined || chunk.isFilled === isIntersecting) continue;
      if (isIntersecting) this.fill(chunk);
      else if (height > 0 && !target.contains(document.activeElement)) {
        this.rowPx = height / Math.max(1, chunk.ids.length);
        this.clear(chunk, height);
      }
    }
  }
}

/** Gives a box these children; those that stay are not moved, so that they keep the focus. */
function arrange(box: HTMLElement, wanted: readonly HTMLElement[]): void {
  const staying = new Set<Element>(wanted);
  for (const child of [...box.children]) if (!staying.has(child)) child.remove();
  wanted.forEach((child, i) => {
    const there = box.children[i] ?? null;
    if (there !== child) box.insertBefore(child, there);
  });
}
