// @vitest-environment jsdom

import { describe, expect, it } from "vitest";

import { text } from "../text";
import { groups } from "./action";
import { bindingsOf } from "./bindings";
import { chord, read, refusal, write } from "./chord";
import { type ActionId, actions, ids, usualChord } from "./registry";
import { sheet } from "./sheet";

describe.each([
  ["a Mac", true],
  ["Linux and Windows", false],
])("on %s", (_, mac) => {
  it("no two actions share a chord, and none takes one from the terminal", () => {
    const { problems, chords } = bindingsOf(undefined, mac);
    expect([...problems]).toEqual([]);
    for (const [id, one] of chords) expect(refusal(one, mac), id).toBeNull();
    const given = ids.filter((id) => actions[id].chord !== undefined);
    expect([...chords.keys()].toSorted()).toEqual(given.toSorted());
  });
});

it("makes Ctrl+Shift of the Command key, and adds Alt for its Shift", () => {
  expect(usualChord(actions.palette, true)).toEqual(chord("K", false, false, false, true));
  expect(usualChord(actions.palette, false)).toEqual(read("Ctrl+Shift+K"));
  expect(usualChord(actions.needs, true)).toEqual(read("Cmd+Shift+U"));
  expect(usualChord(actions.needs, false)).toEqual(read("Ctrl+Shift+Alt+U"));
  expect(usualChord(actions.previous_region, false)).toEqual(read("Shift+F6"));
  const pair = { group: "go", chord: ["Alt+Cmd+Left", "Ctrl+Shift+Left"], run: () => undefined } as const;
  expect(usualChord(pair, true)).toEqual(read("Alt+Cmd+Left"));
  expect(usualChord(pair, false)).toEqual(read("Ctrl+Shift+Left"));
});

it("has a title for every action and every group, and none for what is no action", () => {
  expect(Object.keys(text.actions.titles).toSorted()).toEqual([...ids].toSorted());
  expect(Object.keys(text.actions.groups).toSorted()).toEqual([...groups].toSorted());
  expect(new Set(Object.values(text.actions.titles)).size).toBe(ids.length);
});

/** What holds of the actions that are named, as Linux has it, when the settings say so. */
function holds(set: unknown, ...named: ActionId[]): (string | undefined)[] {
  const { chords } = bindingsOf(set, false);
  return named.map((id) => {
    const one = chords.get(id);
    return one && write(one);
  });
}

it("follows the settings: another chord, or none", () => {
  expect(holds({ palette: "ctrl+shift+y" }, "palette")).toEqual(["Ctrl+Shift+Y"]);
  expect(holds({ palette: "" }, "palette")).toEqual([undefined]);
  expect(bindingsOf({ palette: "" }, false).problems.size).toBe(0);
  for (const nonsense of [null, 7, "keys", []]) expect(holds(nonsense, "palette")).toEqual(["Ctrl+Shift+K"]);
});

it("gives a chord to whom the user gave it, and says who is left without", () => {
  const { chords, problems } = bindingsOf({ rename: "Ctrl+Shift+K" }, false);
  expect(chords.get("rename")).toEqual(read("Ctrl+Shift+K"));
  expect(chords.get("palette")).toBeUndefined();
  expect(problems.get("palette")).toMatchObject({ why: "taken", by: "rename" });
  // Two may change places.
  expect(holds({ palette: "Ctrl+Shift+P", quick: "Ctrl+Shift+K" }, "palette", "quick")).toEqual([
    "Ctrl+Shift+P",
    "Ctrl+Shift+K",
  ]);
});

it("keeps what is usual where a setting cannot hold, and says why", () => {
  const table: [unknown, unknown][] = [
    ["Hyper+K", { why: "unreadable", text: "Hyper+K" }],
    [7, { why: "unreadable", text: "7" }],
    ["Ctrl+K", { why: "refused", refusal: "terminal" }],
    ["Super+K", { why: "refused", refusal: "system" }],
  ];
  for (const [set, problem] of table) {
    const { chords, problems } = bindingsOf({ palette: set }, false);
    expect(chords.get("palette")).toEqual(read("Ctrl+Shift+K"));
    expect(problems.get("palette")).toMatchObject(problem as object);
  }
});

it("takes from nobody what the web view does by itself", () => {
  const { chords, problems } = bindingsOf({ paste: "Ctrl+Shift+Y", rename: "Ctrl+Shift+V" }, false);
  expect(chords.get("paste")).toEqual(read("Ctrl+Shift+V"));
  expect(problems.get("rename")).toMatchObject({ why: "taken", by: "paste" });
});

it("puts on the cheat sheet what has a chord, the nine sessions in one line", () => {
  const shown = (set: unknown, filter = "") => {
    const { chords } = bindingsOf(set, false);
    const chordOf = (id: ActionId) => (chords.has(id) ? write(chords.get(id) ?? { key: "" }) : "");
    return sheet(chordOf, filter).flatMap(({ lines }) => lines);
  };
  expect(shown({}).find(({ id }) => id === "session1")?.chord).toBe("Ctrl+Shift+1 … 9");
  expect(shown({}).some(({ id }) => id === "session2" || id === "rename")).toBe(false);
  expect(shown({ session3: "Ctrl+Shift+Y" }).some(({ id }) => id === "session3")).toBe(true);
  expect(shown({}, "needs").map(({ id }) => id)).toEqual(["needs"]);
  expect(shown({}, "shift+k").map(({ id }) => id)).toEqual(["palette"]);
  expect(shown({}, "nothing like it")).toEqual([]);
});
