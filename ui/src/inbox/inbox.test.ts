// @vitest-environment jsdom

import { beforeEach, expect, it, vi } from "vitest";

import type { Notification } from "../protocol/Notification";
import { Inbox } from "./inbox.svelte";

const note = (number: number, session: string, change: Partial<Notification> = {}): Notification => {
  return {
    number,
    change: number,
    at: 1,
    session,
    name: session,
    kind: "asks",
    generation: 1,
    turn: 1,
    text: "",
    ...change,
  };
};
const ask = vi.fn();
let inbox: Inbox;

beforeEach(() => {
  localStorage.clear();
  ask.mockReset().mockResolvedValue({ notifications: [note(1, "a"), note(2, "b"), note(3, "a")], last: 3 });
  inbox = new Inbox(ask);
});

const ids = () => inbox.news.map(({ session }) => session);

it("tells what was not seen, and counts sessions", async () => {
  await inbox.load();
  expect([ids(), inbox.count]).toEqual([["a", "b"], 2]);
  inbox.see("a");
  expect(ids()).toEqual(["b"]);
  inbox.take(note(4, "a", { resolved_at: 9 }));
  expect([ids(), inbox.count]).toEqual([["b", "a"], 1]);
  inbox.seeAll();
  expect(ids()).toEqual([]);
});

it("remembers what was seen, and asks only for what came after", async () => {
  await inbox.load();
  inbox.seeAll();
  ask.mockClear().mockResolvedValue({ notifications: [], last: 3 });
  const next = new Inbox(ask);
  await next.load();
  expect(ask).toHaveBeenCalledExactlyOnceWith(3);
});

it("asks on while there is more", async () => {
  ask
    .mockReset()
    .mockResolvedValueOnce({ notifications: [note(1, "a")], more: true, last: 2 })
    .mockResolvedValueOnce({ notifications: [note(2, "b")], last: 2 });
  await inbox.load();
  expect(ask.mock.calls).toEqual([[0], [1]]);
  expect(ids()).toEqual(["b", "a"]);
});

it("begins anew with another root, whose count is lower", async () => {
  inbox.take(note(50, "old"));
  inbox.seeAll();
  await inbox.load();
  expect(ask.mock.calls).toEqual([[50], [0]]);
  expect(ids()).toEqual(["a", "b"]);
});

it("does not take an older word for a newer one", async () => {
  inbox.take(note(1, "a", { change: 7, resolved_at: 5 }));
  await inbox.load();
  expect(inbox.news.find(({ session }) => session === "b")?.over).toBe(false);
  inbox.see("b");
  expect(inbox.news.flatMap(({ items }) => items.map(({ change }) => change))).toEqual([3, 7]);
});

it("knows since when nobody looked, also after a window that was killed", () => {
  inbox.watch(true, 1000);
  expect(inbox.since).toBeNull();
  inbox.watch(true, 2000);
  const next = new Inbox(ask);
  next.watch(true, 9000);
  expect(next.since).toBe(2000);
  next.watch(true, 9500);
  expect(next.since).toBe(2000);
  next.watch(false, 10_000);
  next.watch(true, 20_000);
  expect(next.since).toBe(10_000);
});

it("makes nothing of what somebody else wrote there", () => {
  localStorage.setItem("inbox.seen", "{nonsense");
  expect(new Inbox(ask).news).toEqual([]);
});
