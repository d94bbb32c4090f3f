// @vitest-environment jsdom

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Feed } from "./feed";

/** What the terminal was given, in order. Each byte takes it a thousandth of a millisecond, as slow code would. */
let shown: string[];
let feed: Feed;

const bytes = (kibibytes: number) => new Uint8Array(kibibytes * 1024);
const sum = () => shown.reduce((all, one) => all + Number(one), 0);

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  feed = new Feed((data, done) => {
    if (data.length > 0) shown.push(typeof data === "string" ? data : String(data.length));
    vi.setSystemTime(Date.now() + data.length / 1000);
    done();
  });
  vi.spyOn(performance, "now").mockImplementation(() => Date.now());
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it("feeds little at once, in order with what is to happen in between", () => {
  feed.add("a");
  feed.after(() => shown.push("then"));
  feed.add("b");
  expect(shown).toEqual(["a", "then", "b"]);
});

it("feeds much in pieces over several frames, none left out, and what comes after it after it", () => {
  feed.add(bytes(64));
  feed.after(() => shown.push("0"));
  expect(shown).toEqual(["16384"]);
  let frames = 0;
  for (; shown.length < 5 && frames < 100; frames++) vi.advanceTimersToNextFrame();
  expect(shown).toEqual(["16384", "16384", "16384", "16384", "0"]);
  expect(frames).toBeGreaterThan(2);
});

it("hurries where nothing was shown before", () => {
  feed.hurried = true;
  feed.add(bytes(64));
  expect(sum()).toBe(64 * 1024);
});

it("leaves the window to a person for a moment in a flood, and never withholds the echo of a key", () => {
  feed.personActed();
  feed.add("e");
  expect(shown).toEqual(["e"]);
  feed.add(bytes(64));
  feed.personActed();
  const before = shown.length;
  vi.advanceTimersByTime(32);
  expect(shown).toHaveLength(before);
  vi.advanceTimersByTime(1000);
  expect(shown.filter((one) => one !== "e")).toHaveLength(4);
});

it("goes on in a window that draws no frames", () => {
  vi.spyOn(globalThis, "requestAnimationFrame").mockReturnValue(7);
  feed.add(bytes(32));
  vi.advanceTimersByTime(200);
  expect(sum()).toBe(32 * 1024);
});
