import { describe, expect, it } from "vitest";

import { edgesOf, neighbour, rectsOf, sideAt } from "./geometry";
import { even, moveTab, place, placeInBar, placeTab, resize, swap, towards } from "./moves";
import * as stored from "./stored";
import {
  activate,
  activeTab,
  allPanes,
  close,
  closeTab,
  fill,
  focus,
  focusedPane,
  keep,
  none,
  open,
  paneOf,
  prune,
  reopen,
  select,
  split,
  step,
  type Tabs,
  zoom,
} from "./tabs";
import { isSplit, panesOf, type Side, type Tree } from "./tree";

const always = () => true;

/** Tabs as text: `a` a pane, `.` an empty one, `[a|b]` side by side, `[a/b]` one below the other, `*` in front of the focused
    pane of the tab that is shown, `~` behind a preview, `^` behind a zoomed tab. */
function drawn(tabs: Tabs): string {
  const tree = (node: Tree, focused: number | undefined): string => {
    if (!isSplit(node)) return `${node.pane === focused ? "*" : ""}${node.session ?? "."}`;
    return `[${node.parts.map((part) => tree(part.tree, focused)).join(node.axis === "right" ? "|" : "/")}]`;
  };
  return tabs.tabs
    .map((tab) => {
      const focused = tab.tab === tabs.active ? tab.focus : undefined;
      return tree(tab.tree, focused) + (tab.preview ? "~" : "") + (tab.zoomed ? "^" : "");
    })
    .join(" ");
}

const at = (tabs: Tabs, session: string) => paneOf(tabs, session) ?? -1;
const focused = (tabs: Tabs) => focusedPane(tabs)?.pane ?? -1;
const shown = (tabs: Tabs) => tabs.active ?? -1;

/** `a` beside `b`, `c` below `b`, in one tab. */
function three(): Tabs {
  let tabs = open(none, "a");
  tabs = place(tabs, "b", at(tabs, "a"), "right");
  return place(tabs, "c", at(tabs, "b"), "down");
}

describe("what is chosen", () => {
  it("opens one tab that follows", () => {
    let tabs = select(none, "a");
    expect(drawn(tabs)).toBe("*a~");
    tabs = select(tabs, "b");
    expect(drawn(tabs)).toBe("*b~");
  });

  it("stays in a tab of its own once that is wished, and is gone to later", () => {
    let tabs = open(select(none, "a"), "a");
    expect(drawn(tabs)).toBe("*a");
    tabs = select(tabs, "b");
    expect(drawn(tabs)).toBe("a *b~");
    expect(drawn(select(tabs, "a"))).toBe("*a b~");
    expect(drawn(select(select(tabs, "a"), "c"))).toBe("a *c~");
    expect(drawn(keep(tabs, shown(tabs)))).toBe("a *b");
  });

  it("replaces nothing in a split, but fills an empty pane that waits", () => {
    let tabs = three();
    expect(drawn(select(tabs, "d"))).toBe("[a|[b/c]] *d~");
    tabs = split(tabs, at(tabs, "c"), "right");
    expect(drawn(tabs)).toBe("[a|[b/[c|*.]]]");
    expect(drawn(select(tabs, "d"))).toBe("[a|[b/[c|*d]]]");
    expect(drawn(select(tabs, "a"))).toBe("[b/[c|*a]]");
  });

  it("is in one pane only, wherever it comes from", () => {
    const tabs = select(three(), "d");
    expect(drawn(place(tabs, "d", at(tabs, "a"), "down"))).toBe("[[a/*d]|[b/c]]");
    expect(drawn(place(tabs, "a", at(tabs, "d"), "left"))).toBe("[b/c] [*a|d]");
  });
});

