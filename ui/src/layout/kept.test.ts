import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { KeptLayout } from "./kept";

let saved: unknown[];
let stored: () => Promise<unknown>;
let kept: KeptLayout;

beforeEach(() => {
  vi.useFakeTimers();
  saved = [];
  stored = async () => ({ tabs: [] });
  kept = new KeptLayout({
    layout: () => stored(),
    saveLayout: async (layout) => void saved.push(layout),
  });
});
afterEach(() => vi.useRealTimers());

it("writes the last of many changes, half a second after the first at most", async () => {
  for (let at = 0; at < 10; at += 1) {
    kept.keep({ at });
    await vi.advanceTimersByTimeAsync(49);
  }
  expect(saved).toEqual([{ at: 6 }]);
  await vi.advanceTimersByTimeAsync(500);
  expect(saved).toEqual([{ at: 6 }, { at: 9 }]);
});

it("writes nothing that is kept already", async () => {
  expect(await kept.read()).toEqual({ tabs: [] });
  kept.keep({ tabs: [] });
  await vi.advanceTimersByTimeAsync(500);
  expect(saved).toEqual([]);
});

it("writes at once what waits when the window goes", async () => {
  kept.keep({ tabs: [1] });
  kept.flush();
  kept.flush();
  await vi.advanceTimersByTimeAsync(500);
  expect(saved).toEqual([{ tabs: [1] }]);
});

it("begins anew where nothing can be read", async () => {
  stored = () => Promise.reject(new Error("broken"));
  expect(await kept.read()).toBeNull();
});
