import { expect, it } from "vitest";

import type { Session } from "../protocol/Session";
import { byAttention, byProject, type Entry, entryOf, groupOf, held, isInPlace, matches } from "./groups";
import { sample } from "./sample";

it.each<[Partial<Session>, string]>([
  [{ status: "needs_input" }, "needs"],
  [{ status: "working", attention: "question" }, "needs"],
  [{ status: "orphaned" }, "needs"],
  [{ status: "ended", attention: "failed", seen: false }, "needs"],
  [{ status: "ended", attention: "failed", seen: true }, "ended"],
  [{ status: "idle", queued: 2, uncertain: 1 }, "needs"],
  [{ status: "idle", queued: 2 }, "idle"],
  [{ status: "working" }, "working"],
  [{ status: "idle", attention: "finished", seen: false }, "finished"],
  [{ status: "idle", attention: "finished", seen: true }, "idle"],
  [{ status: "ended", attention: "question" }, "ended"],
  [{ status: "running" }, "running"],
  [{ status: "starting" }, "running"],
  [{ status: "unreachable" }, "running"],
  [{ status: "damaged" }, "ended"],
  [{ status: "ended", attention: "failed", seen: false, archive: "done" }, "archived"],
  [{ status: "ended", archive: "pending" }, "ended"],
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
  const shown = byAttention([entry("a", "ended", 1), entry("b", "needs_input", 2), entry("c", "needs_input", 3)]);
  expect(shown).toEqual([
    { key: "needs", group: "needs", ids: ["c", "b"] },
    { key: "ended", group: "ended", ids: ["a"] },
  ]);
});

it("shows projects by the names of their directories, what wants something first, what is put away last", () => {
  const of = (id: string, project: string, change: Partial<Session> = {}) =>
    entryOf(sample({ id, project, ...change }), undefined, 1);
  const shown = byProject([
    of("a", "/src/web"),
    of("b", "/src/web", { status: "needs_input" }),
    of("c", "/work/Api"),
    of("d", "/old/web"),
    of("e", "/src/web", { status: "ended", archive: "done" }),
  ]);
  expect(shown).toEqual([
    { key: "/work/Api", ids: ["c"] },
    { key: "/old/web", ids: ["d"] },
    { key: "/src/web", ids: ["b", "a"] },
    { key: "archived", group: "archived", ids: ["e"] },
  ]);
});

it.each<[Partial<Session>, boolean]>([
  [{ last_line: "more", output_at: 9000, as_of: 9000 }, true],
  [{ name: "another" }, true],
  [{ status: "working" }, false],
  [{ seen: false }, false],
  [{ attention: "question" }, false],
  [{ project: "/elsewhere" }, false],
])("after %j a row stands where it stood: %s", (change, stays) => {
  const before = entryOf(sample(), undefined, 1);
  expect(isInPlace(entryOf(sample(change), before, 2), before)).toBe(stays);
  expect(isInPlace(before, undefined)).toBe(false);
});

const over = (at: number): Partial<Session> => ({ status: "ended", end: { reason: "stopped", actor: "user", at } });

it("orders what has ended by its end, whenever and in whatever order it is heard of", () => {
  const running = entryOf(sample({ id: "a" }), undefined, 1);
  const entries = [
    entryOf(sample({ id: "a", ...over(10) }), running, 99),
    entryOf(sample({ id: "c", ...over(20) }), undefined, 99),
    entryOf(sample({ id: "b", ...over(20) }), undefined, 99),
  ];
  const ids = (of: Entry[]) => byAttention(of)[0]?.ids;
  expect(ids(entries)).toEqual(["b", "c", "a"]);
  expect(ids(entries.toReversed())).toEqual(["b", "c", "a"]);
});

const unasked: Partial<Session> = {
  status: "unreachable",
  why: "nobody has asked its host yet",
  fresh: false,
  host_pid: null,
  child_pid: null,
  started_at: null,
  output_at: null,
  last_line: "",
};

it.each([over(10), { status: "working" } as Partial<Session>])(
  "keeps what was known of %j until a daemon that started anew has asked",
  (change) => {
    const known = entryOf(sample(change), undefined, 50);
    const kept = entryOf(sample({ ...unasked, name: "renamed" }), known, 99);
    expect(kept).toEqual({ ...known, session: { ...known.session, name: "renamed", fresh: false } });
    expect(entryOf(sample({ ...unasked, generation: 2 }), kept, 99).session.status).toBe("unreachable");
    expect(entryOf(sample({ ...unasked, host_pid: 7 }), kept, 99).session.status).toBe("unreachable");
    expect(entryOf(sample(), kept, 99)).toMatchObject({ group: "running", session: { fresh: true } });
  },
);

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
