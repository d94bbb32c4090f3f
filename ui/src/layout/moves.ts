// How panes and tabs are rearranged, by dragging or by keys. Pure. Nothing is lost: what is moved leaves its old place in
// the same step.

import { neighbour } from "./geometry";
import {
  activeTab,
  allPanes,
  fill,
  focus,
  graft,
  halfOf,
  insert,
  leaf,
  paneOf,
  remove,
  tabOf,
  type Tabs,
  withTab,
} from "./tabs";
import { evened, type Pane, panesOf, replaced, resized, type Side } from "./tree";

/** Puts a session beside a pane, or in its place: if it was shown elsewhere, the two change places. */
export function place(tabs: Tabs, session: string, at: number, side: Side | "middle"): Tabs {
  const from = paneOf(tabs, session);
  if (from === at || !tabOf(tabs, at)) return tabs;
  if (side !== "middle") {
    const bare = from === undefined ? tabs : remove(tabs, from);
    return graft(bare, halfOf(at, side), from === undefined ? leaf(bare, session) : { pane: from, session });
  }
  const isEmpty = allPanes(tabs).some(({ pane, session: there }) => pane === at && there === null);
  return from === undefined || isEmpty ? fill(tabs, at, session) : exchange(tabs, from, at);
}

/** Puts a whole tab beside a pane of another one, or, if it is a single pane, in its place. */
export function placeTab(tabs: Tabs, tab: number, at: number, side: Side | "middle"): Tabs {
  const moved = tabs.tabs.find((each) => each.tab === tab);
  const target = tabOf(tabs, at);
  if (!moved || !target || moved === target) return tabs;
  const [only, ...more] = panesOf(moved.tree);
  if (side === "middle") return only?.session != null && more.length === 0 ? place(tabs, only.session, at, side) : tabs;
  const bare = { ...tabs, tabs: tabs.tabs.filter((each) => each !== moved) };
  return focus(graft(bare, halfOf(at, side), moved.tree), moved.focus);
}

/** Puts a tab before the one that is at `index` now. */
export function moveTab(tabs: Tabs, tab: number, index: number): Tabs {
  const from = tabs.tabs.findIndex((each) => each.tab === tab);
  const moved = tabs.tabs[from];
  if (!moved) return tabs;
  const rest = tabs.tabs.filter((each) => each !== moved);
  const to = Math.max(0, Math.min(rest.length, index > from ? index - 1 : index));
  return { ...tabs, tabs: rest.toSpliced(to, 0, { ...moved, preview: false }), active: tab };
}

/** Gives a session a tab of its own before the one that is at `index` now, also if it stood in a split. */
export function placeInBar(tabs: Tabs, session: string, index: number): Tabs {
  const from = paneOf(tabs, session);
  const tab = from === undefined ? undefined : tabOf(tabs, from);
  if (from === undefined || !tab) return insert(tabs, leaf(tabs, session), { index });
  if (panesOf(tab.tree).length === 1) return moveTab(tabs, tab.tab, index);
  return insert(remove(tabs, from), { pane: from, session }, { index });
}

/** Goes to the pane that lies in a direction. */
export function towards(tabs: Tabs, side: Side): Tabs {
  const tab = activeTab(tabs);
  const next = tab && neighbour(tab.tree, tab.focus, side);
  return next == null ? tabs : focus(tabs, next);
}

/** Changes the focused pane's place with the one that lies in a direction. */
export function swap(tabs: Tabs, side: Side): Tabs {
  const tab = activeTab(tabs);
  const next = tab && neighbour(tab.tree, tab.focus, side);
  return tab && next != null ? exchange(tabs, tab.focus, next) : tabs;
}

/** Two panes change places. The first has the focus then, where it comes to. */
function exchange(tabs: Tabs, one: number, other: number): Tabs {
  const panes = new Map(allPanes(tabs).map((pane) => [pane.pane, pane]));
  const [a, b] = [panes.get(one), panes.get(other)];
  if (!a || !b) return tabs;
  const swappedWith = (pane: Pane) => (pane.pane === one ? b : pane.pane === other ? a : pane);
  const swapped = tabs.tabs.map((tab) => {
    const tree = replaced(tab.tree, swappedWith);
    const isTouched = panesOf(tree).some(({ pane }) => pane === one || pane === other);
    const isHere = panesOf(tree).some(({ pane }) => pane === tab.focus);
    const there = tab.focus === one ? other : one;
    return isTouched ? { ...tab, tree, zoomed: false, preview: false, focus: isHere ? tab.focus : there } : tab;
  });
  return focus({ ...tabs, tabs: swapped }, one);
}

/** Moves the edge after part `index` of a split of the tab that is shown. */
export function resize(tabs: Tabs, path: readonly number[], index: number, to: number): Tabs {
  const tab = activeTab(tabs);
  return tab ? withTab(tabs, { ...tab, tree: resized(tab.tree, path, index, to) }) : tabs;
}

/** Gives all parts of a split of the tab that is shown the same room. */
export function even(tabs: Tabs, path: readonly number[]): Tabs {
  const tab = activeTab(tabs);
  return tab ? withTab(tabs, { ...tab, tree: evened(tab.tree, path) }) : tabs;
}
