/** Lines of the ground: how wide they are, and from which zoom on they are drawn. */

export interface Stroke {
  readonly width: number;
  /** Without one it is that of the palette, which the key shows, too. */
  readonly dash?: readonly number[];
  readonly zoom: number;
}

export const STROKES: Readonly<Record<string, Stroke>> = {
  river: { width: 0.8, dash: [], zoom: 4 },
  borough: { width: 0.8, dash: [], zoom: 8 },
  province: { width: 0.9, dash: [1, 3], zoom: 4.5 },
  international: { width: 1, zoom: 0 },
  "line-of-control": { width: 1.2, zoom: 0 },
  disputed: { width: 1.1, zoom: 0 },
  indefinite: { width: 1.3, zoom: 0 },
};

/** Classes of borders between countries. */
export const BORDERS = ["international", "line-of-control", "disputed", "indefinite"] as const;
