// The panes of one tab: a tree of splits whose leaves are panes. Pure; it knows no tabs, no sessions' state and no pixels.
// A tree is always in one form: a split has two parts or more, none of them a split along the same axis, and its parts'
// shares sum to 1.

/** Along which axis the parts of a split follow each other. */
export type Axis = "right" | "down";
export type Side = "left" | "right" | "up" | "down";

/** A place for one session. `session: null`: an empty pane, which waits for one. */
export interface Pane {
  pane: number;
  session: string | null;
}
export interface Part {
  tree: Tree;
  /** Of the split's extent, between 0 and 1. */
  share: number;
}
export interface Split {
  axis: Axis;
  parts: readonly Part[];
}
export type Tree = Pane | Split;

/** No pane becomes smaller than this share of its split by dragging. */
export const SMALLEST = 0.08;

export function isSplit(tree: Tree): tree is Split {
  return "parts" in tree;
}

/** All panes, as one reads: from left to right, from top to bottom. */
export function panesOf(tree: Tree): Pane[] {
  return isSplit(tree) ? tree.parts.flatMap((part) => panesOf(part.tree)) : [tree];
}

/** A split of these parts in the form that trees have, however large their shares are and whatever they are themselves.
    `null`: there are none. */
export function splitOf(axis: Axis, parts: readonly Part[]): Tree | null {
  const flat = parts.flatMap(({ tree, share }) =>
    isSplit(tree) && tree.axis === axis
      ? tree.parts.map((part) => ({ tree: part.tree, share: part.share * share }))
      : [{ tree, share }],
  );
  const [only] = flat;
  if (flat.length < 2) return only?.tree ?? null;
  const whole = flat.reduce((sum, { share }) => sum + share, 0);
  return { axis, parts: flat.map(({ tree, share }) => ({ tree, share: share / whole })) };
}

/** The tree with each pane replaced by what `change` makes of it; `null` takes it out, and the part before it, else the
    one after it, takes its room. */
export function changed(tree: Tree, change: (pane: Pane) => Tree | null): Tree | null {
  if (!isSplit(tree)) return change(tree);
  const parts: Part[] = [];
  let room = 0;
  for (const { tree: old, share } of tree.parts) {
    const made = changed(old, change);
    const before = parts.at(-1);
    if (made) parts.push({ tree: made, share: share + (before ? 0 : room) });
    else if (before) parts[parts.length - 1] = { ...before, share: before.share + share };
    else room += share;
  }
  return splitOf(tree.axis, parts);
}

/** Where a pane or a part stands: beside all these panes, on that side of them, with this share of their common room. */
export interface Beside {
  panes: readonly number[];
  side: Side;
  share: number;
}

/** The tree with `added` beside the part that is made of the panes `at`, or, where there is none, beside the last of them. */
export function beside(tree: Tree, at: Beside, added: Tree): Tree {
  const panes = panesOf(tree).map(({ pane }) => pane);
  const there = at.panes.filter((pane) => panes.includes(pane));
  if (there.length === panes.length) return twoOf(at, tree, added);
  if (!isSplit(tree) || there.length === 0) return tree;
  const last = there.at(-1);
  const within = tree.parts.find((part) => {
    const here = panesOf(part.tree).map(({ pane }) => pane);
    return there.every((pane) => here.includes(pane));
  });
  // What stood together does no more.
  if (!within) return beside(tree, { ...at, panes: last === undefined ? [] : [last] }, added);
  const parts = tree.parts.map((part) => (part === within ? { ...part, tree: beside(part.tree, at, added) } : part));
  return splitOf(tree.axis, parts) ?? tree;
}

function twoOf({ side, share }: Beside, tree: Tree, added: Tree): Tree {
  const axis: Axis = side === "left" || side === "right" ? "right" : "down";
  const old = { tree, share: 1 - share };
  const made = { tree: added, share };
  return splitOf(axis, side === "left" || side === "up" ? [made, old] : [old, made]) ?? tree;
}

/** Where a pane stands: beside the part that takes its room once it is gone. `null`: it is alone. */
export function placeOf(tree: Tree, pane: number): Beside | null {
  if (!isSplit(tree)) return null;
  const index = tree.parts.findIndex((part) => panesOf(part.tree).some((each) => each.pane === pane));
  const part = tree.parts[index];
  if (!part) return null;
  if (isSplit(part.tree)) return placeOf(part.tree, pane);
  const isFirst = index === 0;
  const by = tree.parts[isFirst ? 1 : index - 1];
  if (!by) return null;
  const side = tree.axis === "right" ? (isFirst ? "left" : "right") : isFirst ? "up" : "down";
  return { panes: panesOf(by.tree).map((each) => each.pane), side, share: part.share / (part.share + by.share) };
}

/** The tree without a pane. `null`: nothing is left. */
export function without(tree: Tree, pane: number): Tree | null {
  return changed(tree, (each) => (each.pane === pane ? null : each));
}

/** The tree with panes replaced one by one; each keeps its place and room. */
export function replaced(tree: Tree, change: (pane: Pane) => Pane): Tree {
  return changed(tree, change) ?? tree;
}

/** The split at the end of `path`, which tells at which part to go on, from the root. */
function splitAt(tree: Tree, path: readonly number[]): Split | null {
  const [first, ...rest] = path;
  if (!isSplit(tree)) return null;
  if (first === undefined) return tree;
  const part = tree.parts[first];
  return part ? splitAt(part.tree, rest) : null;
}

function withShares(tree: Tree, path: readonly number[], shares: readonly number[]): Tree {
  if (!isSplit(tree)) return tree;
  const [first, ...rest] = path;
  const parts = tree.parts.map((part, at) => {
    if (first === undefined) return { ...part, share: shares[at] ?? part.share };
    return at === first ? { ...part, tree: withShares(part.tree, rest, shares) } : part;
  });
  return { ...tree, parts };
}

/** The tree with the edge after part `index` of the split at `path` moved to `to`, a share of that split's extent. */
export function resized(tree: Tree, path: readonly number[], index: number, to: number): Tree {
  const shares = splitAt(tree, path)?.parts.map(({ share }) => share) ?? [];
  const [one, other] = [shares[index], shares[index + 1]];
  if (one === undefined || other === undefined) return tree;
  const start = shares.slice(0, index).reduce((sum, share) => sum + share, 0);
  const least = Math.min(SMALLEST, (one + other) / 2);
  const share = Math.min(one + other - least, Math.max(least, to - start));
  return withShares(tree, path, shares.with(index, share).with(index + 1, one + other - share));
}

/** The tree with all parts of the split at `path` of one size. */
export function evened(tree: Tree, path: readonly number[]): Tree {
  const parts = splitAt(tree, path)?.parts ?? [];
  return withShares(
    tree,
    path,
    parts.map(() => 1 / parts.length),
  );
}
