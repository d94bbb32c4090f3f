import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Session } from "../protocol/Session";
import { sample } from "../session/sample";
import {
  asking,
  type Closing,
  closed,
  current,
  due,
  MOST_AT_ONCE,
  passed,
  secondsOf,
  settled,
  undone,
} from "./closing";
import { Closings } from "./closings.svelte";

const a = sample({ id: "a", generation: 2 });
const one: Closing = { id: "a", generation: 2, left: 30_000, asked: false, shown: true };
const asked = { ...one, left: 0, asked: true };

describe("the steps", () => {
  const table: [string, readonly Closing[], readonly Closing[]][] = [
    ["closing hides it", closed([], a, 30_000, true), [one]],
    ["closing twice gives no more time", closed([{ ...one, left: 5 }], a, 30_000, true), [{ ...one, left: 5 }]],
    ["undo brings it back", undone([one], "a"), []],
    ["undo of another leaves it", undone([one], "b"), [one]],
    ["undo comes too late once the daemon was asked", undone([asked], "a"), [asked]],
    ["time passes", passed([one], 250), [{ ...one, left: 29_750 }]],
    ["a night of sleep is a moment", passed([one], 3e7), [{ ...one, left: 30_000 - MOST_AT_ONCE }]],
    ["a clock that is set back changes nothing", passed([one], -5), [one]],
    ["time ends at nothing", passed([{ ...one, left: 10 }], 250), [{ ...one, left: 0 }]],
    ["asking is for good", asking([{ ...one, left: 0 }], "a"), [asked]],
    ["an answer ends it", settled([asked], "a"), []],
    ["the same run stays closed", current([one], () => a), [one]],
    ["a run that ended by itself is back in sight", current([one], () => ({ ...a, status: "ended" })), []],
    ["another run is not stopped", current([one], () => ({ ...a, generation: 3 })), []],
    ["what is gone is not stopped", current([one], () => undefined), []],
    ["what the daemon was asked waits for its answer", current([asked], () => undefined), [asked]],
  ];
  it.each(table)("%s", (_, made, expected) => expect(made).toEqual(expected));

  it("are due once, when the time is over", () => {
    expect(due([one, { ...one, id: "b", left: 0 }, asked]).map(({ id }) => id)).toEqual(["b"]);
    expect([secondsOf(one), secondsOf({ ...one, left: 29_001 }), secondsOf({ ...one, left: 1 })]).toEqual([30, 30, 1]);
  });
});

describe("over time", () => {
  let sessions: Map<string, Session>;
  let seconds: number;
  let answer: () => Promise<{ id: string; result: "stopped" | "still_alive" }>;
  let did: string[];
  let closings: Closings;

  beforeEach(() => {
    vi.useFakeTimers();
    sessions = new Map(["a", "b", "c"].map((id) => [id, sample({ id })]));
    seconds = 30;
    did = [];
    answer = async () => ({ id: "", result: "stopped" });
    closings = new Closings({
      get: (id) => sessions.get(id),
      kill: (id) => {
        did.push(`kill ${id}`);
        return answer();
      },
      hide: (id) => id !== "c",
      showAgain: (id) => did.push(`show ${id}`),
      seconds: () => seconds,
      failed: (id, error) => did.push(`failed ${id} ${error?.code ?? "alive"}`),
    });
  });
  afterEach(() => {
    closings.dispose();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  const close = (id: string) => closings.close(sessions.get(id) ?? a);

  it("nothing is stopped before the time is over, then once", async () => {
    close("a");
    expect(closings.hides("a")).toBe(true);
    await vi.advanceTimersByTimeAsync(29_700);
    expect(did).toEqual([]);
    await vi.advanceTimersByTimeAsync(600);
    expect(did).toEqual(["kill a"]);
    expect(closings.hides("a")).toBe(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(did).toEqual(["kill a"]);
  });

  it("each of several has its own time and its own way back", async () => {
    close("a");
    await vi.advanceTimersByTimeAsync(10_000);
    close("b");
    close("c");
    await vi.advanceTimersByTimeAsync(10_000);
    closings.undo("a");
    closings.undo("c");
    expect(did).toEqual(["show a"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(did).toEqual(["show a", "kill b"]);
  });

  it("a window that is gone stops nothing", async () => {
    close("a");
    closings.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(did).toEqual([]);
  });

  it("what ended meanwhile, or runs anew, is back and left alone", async () => {
    close("a");
    close("b");
    sessions.set("a", sample({ id: "a", status: "ended" }));
    sessions.set("b", sample({ id: "b", generation: 2 }));
    closings.heard();
    expect(closings.all).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(did).toEqual([]);
  });

  it("what could not be stopped is back, and it is said why", async () => {
    close("a");
    answer = () => Promise.reject(new Error("no daemon answers"));
    await vi.advanceTimersByTimeAsync(31_000);
    answer = async () => ({ id: "b", result: "still_alive" });
    close("b");
    await vi.advanceTimersByTimeAsync(31_000);
    expect(did).toEqual(["kill a", "failed a unknown", "kill b", "failed b alive"]);
    expect(closings.all).toEqual([]);
  });

  it("there is no way back while the daemon stops it, and none is offered without time", async () => {
    let stopped: () => void = () => undefined;
    answer = () => new Promise((resolve) => (stopped = () => resolve({ id: "a", result: "stopped" })));
    seconds = 0;
    close("a");
    closings.undo("a");
    closings.heard();
    expect([did, closings.hides("a")]).toEqual([["kill a"], true]);
    stopped();
    await vi.advanceTimersByTimeAsync(0);
    expect(closings.hides("a")).toBe(false);
  });
});