describe("splits", () => {
  it("share the room of the pane they came from, and give it back", () => {
    let tabs = open(none, "a");
    tabs = place(tabs, "b", at(tabs, "a"), "right");
    tabs = place(tabs, "c", at(tabs, "b"), "right");
    expect(drawn(tabs)).toBe("[a|b|*c]");
    expect(sharesOf(tabs)).toEqual([0.5, 0.25, 0.25]);
    expect(sharesOf(close(tabs, at(tabs, "b")))).toEqual([0.75, 0.25]);
    expect(sharesOf(close(tabs, at(tabs, "a")))).toEqual([0.75, 0.25]);
    expect(sharesOf(even(tabs, []))).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  it("have edges that move, but leave every pane some room", () => {
    const tabs = three();
    const [outer, inner] = edgesOf(tabs.tabs[0]?.tree ?? never());
    expect([outer?.at, outer?.axis, inner?.axis, inner?.within.left]).toEqual([0.5, "right", "down", 0.5]);
    expect(sharesOf(resize(tabs, [], 0, 0.7))[0]).toBeCloseTo(0.7);
    expect(sharesOf(resize(tabs, [], 0, 2))[0]).toBeCloseTo(0.92);
    expect(sharesOf(resize(tabs, [1], 0, 0.25))).toEqual([0.5, 0.5]);
    expect(resize(tabs, [7, 1], 3, 0.5)).toEqual(tabs);
  });

  it("are gone through by direction", () => {
    const tabs = three();
    const { tree } = tabs.tabs[0] ?? never();
    const go = (by: string, side: Side) => {
      const next = neighbour(tree, at(tabs, by), side);
      return panesOf(tree).find(({ pane }) => pane === next)?.session ?? null;
    };
    expect([go("a", "right"), go("b", "left"), go("b", "down"), go("c", "up"), go("c", "left")]).toEqual([
      "b",
      "a",
      "c",
      "b",
      "a",
    ]);
    expect([go("a", "left"), go("a", "up"), go("c", "down"), go("b", "right")]).toEqual([null, null, null, null]);
    expect(drawn(towards(tabs, "left"))).toBe("[*a|[b/c]]");
    expect(drawn(swap(tabs, "left"))).toBe("[*c|[b/a]]");
  });

  it("show one pane alone until the focus leaves it", () => {
    const tabs = zoom(three());
    expect(drawn(tabs)).toBe("[a|[b/*c]]^");
    expect(drawn(zoom(tabs))).toBe("[a|[b/*c]]");
    expect(drawn(towards(tabs, "up"))).toBe("[a|[*b/c]]");
    expect(drawn(select(select(tabs, "d"), "c"))).toBe("[a|[b/*c]]^ d~");
    expect(drawn(zoom(open(none, "a")))).toBe("*a");
    expect(drawn(split(tabs, at(tabs, "c"), "down"))).toBe("[a|[b/c/*.]]");
  });
});

describe("dragging", () => {
  it("orders tabs, and a tab that was placed stays", () => {
    let tabs = select(open(open(none, "a"), "b"), "c");
    expect(drawn(tabs)).toBe("a b *c~");
    tabs = moveTab(tabs, shown(tabs), 0);
    expect(drawn(tabs)).toBe("*c a b");
    expect(drawn(moveTab(tabs, shown(tabs), 3))).toBe("a b *c");
    expect(drawn(moveTab(tabs, shown(tabs), 1))).toBe("*c a b");
  });

  it("puts a tab into a half of a pane, with all it has", () => {
    const tabs = open(three(), "d");
    const [first] = tabs.tabs;
    expect(drawn(placeTab(tabs, first?.tab ?? -1, at(tabs, "d"), "left"))).toBe("[a|[b/*c]|d]");
    expect(drawn(placeTab(tabs, shown(tabs), at(tabs, "b"), "up"))).toBe("[a|[*d/b/c]]");
    expect(drawn(placeTab(tabs, shown(tabs), at(tabs, "d"), "up"))).toBe(drawn(tabs));
  });

  it("lets two sessions change places, and a new one take a place", () => {
    const tabs = open(three(), "d");
    expect(drawn(place(tabs, "d", at(tabs, "a"), "middle"))).toBe("[*d|[b/c]] a");
    expect(drawn(place(tabs, "e", at(tabs, "a"), "middle"))).toBe("[*e|[b/c]] d");
    expect(drawn(place(tabs, "a", at(tabs, "a"), "left"))).toBe(drawn(tabs));
  });

  it("takes a pane out into the bar", () => {
    const tabs = three();
    expect(drawn(placeInBar(tabs, "b", 0))).toBe("*b [a|c]");
    expect(drawn(placeInBar(tabs, "e", 9))).toBe("[a|[b/c]] *e");
  });

  it("tells the half that is meant by the nearest edge", () => {
    expect([sideAt(0.1, 0.5), sideAt(0.9, 0.5), sideAt(0.5, 0.1), sideAt(0.5, 0.95), sideAt(0.5, 0.5)]).toEqual([
      "left",
      "right",
      "up",
      "down",
      "middle",
    ]);
  });
});

describe("closing", () => {
  it("gives the focus to what is beside, and the bar to the next tab", () => {
    const tabs = three();
    expect(drawn(close(tabs, at(tabs, "c")))).toBe("[a|*b]");
    expect(drawn(close(tabs, at(tabs, "a")))).toBe("[b/*c]");
    const two = activate(open(tabs, "d"), tabs.active ?? -1);
    expect(drawn(closeTab(two, shown(two)))).toBe("*d");
    expect(closeTab(closeTab(two, shown(two)), -1).tabs).toHaveLength(1);
    expect(drawn(close(open(none, "a"), 1))).toBe("");
  });

  it("is taken back, latest first, in the same place", () => {
    let tabs = three();
    tabs = close(close(tabs, at(tabs, "c")), at(tabs, "a"));
    expect(drawn(tabs)).toBe("*b");
    tabs = reopen(tabs, always);
    expect(drawn(tabs)).toBe("[*a|b]");
    tabs = reopen(tabs, always);
    expect(drawn(tabs)).toBe("[a|[b/*c]]");
    expect(reopen(tabs, always)).toBe(tabs);
    const closed = closeTab(open(tabs, "d"), shown(tabs));
    expect(drawn(reopen(closed, always))).toBe("[a|[b/*c]] d");
  });

  it("comes back to its room beside what stood together", () => {
    const tabs = resize(place(three(), "d", at(three(), "a"), "left"), [], 1, 0.4);
    const [before] = [rectsOf(tabs.tabs[0]?.tree ?? never())];
    const back = reopen(close(tabs, at(tabs, "a")), always);
    expect(drawn(back)).toBe("[d|*a|[b/c]]");
    expect([...rectsOf(back.tabs[0]?.tree ?? never())]).toEqual([...before]);
    const under = place(open(three(), "d"), "d", at(three(), "a"), "up");
    expect(drawn(under)).toBe("[[*d/a]|[b/c]]");
    const lone = place(open(none, "a"), "b", 1, "down");
    const right = place(lone, "c", at(lone, "b"), "right");
    expect(drawn(reopen(close(right, at(right, "a")), always))).toBe("[*a/[b|c]]");
  });

  it("is taken back for what is still there and not shown by now", () => {
    const tabs = closeTab(three(), shown(three()));
    expect(drawn(reopen(select(tabs, "a"), (session) => session !== "b"))).toBe("*c a~");
    expect(drawn(reopen(tabs, () => false))).toBe("");
    expect(drawn(reopen(close(open(tabs, "d"), 99), always, "d"))).toBe("*d");
  });

  it("lets sessions that are gone go", () => {
    expect(drawn(prune(select(three(), "d"), (session) => session === "b"))).toBe("*b");
    expect(drawn(prune(three(), always))).toBe("[a|[b/*c]]");
  });
});

describe("what is kept", () => {
  it("is the same when it comes back", () => {
    const tabs = zoom(activate(select(resize(three(), [], 0, 0.3), "d"), shown(three())));
    const back = stored.read(JSON.parse(JSON.stringify(stored.write(tabs))));
    expect(drawn(back)).toBe(drawn(tabs));
    expect(rectsAsDrawn(back)).toEqual(rectsAsDrawn(tabs));
    expect(drawn(stored.read(stored.write(none)))).toBe("");
  });

  it("is believed only where it makes sense", () => {
    const leaf = (session: unknown) => ({ session });
    const part = (tree: unknown, share: unknown = 0.5) => ({ tree, share });
    const table: [unknown, string][] = [
      [null, ""],
      ["tabs", ""],
      [{ tabs: 7 }, ""],
      [{ tabs: [{ tree: leaf("a") }, { tree: leaf("a") }, { tree: leaf(3) }, null], active: 9 }, "*a"],
      [
        {
          tabs: [
            { tree: leaf("a"), preview: true },
            { tree: leaf("b"), preview: true },
          ],
          active: 1,
        },
        "a~ *b",
      ],
      [{ tabs: [{ tree: { axis: "up", parts: [part(leaf("a"))] } }] }, ""],
      [{ tabs: [{ tree: { axis: "right", parts: [part(leaf("a"))] }, focus: 5, zoomed: true }] }, "*a"],
      [{ tabs: [{ tree: { axis: "right", parts: [part(leaf("a"), -1), part(leaf("b"), "x")] }, focus: 1 }] }, "[a|*b]"],
      [{ tabs: [{ tree: leaf("x".repeat(5000)) }] }, ""],
      [{ tabs: [{ tree: nested(5000) }] }, ""],
    ];
    for (const [row, [raw, means]] of table.entries()) expect(drawn(stored.read(raw)), `row ${row}`).toBe(means);
  });
});

describe("whatever one does", () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed + 1))("nothing is lost or doubled (seed %i)", (seed) => {
    const random = from(seed);
    let tabs = none;
    for (let turn = 0; turn < 150; turn += 1) {
      const before = tabs;
      tabs = anything(tabs, random);
      sound(tabs);
      sound(stored.read(JSON.parse(JSON.stringify(stored.write(tabs)))));
      expect(drawn(before)).toBe(drawn(structuredClone(before)));
    }
  });
});

