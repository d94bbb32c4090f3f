// The tabs of one window, each a tree of panes. Pure. What holds after every step: a session is in at most one pane, a tab
// has at least one pane, its focus is one of them, and at most one tab is a preview.
//
// What a person chooses in the sidebar goes where it is shown already; else an empty pane that has the focus takes it; else
// the preview takes it, the one tab that follows what is chosen. So looking at twenty sessions opens one tab, and nothing
// that a person has arranged is replaced. A preview becomes a tab of its own by a double click or Enter on its row, a double
// click on the tab, dragging, or splitting it.

import {
  type Beside,
  beside,
  changed,
  type Pane,
  panesOf,
  placeOf,
  replaced,
  type Side,
  type Tree,
  without,
} from "./tree";

export interface Tab {
  tab: number;
  tree: Tree;
  /** The pane that is typed into while the tab is shown. */
  focus: number;
  /** Whether only that pane is shown. */
  zoomed: boolean;
  /** Whether it follows what is chosen. */
  preview: boolean;
}

/** What was closed, to be opened again. */
export interface Closed {
  tree: Tree;
  focus: number;
  /** The place of its tab. */
  index: number;
  /** Where it stood in its tab. `null`: it was a tab of its own. */
  place: Beside | null;
}

export interface Tabs {
  tabs: readonly Tab[];
  /** The tab that is shown. `null`: there is none. */
  active: number | null;
  /** The next number for a tab or a pane. Numbers are never used twice. */
  next: number;
  /** The latest last. */
  closed: readonly Closed[];
}

/** So many closed panes can be opened again. */
export const MOST_CLOSED = 20;

export const none: Tabs = { tabs: [], active: null, next: 1, closed: [] };

export function activeTab({ tabs, active }: Tabs): Tab | undefined {
  return tabs.find(({ tab }) => tab === active);
}

/** The pane that has the focus. */
export function focusedPane(tabs: Tabs): Pane | undefined {
  const tab = activeTab(tabs);
  return tab && panesOf(tab.tree).find(({ pane }) => pane === tab.focus);
}

export function tabOf({ tabs }: Tabs, pane: number): Tab | undefined {
  return tabs.find(({ tree }) => panesOf(tree).some((each) => each.pane === pane));
}

export function allPanes({ tabs }: Tabs): Pane[] {
  return tabs.flatMap(({ tree }) => panesOf(tree));
}

/** The pane that shows a session. */
export function paneOf(tabs: Tabs, session: string): number | undefined {
  return allPanes(tabs).find((each) => each.session === session)?.pane;
}

/** Puts `changed` in the place of the tab of the same number. */
export function withTab(tabs: Tabs, made: Tab): Tabs {
  return { ...tabs, tabs: tabs.tabs.map((tab) => (tab.tab === made.tab ? made : tab)) };
}

/** Goes to a pane. A zoom ends where the focus leaves the pane that is alone. */
export function focus(tabs: Tabs, pane: number): Tabs {
  const tab = tabOf(tabs, pane);
  if (!tab) return tabs;
  return { ...withTab(tabs, { ...tab, focus: pane, zoomed: tab.zoomed && tab.focus === pane }), active: tab.tab };
}

/** Chooses a session: see above. */
export function select(tabs: Tabs, session: string): Tabs {
  const empty = focusedPane(tabs);
  if (empty?.session === null) return fill(tabs, empty.pane, session);
  const shown = paneOf(tabs, session);
  if (shown !== undefined) return focus(tabs, shown);
  const preview = tabs.tabs.find((tab) => tab.preview);
  if (preview) return { ...withTab(tabs, { ...preview, tree: { pane: preview.focus, session } }), active: preview.tab };
  return insert(tabs, leaf(tabs, session), { preview: true });
}

/** Shows a session in a tab that stays. */
export function open(tabs: Tabs, session: string): Tabs {
  const shown = paneOf(tabs, session);
  if (shown === undefined) return insert(tabs, leaf(tabs, session));
  const there = focus(tabs, shown);
  return keep(there, there.active);
}

/** Makes a tab stay that followed what is chosen. */
export function keep(tabs: Tabs, tab: number | null): Tabs {
  return { ...tabs, tabs: tabs.tabs.map((each) => (each.tab === tab ? { ...each, preview: false } : each)) };
}

/** Puts a tree into a tab of its own and shows it: at a place, or after the tab that is shown. */
export function insert(tabs: Tabs, tree: Tree, at: { index?: number; preview?: boolean } = {}): Tabs {
  const shown = tabs.tabs.findIndex(({ tab }) => tab === tabs.active);
  const index = Math.max(0, Math.min(tabs.tabs.length, at.index ?? shown + 1));
  const panes = panesOf(tree);
  const made: Tab = {
    tab: tabs.next + panes.length,
    tree,
    focus: panes[0]?.pane ?? tabs.next,
    zoomed: false,
    preview: at.preview ?? false,
  };
  return { ...tabs, tabs: tabs.tabs.toSpliced(index, 0, made), active: made.tab, next: made.tab + 1 };
}

/** A pane with the next number. */
export function leaf({ next }: Tabs, session: string | null): Pane {
  return { pane: next, session };
}

/** Adds an empty pane beside another and goes there. */
export function split(tabs: Tabs, at: number, side: Side): Tabs {
  return graft(tabs, halfOf(at, side), leaf(tabs, null));
}

/** Half of a pane's room. */
export function halfOf(pane: number, side: Side): Beside {
  return { panes: [pane], side, share: 0.5 };
}

