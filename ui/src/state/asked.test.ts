import { expect, it, vi } from "vitest";

import { Asked } from "./asked.svelte";

it("keeps what was known when a question comes to nothing, and says why", async () => {
  const question = vi
    .fn()
    .mockResolvedValueOnce(1)
    .mockRejectedValueOnce({ code: "timed_out", message: "git is slow" });
  const asked = new Asked<number>(question);
  await asked.ask();
  await asked.ask();
  expect([asked.value, asked.error?.code, asked.busy]).toEqual([1, "timed_out", false]);
  question.mockResolvedValueOnce(2);
  await asked.ask();
  expect([asked.value, asked.error]).toEqual([2, null]);
});

it("asks once more, and only once, for all who asked while a question was under way", async () => {
  const answers: ((value: number) => void)[] = [];
  const question = vi.fn(() => new Promise<number>((answer) => void answers.push(answer)));
  const asked = new Asked(question);
  const first = asked.ask();
  void asked.ask();
  void asked.ask();
  answers[0]?.(1);
  await vi.waitFor(() => expect(question).toHaveBeenCalledTimes(2));
  answers[1]?.(2);
  await first;
  expect([asked.value, question.mock.calls.length]).toEqual([2, 2]);
});

it("asks once more also where the question under way comes to nothing", async () => {
  const question = vi
    .fn()
    .mockRejectedValueOnce({ code: "timed_out", message: "git is slow" })
    .mockResolvedValueOnce(2);
  const asked = new Asked<number>(question);
  const first = asked.ask();
  void asked.ask();
  await first;
  expect([asked.value, asked.error, asked.busy]).toEqual([2, null, false]);
});

it("asks until it is told to stop", async () => {
  vi.useFakeTimers();
  const question = vi.fn().mockResolvedValue(1);
  const stop = new Asked(question).every(2000);
  await vi.advanceTimersByTimeAsync(4100);
  expect(question).toHaveBeenCalledTimes(3);
  stop();
  await vi.advanceTimersByTimeAsync(9000);
  expect(question).toHaveBeenCalledTimes(3);
  vi.useRealTimers();
});
