// @vitest-environment jsdom

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Frames } from "./frames";

const passed = vi.fn();
let frames: Frames<number>;

beforeEach(() => {
  vi.useFakeTimers();
  passed.mockReset();
  frames = new Frames(passed);
});
afterEach(() => void vi.useRealTimers());

it("passes on what came within a frame once, in its order", () => {
  for (const one of [1, 2, 3]) frames.add(one);
  expect(passed).not.toHaveBeenCalled();
  vi.advanceTimersToNextFrame();
  expect(passed.mock.calls).toEqual([[[1, 2, 3]]]);
  vi.advanceTimersByTime(1000);
  expect(passed).toHaveBeenCalledTimes(1);
});

it("does not wait for a frame that is never drawn", () => {
  vi.spyOn(globalThis, "requestAnimationFrame").mockReturnValue(7);
  frames.add(1);
  vi.advanceTimersByTime(100);
  expect(passed.mock.calls).toEqual([[[1]]]);
  frames.add(2);
  vi.advanceTimersByTime(100);
  expect(passed).toHaveBeenLastCalledWith([2]);
});

it("passes on what waits when it is told to, and then nothing twice", () => {
  frames.add(1);
  frames.flush();
  vi.advanceTimersByTime(1000);
  expect(passed.mock.calls).toEqual([[[1]]]);
});
