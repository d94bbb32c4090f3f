// How tabs are written down for the next window and read again. Pure. What is read is foreign data: it is believed only
// where it makes sense, and what does not is left out.

import { none, type Tab, type Tabs } from "./tabs";
import { type Axis, isSplit, type Pane, panesOf, type Part, splitOf, type Tree } from "./tree";

/** More panes, deeper splits or longer ids were not written by us. */
const MOST_PANES = 200;
const DEEPEST = 32;
const LONGEST_ID = 64;

interface StoredTab {
  tree: StoredTree;
  /** The place of the focused pane among those of the tab. */
  focus: number;
  zoomed?: true;
  preview?: true;
}
type StoredTree = { session: string | null } | { axis: Axis; parts: { tree: StoredTree; share: number }[] };

export interface StoredTabs {
  tabs: StoredTab[];
  /** The place of the tab that is shown. */
  active: number;
}

/** The tabs as they are written down; numbers of panes and tabs and what was closed are not. */
export function write({ tabs, active }: Tabs): StoredTabs {
  return {
    tabs: tabs.map(({ tree, focus, zoomed, preview }) => ({
      tree: writeTree(tree),
      focus: panesOf(tree).findIndex(({ pane }) => pane === focus),
      ...(zoomed && { zoomed }),
      ...(preview && { preview }),
    })),
    active: tabs.findIndex(({ tab }) => tab === active),
  };
}

function writeTree(tree: Tree): StoredTree {
  if (!isSplit(tree)) return { session: tree.session };
  return { axis: tree.axis, parts: tree.parts.map((part) => ({ tree: writeTree(part.tree), share: part.share })) };
}

/** The tabs that were written down. */
export function read(raw: unknown): Tabs {
  const { tabs: list, active } = record(raw);
  const reader = new Reader();
  const tabs: Tab[] = [];
  let shown: number | null = null;
  for (const [index, each] of (Array.isArray(list) ? list : []).entries()) {
    const tab = reader.tab(each, !tabs.some(({ preview }) => preview));
    if (!tab) continue;
    tabs.push(tab);
    if (index === active) shown = tab.tab;
  }
  return { ...none, tabs, active: shown ?? tabs[0]?.tab ?? null, next: reader.next };
}

class Reader {
  next = 1;
  private readonly sessions = new Set<string>();
  private panes = 0;

  tab(raw: unknown, mayPreview: boolean): Tab | null {
    const { tree: rawTree, focus, zoomed, preview } = record(raw);
    const tree = this.tree(rawTree, DEEPEST);
    if (!tree) return null;
    const panes = panesOf(tree);
    const isSingle = panes.length === 1;
    return {
      tab: this.next++,
      tree,
      focus: (panes[typeof focus === "number" ? focus : 0] ?? panes[0])?.pane ?? 0,
      zoomed: zoomed === true && !isSingle,
      preview: preview === true && isSingle && mayPreview,
    };
  }

  private tree(raw: unknown, depth: number): Tree | null {
    const { session, axis, parts } = record(raw);
    if (depth === 0) return null;
    if (!Array.isArray(parts)) return this.pane(session);
    if (axis !== "right" && axis !== "down") return null;
    const made = parts.flatMap((part: unknown): Part[] => {
      const { tree: rawTree, share } = record(part);
      const tree = this.tree(rawTree, depth - 1);
      const isShare = typeof share === "number" && share > 0 && share <= 1;
      return tree ? [{ tree, share: isShare ? share : 1 / parts.length }] : [];
    });
    return splitOf(axis, made);
  }

  private pane(session: unknown): Pane | null {
    if (this.panes === MOST_PANES) return null;
    if (session !== null) {
      const isId = typeof session === "string" && session !== "" && session.length <= LONGEST_ID;
      if (!isId || this.sessions.has(session)) return null;
      this.sessions.add(session);
    }
    this.panes += 1;
    return { pane: this.next++, session };
  }
}

function record(raw: unknown): Record<string, unknown> {
  return typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : {};
}