/** Numbers below 1 that look random and are the same for a seed. */
function from(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return state / 2 ** 32;
  };
}

/** Some step, with arguments that may make sense. Moves must lose no session. */
function anything(tabs: Tabs, random: () => number): Tabs {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] ?? never();
  const session = pick([..."abcdefgh"]);
  const pane = pick([...allPanes(tabs).map((each) => each.pane), 9999]);
  const tab = pick([...tabs.tabs.map((each) => each.tab), 9999]);
  const side = pick<Side>(["left", "right", "up", "down"]);
  const index = Math.floor(random() * 5);
  const moves = [
    () => place(tabs, session, pane, side),
    () => placeTab(tabs, tab, pane, pick([side, "middle"])),
    () => moveTab(tabs, tab, index),
    () => placeInBar(tabs, session, index),
    () => select(tabs, session),
    () => open(tabs, session),
    () => swap(tabs, side),
    () => towards(tabs, side),
    () => resize(tabs, pick([[], [0], [1, 0]]), index, random() * 1.5),
    () => even(tabs, pick([[], [1]])),
    () => zoom(tabs),
    () => split(tabs, pane, side),
    () => focus(tabs, pane),
    () => activate(tabs, tab),
    () => step(tabs, pick([1, -1])),
    () => reopen(tabs, (each) => each !== "h"),
  ];
  if (random() < 0.2) {
    const closing = [
      () => close(tabs, pane),
      () => closeTab(tabs, tab),
      () => prune(tabs, (each) => each !== session),
      () => place(tabs, session, pane, "middle"),
      () => fill(tabs, pane, session),
    ];
    return pick(closing)();
  }
  const moved = pick(moves)();
  const preview = tabs.tabs.filter((each) => each.preview).flatMap((each) => panesOf(each.tree));
  for (const { session: one } of allPanes(tabs))
    if (one !== null && !preview.some((each) => each.session === one)) expect(at(moved, one)).toBeGreaterThan(0);
  return moved;
}

