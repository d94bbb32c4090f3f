import { expect, it } from "vitest";

import type { Notification } from "../protocol/Notification";
import { lookOf, newsOf } from "./news";

const note = (number: number, session: string, change: Partial<Notification> = {}): Notification => {
  return {
    number,
    change: number,
    at: number,
    session,
    name: session,
    kind: "finished",
    generation: 1,
    turn: 1,
    text: "",
    ...change,
  };
};
const nothing = { all: 0, sessions: {} };

it("tells by session, what waits first, then the newest, what is over last", () => {
  const news = newsOf(
    [
      note(1, "a", { kind: "asks" }),
      note(2, "b"),
      note(3, "c", { resolved_at: 9 }),
      note(4, "d"),
      note(5, "b", { kind: "failed" }),
    ],
    nothing,
  );
  expect(news.map(({ session, items }) => [session, ...items.map(({ number }) => number)])).toEqual([
    ["a", 1],
    ["b", 5, 2],
    ["d", 4],
    ["c", 3],
  ]);
  expect(news.map(({ waits, over }) => [waits, over])).toEqual([
    [true, false],
    [false, false],
    [false, false],
    [false, true],
  ]);
});

it("tells nothing that was seen, of all or of one session, until it changes again", () => {
  const seen = { all: 2, sessions: { c: 4 } };
  const ids = (...all: Notification[]) => newsOf(all, seen).map(({ session }) => session);
  expect(ids(note(1, "a"), note(3, "b"), note(4, "c"))).toEqual(["b"]);
  expect(ids(note(1, "a", { change: 5, resolved_at: 9 }), note(4, "c", { change: 6 }))).toEqual(["c", "a"]);
});

it("does not lump together what is about several", () => {
  const several = [note(1, ""), note(2, "")];
  for (const one of several) delete one.session;
  expect(newsOf(several, nothing)).toHaveLength(2);
});

it("shows what nobody needs any more as such", () => {
  expect(lookOf(note(1, "a", { kind: "failed" })).shape).toBe("square");
  expect(lookOf(note(1, "a", { kind: "failed", resolved_at: 3 })).shape).toBe("ring");
});
