import { beforeEach, expect, it, vi } from "vitest";

import type { Backend } from "../backend/backend";
import type { Hit } from "../protocol/Hit";
import type { SearchDone } from "../protocol/SearchDone";
import { Finding } from "./finding.svelte";

const stopSearch = vi.fn(async () => undefined);
/** The searches that were begun, each to be answered by the test. */
let begun: {
  text: string;
  found: (hits: Hit[]) => void;
  done: (done: SearchDone) => void;
  fail: (e: unknown) => void;
}[];
let finding: Finding;

const done: SearchDone = { hits: 2, limited: false, runs: 2, bytes: 0, ms: 1, problems: [] };

function hit(session: string, line: string): Hit {
  return { session, name: session, generation: 1, offset: 0, time: 0, line, start: 0, end: 1 };
}

beforeEach(() => {
  begun = [];
  stopSearch.mockClear();
  const search: Backend["search"] = ({ text }, found) =>
    new Promise((resolve, fail) => void begun.push({ text, found, done: resolve, fail }));
  finding = new Finding({ search, stopSearch } as unknown as Backend);
});

it("shows what is found while it searches, by session", async () => {
  finding.text = "x";
  const run = finding.run();
  begun[0]?.found([hit("one", "a")]);
  expect(finding.busy).toBe(true);
  expect(finding.groups.map(({ name, hits }) => [name, hits.length])).toEqual([["one", 1]]);
  begun[0]?.found([hit("one", "b"), hit("two", "c")]);
  begun[0]?.done(done);
  await run;
  expect(finding.groups.map(({ name, hits }) => [name, hits.length])).toEqual([
    ["one", 2],
    ["two", 1],
  ]);
  expect([finding.busy, finding.done]).toEqual([false, done]);
});

it("ends the search before, and hears no more of it", async () => {
  finding.text = "x";
  const first = finding.run();
  finding.text = "xy";
  const second = finding.run();
  expect(stopSearch).toHaveBeenCalledTimes(1);
  begun[0]?.found([hit("one", "late")]);
  begun[0]?.fail({ code: "internal", message: "the search was broken off" });
  begun[1]?.found([hit("one", "new")]);
  begun[1]?.done(done);
  await Promise.all([first, second]);
  expect(finding.hits.map(({ line }) => line)).toEqual(["new"]);
  expect(finding.error).toBeNull();
});

it("searches for nothing where nothing is typed, and says what is wrong", async () => {
  await finding.run();
  expect(begun).toEqual([]);
  finding.text = "(";
  const run = finding.run();
  begun[0]?.fail({ code: "bad_request", message: "unclosed group" });
  await run;
  expect(finding.error?.code).toBe("bad_request");
});

it("waits for a pause in typing", () => {
  vi.useFakeTimers();
  finding.text = "x";
  finding.changed();
  finding.changed();
  expect(begun).toEqual([]);
  vi.runAllTimers();
  expect(begun.length).toBe(1);
  vi.useRealTimers();
});