/** Puts a tree, whose panes are nowhere else, beside others and goes there. */
export function graft(tabs: Tabs, at: Beside, added: Tree): Tabs {
  const tab = at.panes.map((pane) => tabOf(tabs, pane)).findLast((each) => each !== undefined);
  const panes = panesOf(added);
  const [first] = panes;
  if (!tab || !first) return tabs;
  const made = { ...tab, tree: beside(tab.tree, at, added), focus: first.pane, zoomed: false, preview: false };
  return { ...withTab(tabs, made), active: tab.tab, next: tabs.next + panes.length };
}

/** Shows a session in a pane. Where it was shown before, its pane is gone. */
export function fill(tabs: Tabs, pane: number, session: string): Tabs {
  const shown = paneOf(tabs, session);
  const bare = shown === undefined || shown === pane ? tabs : remove(tabs, shown);
  const tab = tabOf(bare, pane);
  if (!tab) return tabs;
  const tree = replaced(tab.tree, (each) => (each.pane === pane ? { pane, session } : each));
  return focus(withTab(bare, { ...tab, tree }), pane);
}

/** Takes a pane away, and its tab with the last one. Who had the focus there finds it beside. */
export function remove(tabs: Tabs, pane: number): Tabs {
  const tab = tabOf(tabs, pane);
  if (!tab) return tabs;
  const tree = without(tab.tree, pane);
  if (!tree) return removeTab(tabs, tab.tab);
  const next = tab.focus === pane ? (placeOf(tab.tree, pane)?.panes.at(-1) ?? pane) : tab.focus;
  return withTab(tabs, { ...tab, tree, focus: next, zoomed: tab.zoomed && tab.focus !== pane });
}

/** The tab after it is shown, else the one before. */
function removeTab(tabs: Tabs, tab: number): Tabs {
  const index = tabs.tabs.findIndex((each) => each.tab === tab);
  const rest = tabs.tabs.filter((each) => each.tab !== tab);
  const active = tabs.active === tab ? ((rest[index] ?? rest.at(-1))?.tab ?? null) : tabs.active;
  return { ...tabs, tabs: rest, active };
}

/** Closes a pane; the session goes on. */
export function close(tabs: Tabs, pane: number): Tabs {
  const tab = tabOf(tabs, pane);
  const shown = tab && panesOf(tab.tree).find((each) => each.pane === pane);
  if (!tab || !shown) return tabs;
  const closed = { tree: shown, focus: pane, index: tabs.tabs.indexOf(tab), place: placeOf(tab.tree, pane) };
  return remove(remember(tabs, closed), pane);
}

/** Closes a tab with all its panes; their sessions go on. */
export function closeTab(tabs: Tabs, tab: number): Tabs {
  const index = tabs.tabs.findIndex((each) => each.tab === tab);
  const closing = tabs.tabs[index];
  return closing
    ? removeTab(remember(tabs, { tree: closing.tree, focus: closing.focus, index, place: null }), tab)
    : tabs;
}

function remember(tabs: Tabs, closed: Closed): Tabs {
  const isEmpty = panesOf(closed.tree).every(({ session }) => session === null);
  return isEmpty ? tabs : { ...tabs, closed: [...tabs.closed, closed].slice(-MOST_CLOSED) };
}

/** Opens again what was closed last and can still be shown: beside what it stood by, else in a tab of its own.
    `session`: what was closed last of those that had it. */
export function reopen(tabs: Tabs, isKnown: (session: string) => boolean, session?: string): Tabs {
  const at = tabs.closed.findLastIndex(
    ({ tree }) => session === undefined || panesOf(tree).some((each) => each.session === session),
  );
  const last = tabs.closed[at];
  if (!last) return tabs;
  const rest = { ...tabs, closed: tabs.closed.toSpliced(at, 1) };
  const tree = changed(last.tree, (pane) => {
    const isWanted = pane.session !== null && isKnown(pane.session) && paneOf(tabs, pane.session) === undefined;
    return isWanted ? pane : null;
  });
  if (!tree) return reopen(rest, isKnown, session);
  const isThere = last.place?.panes.some((pane) => tabOf(rest, pane));
  const opened = last.place && isThere ? graft(rest, last.place, tree) : insert(rest, tree, { index: last.index });
  return focus(opened, last.focus);
}

/** Shows a tab. */
export function activate(tabs: Tabs, tab: number): Tabs {
  return tabs.tabs.some((each) => each.tab === tab) ? { ...tabs, active: tab } : tabs;
}

/** Shows the next tab or the one before; from the end it goes on at the start. */
export function step(tabs: Tabs, by: 1 | -1): Tabs {
  const index = tabs.tabs.findIndex(({ tab }) => tab === tabs.active);
  const next = tabs.tabs[(index + by + tabs.tabs.length) % tabs.tabs.length];
  return next ? { ...tabs, active: next.tab } : tabs;
}

/** Shows only the focused pane of the tab, or all of them again. */
export function zoom(tabs: Tabs): Tabs {
  const tab = activeTab(tabs);
  if (!tab || (!tab.zoomed && panesOf(tab.tree).length < 2)) return tabs;
  return withTab(tabs, { ...tab, zoomed: !tab.zoomed });
}

/** Takes out the panes of sessions that are not there any more. */
export function prune(tabs: Tabs, isKnown: (session: string) => boolean): Tabs {
  const gone = allPanes(tabs).filter(({ session }) => session !== null && !isKnown(session));
  return gone.reduce((rest, { pane }) => remove(rest, pane), tabs);
}