/** What holds after every step. */
function sound(tabs: Tabs): void {
  const panes = allPanes(tabs);
  const sessions = panes.flatMap(({ session }) => session ?? []);
  const numbers = [...panes.map(({ pane }) => pane), ...tabs.tabs.map(({ tab }) => tab)];
  expect(new Set(sessions).size).toBe(sessions.length);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(Math.max(0, ...numbers)).toBeLessThan(tabs.next);
  expect(tabs.tabs.filter(({ preview }) => preview).length).toBeLessThan(2);
  expect(activeTab(tabs) === undefined).toBe(tabs.tabs.length === 0);
  for (const { tree, focus: pane, preview } of tabs.tabs) {
    expect(panesOf(tree).map((each) => each.pane)).toContain(pane);
    if (preview) expect(isSplit(tree)).toBe(false);
    whole(tree);
    const area = [...rectsOf(tree).values()].reduce((sum, { width, height }) => sum + width * height, 0);
    expect(area).toBeCloseTo(1);
  }
  expect(focused(tabs) > 0).toBe(tabs.tabs.length > 0);
}

function whole(tree: Tree): void {
  if (!isSplit(tree)) return;
  expect(tree.parts.length).toBeGreaterThan(1);
  expect(tree.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  for (const { tree: part, share } of tree.parts) {
    expect(share).toBeGreaterThan(0);
    expect(isSplit(part) && part.axis === tree.axis).toBe(false);
    whole(part);
  }
}

function sharesOf(tabs: Tabs): number[] {
  const tree = tabs.tabs[0]?.tree;
  return tree && isSplit(tree) ? tree.parts.map(({ share }) => share) : [];
}

function rectsAsDrawn(tabs: Tabs): unknown {
  return tabs.tabs.map(({ tree }) => [...rectsOf(tree).values()]);
}

function nested(depth: number): unknown {
  let tree: unknown = { session: "a" };
  for (let level = 0; level < depth; level += 1) tree = { axis: "right", parts: [{ tree, share: 1 }] };
  return tree;
}

function never(): never {
  throw new Error("there is one");
}
