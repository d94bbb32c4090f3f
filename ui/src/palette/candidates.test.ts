import { expect, it } from "vitest";

import { sample } from "../session/sample";
import { entryOf } from "../session/groups";
import { byUse, candidateOf, rank, toSwitchTo } from "./candidates";

const asks = sample({ id: "asks", name: "asks", status: "needs_input" });
const works = sample({ id: "works", name: "works", status: "working", branch: "retry-webhooks" });
const idle = sample({ id: "idle", name: "idle", status: "idle" });
const ended = sample({ id: "ended", name: "ended", status: "ended" });
const all = [asks, works, idle, ended];
const entries = all.map((session) => entryOf(session, undefined, 0));
const order = (used: string[], selected: string | null) =>
  toSwitchTo(entries, used, selected, undefined).map(({ of }) => of.id);

it("offers what needs a person, then what was looked at last, then the rest as it stands, then where one is", () => {
  expect(order([], null)).toEqual(["asks", "works", "idle", "ended"]);
  expect(order(["idle", "ended"], "idle")).toEqual(["asks", "ended", "works", "idle"]);
  expect(order(["asks", "works"], "asks")).toEqual(["works", "idle", "ended", "asks"]);
});

it("finds a session by its branch as well, and marks what matched where it stands", () => {
  const [first, ...others] = rank(
    all.map((one) => candidateOf(one, undefined)),
    "works retry",
  );
  expect(others).toEqual([]);
  expect(first?.of.id).toBe("works");
  expect(first?.inTitle).toEqual([0, 1, 2, 3, 4]);
  expect(first?.inDetail).toEqual([0, 1, 2, 3, 4]);
});

it("keeps the order that was given where nothing was typed", () => {
  expect(
    rank(
      all.map((one) => candidateOf(one, undefined)),
      " ",
    ).map(({ of }) => of.id),
  ).toEqual(["asks", "works", "idle", "ended"]);
});

it("puts actions that were used last before the others, and forgets those that are no more", () => {
  expect(byUse(["palette", "new", "find"], ["find", "gone", "new"])).toEqual({
    recent: ["find", "new"],
    rest: ["palette"],
  });
});
