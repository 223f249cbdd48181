/** Links between the same two places run side by side, each in a lane of its own. */

import type { LinkItem } from "./types";

export interface Strand {
  readonly item: LinkItem;
  /** The great circle, cut where it crosses 180°; all strands of a bundle run the same way. */
  readonly parts: readonly (readonly L.LatLng[])[];
  /** Whether the strand was turned round to run with its bundle. */
  readonly turned: boolean;
  readonly lane: number;
  readonly lanes: number;
  /** Ids of the others in its bundle. */
  readonly beside: readonly string[];
}

const TOGETHER_M = 60_000;

interface Bundle {
  readonly from: L.LatLng;
  readonly to: L.LatLng;
  readonly members: { item: LinkItem; parts: readonly (readonly L.LatLng[])[]; turned: boolean }[];
}

type Part = readonly L.LatLng[];

function ends(parts: readonly Part[]): [L.LatLng, L.LatLng] | null {
  const first = parts[0]?.[0];
  const last = parts[parts.length - 1];
  const end = last?.[last.length - 1];
  return first === undefined || end === undefined ? null : [first, end];
}

function near(one: L.LatLng, other: L.LatLng): boolean {
  return one.distanceTo(other) < TOGETHER_M;
}

function turn(parts: readonly Part[]): readonly Part[] {
  return [...parts].reverse().map((part) => [...part].reverse());
}

/** Groups links by their ends (60 km is one place here) and gives each its lane. */
export function strands(
  links: readonly { item: LinkItem; parts: readonly Part[] }[],
): readonly Strand[] {
  const bundles: Bundle[] = [];
  for (const { item, parts } of links) {
    const pair = ends(parts);
    if (pair === null) continue;
    const [from, to] = pair;
    const same = bundles.find((one) => near(one.from, from) && near(one.to, to));
    const reverse = same ?? bundles.find((one) => near(one.from, to) && near(one.to, from));
    if (same !== undefined) same.members.push({ item, parts, turned: false });
    else if (reverse !== undefined) reverse.members.push({ item, parts: turn(parts), turned: true });
    else bundles.push({ from, to, members: [{ item, parts, turned: false }] });
  }
  return bundles.flatMap(({ members }) =>
    [...members]
      .sort((a, b) => (a.item.medium < b.item.medium ? -1 : a.item.medium > b.item.medium ? 1 : 0))
      .map((member, lane, all) => ({
        ...member,
        lane,
        lanes: all.length,
        beside: all.filter((other) => other !== member).map((other) => other.item.id),
      })),
  );
}

/** Wide enough that the chip of one line lies on no other's middle. */
const LANE_PX = 14;
/** The part of a map's width that the lanes of a bundle may take. */
const MOST_OF_MAP = 0.14;
const RAMP_PX = 170;
/** Over at most this share of a line it bends away, so that most of it has its own room. */
const RAMP_SHARE = 0.2;
const STEP_PX = 10;

/**
 * Moves a line of pixels aside into its lane; near its ends it comes back to them. On a narrow map
 * (`width` in pixels) the lanes of a bundle are narrower.
 */
export function inLane(line: readonly L.Point[], strand: Strand, width: number): L.Point[] {
  const lane = Math.max(9, Math.min(LANE_PX, (width * MOST_OF_MAP) / strand.lanes));
  const aside = (strand.lane - (strand.lanes - 1) / 2) * lane;
  if (aside === 0 || line.length < 2) return [...line];
  const dense = refine(line);
  const along = lengths(dense);
  const total = along[along.length - 1] ?? 0;
  const ramp = Math.min(RAMP_PX, total * RAMP_SHARE);
  return dense.map((point, i) => {
    const distance = Math.min(along[i] ?? 0, total - (along[i] ?? 0));
    const t = ramp === 0 ? 0 : Math.min(1, distance / ramp);
    const shift = aside * t * t * (3 - 2 * t);
    const before = dense[Math.max(0, i - 1)] ?? point;
    const after = dense[Math.min(dense.length - 1, i + 1)] ?? point;
    const run = before.distanceTo(after) || 1;
    const normal = L.point(-(after.y - before.y) / run, (after.x - before.x) / run);
    return point.add(normal.multiplyBy(shift));
  });
}

function lengths(line: readonly L.Point[]): number[] {
  const out = [0];
  for (let i = 1; i < line.length; i += 1) {
    const [one, other] = [line[i - 1], line[i]];
    out.push((out[i - 1] ?? 0) + (one && other ? one.distanceTo(other) : 0));
  }
  return out;
}

/** Adds points near both ends, where the lane bends away from them. */
function refine(line: readonly L.Point[]): L.Point[] {
  const along = lengths(line);
  const total = along[along.length - 1] ?? 0;
  const out: L.Point[] = [];
  for (let i = 0; i + 1 < line.length; i += 1) {
    const [one, other] = [line[i], line[i + 1]];
    if (one === undefined || other === undefined) continue;
    out.push(one);
    const [start, end] = [along[i] ?? 0, along[i + 1] ?? 0];
    for (let d = Math.ceil(start / STEP_PX) * STEP_PX; d < end; d += STEP_PX) {
      const inRamp = d < RAMP_PX || total - d < RAMP_PX;
      if (d <= start) continue;
      if (!inRamp) {
        d = Math.max(d, Math.min(end, total - RAMP_PX) - STEP_PX);
        continue;
      }
      const t = (d - start) / (end - start);
      out.push(one.add(other.subtract(one).multiplyBy(t)));
    }
  }
  const last = line[line.length - 1];
  if (last !== undefined) out.push(last);
  return out;
}
