// Where the panes of a tree lie and which is beside which, in shares of the whole: 0 is left or top, 1 right or bottom. Pure.

import { type Axis, isSplit, type Side, type Tree } from "./tree";

export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The edge between two parts of a split, which a person can move. */
export interface Edge {
  /** Which split, as `resized` wants it. */
  path: readonly number[];
  /** It lies after this part. */
  index: number;
  axis: Axis;
  /** Where the split lies. */
  within: Rect;
  /** Where the edge lies, as a share of the split's extent, and between which places it can be. */
  at: number;
  from: number;
  to: number;
}

const WHOLE: Rect = { left: 0, top: 0, width: 1, height: 1 };

/** Where each pane lies. */
export function rectsOf(tree: Tree, within = WHOLE): Map<number, Rect> {
  if (!isSplit(tree)) return new Map([[tree.pane, within]]);
  let start = 0;
  const rects = tree.parts.flatMap(({ tree: part, share }) => {
    const inner = [...rectsOf(part, slice(within, tree.axis, start, share))];
    start += share;
    return inner;
  });
  return new Map(rects);
}

/** Every edge that can be moved. */
export function edgesOf(tree: Tree, within = WHOLE, path: readonly number[] = []): Edge[] {
  if (!isSplit(tree)) return [];
  const { axis, parts } = tree;
  let start = 0;
  return parts.flatMap(({ tree: part, share }, index) => {
    const inner = edgesOf(part, slice(within, axis, start, share), [...path, index]);
    const from = start;
    start += share;
    const next = parts[index + 1];
    if (next) inner.push({ path, index, axis, within, at: start, from, to: start + next.share });
    return inner;
  });
}

/** The pane that one comes to from `pane` in a direction: the one that lies there and shares most of its edge. */
export function neighbour(tree: Tree, pane: number, side: Side): number | null {
  const rects = rectsOf(tree);
  const here = rects.get(pane);
  if (!here) return null;
  let best: number | null = null;
  let most = EPSILON;
  for (const [other, rect] of rects) {
    const shared = isBeyond(here, rect, side) ? overlap(here, rect, side) : 0;
    if (shared > most) [best, most] = [other, shared];
  }
  return best;
}

const EPSILON = 1e-6;

function slice(rect: Rect, axis: Axis, start: number, share: number): Rect {
  return axis === "right"
    ? { ...rect, left: rect.left + start * rect.width, width: share * rect.width }
    : { ...rect, top: rect.top + start * rect.height, height: share * rect.height };
}

/** Whether `other` begins where `here` ends. */
function isBeyond(here: Rect, other: Rect, side: Side): boolean {
  const gap = {
    left: other.left + other.width - here.left,
    right: here.left + here.width - other.left,
    up: other.top + other.height - here.top,
    down: here.top + here.height - other.top,
  }[side];
  return Math.abs(gap) < EPSILON;
}

/** How much of an edge two panes share. */
function overlap(a: Rect, b: Rect, side: Side): number {
  return side === "left" || side === "right"
    ? Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top)
    : Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
}

/** Where something is dropped on a pane: beside it near an edge, else in its place. `x` and `y` are shares of it. */
export function sideAt(x: number, y: number): Side | "middle" {
  const near = Math.min(x, 1 - x, y, 1 - y);
  if (near > 0.3) return "middle";
  if (near === x) return "left";
  if (near === 1 - x) return "right";
  return near === y ? "up" : "down";
}

/** What of a pane is marked while something is dragged over it. */
export function markOf(rect: Rect, side: Side | "middle"): Rect {
  if (side === "middle") return rect;
  const axis = side === "left" || side === "right" ? "right" : "down";
  return slice(rect, axis, side === "right" || side === "down" ? 0.5 : 0, 0.5);
}
