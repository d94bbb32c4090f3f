import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Sessions } from "../state/sessions.svelte";
import { UsageWatch } from "./usage.svelte";

const answer = { at: 1, sessions: [{ id: "a", cpu: 3, memory: 9, processes: 1 }], memory: 9, memory_is: "resident" };
const ask = vi.fn();
let daemon = { state: "connected" };
const [fallsSilent, speaks] = [vi.fn(), vi.fn()];
let usage: UsageWatch;

beforeEach(() => {
  vi.useFakeTimers();
  ask.mockReset().mockResolvedValue(answer);
  fallsSilent.mockReset();
  speaks.mockReset();
  daemon = { state: "connected" };
  usage = new UsageWatch({ ask, daemon, fallsSilent, speaks } as unknown as Sessions);
});
afterEach(() => void vi.useRealTimers());

it("asks while somebody looks, soon again for rates and then every three seconds", async () => {
  const stop = usage.watch();
  await vi.advanceTimersByTimeAsync(1200);
  expect([ask.mock.calls.length, usage.of("a")?.cpu, usage.all?.memory]).toEqual([2, 3, 9]);
  await vi.advanceTimersByTimeAsync(6000);
  expect(ask).toHaveBeenCalledTimes(4);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(4);
});

it("asks once for all who look, until the last has left", async () => {
  const stops = [usage.watch(), usage.watch()];
  await vi.advanceTimersByTimeAsync(3500);
  expect(ask).toHaveBeenCalledTimes(3);
  stops[0]?.();
  await vi.advanceTimersByTimeAsync(3000);
  expect(ask).toHaveBeenCalledTimes(4);
  stops[1]?.();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(4);
});

it("shows nothing old where nobody answers, and does not bother a daemon that cannot tell", async () => {
  const stop = usage.watch();
  await vi.advanceTimersByTimeAsync(0);
  ask.mockRejectedValue({ code: "unknown_request", message: "there is no such request" });
  await vi.advanceTimersByTimeAsync(9000);
  expect([usage.all, ask.mock.calls.length]).toEqual([null, 2]);
  stop();
});

it("asks nobody while there is no daemon", async () => {
  daemon.state = "failed";
  usage.watch()();
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).not.toHaveBeenCalled();
});

it("finds out a daemon that leaves a question unanswered, and one that answers late", async () => {
  let late: (value: unknown) => void = () => undefined;
  ask.mockReturnValue(new Promise((resolve) => (late = resolve)));
  const asked = Date.now();
  const stop = usage.watch();
  await vi.advanceTimersByTimeAsync(1900);
  expect(fallsSilent).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  expect(fallsSilent.mock.calls).toEqual([[asked]]);
  late(answer);
  await vi.advanceTimersByTimeAsync(0);
  expect(speaks).toHaveBeenCalledTimes(1);
  ask.mockRejectedValue({ code: "timed_out", message: "nobody answers" });
  await vi.advanceTimersByTimeAsync(3000);
  expect(fallsSilent).toHaveBeenCalledTimes(2);
  stop();
});
