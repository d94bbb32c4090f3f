import { expect, it } from "vitest";

import type { Session } from "../protocol/Session";
import { type Entry, entryOf, grouped, groupOf, held, matches } from "./groups";
import { sample } from "./sample";

it.each<[Partial<Session>, string]>([
  [{ status: "needs_input" }, "needs"],
  [{ status: "working", attention: "question" }, "needs"],
  [{ status: "orphaned" }, "needs"],
  [{ status: "ended", attention: "failed", seen: false }, "needs"],
  [{ status: "ended", attention: "failed", seen: true }, "ended"],
  [{ status: "working" }, "working"],
  [{ status: "idle", attention: "finished", seen: false }, "finished"],
  [{ status: "idle", attention: "finished", seen: true }, "idle"],
  [{ status: "ended", attention: "question" }, "ended"],
  [{ status: "running" }, "running"],
  [{ status: "starting" }, "running"],
  [{ status: "unreachable" }, "running"],
  [{ status: "damaged" }, "ended"],
])("%j stands among %s", (change, group) => expect(groupOf(sample(change))).toBe(group));

it("keeps a row's place while its group stays, whatever it prints", () => {
  const first = entryOf(sample({ started_at: 10 }), undefined, 99);
  const later = entryOf(sample({ started_at: 10, output_at: 50, last_line: "more" }), first, 100);
  expect(later.since).toBe(first.since);
  expect(entryOf(sample({ status: "working" }), later, 200)).toMatchObject({ group: "working", since: 200 });
});

it("shows groups that have somebody, those that want something first, the latest on top", () => {
  const entry = (id: string, status: Session["status"], since: number): Entry => {
    const session = sample({ id, status });
    return { session, group: groupOf(session), since };
  };
  const shown = grouped([entry("a", "ended", 1), entry("b", "needs_input", 2), entry("c", "needs_input", 3)]);
  expect(shown.map(({ group, entries }) => [group, entries.map((each) => each.session.id)])).toEqual([
    ["needs", ["c", "b"]],
    ["ended", ["a"]],
  ]);
});

it("does not move a row because it was looked at, but does when it ends", () => {
  const before = entryOf(sample({ status: "idle", attention: "finished", seen: false }), undefined, 1);
  const seen = entryOf(sample({ status: "idle", attention: "finished", seen: true }), before, 50);
  expect(held(seen, before)).toMatchObject({ group: "finished", since: before.since });
  const working = entryOf(sample({ status: "working", seen: true }), seen, 60);
  expect(held(working, before).group).toBe("working");
});

it.each([
  ["", true],
  ["BUILD", true],
  ["main cargo", true],
  ["compiling", true],
  ["main deploy", false],
])("the filter %j finds it: %s", (filter, found) => expect(matches(sample(), filter)).toBe(found));
