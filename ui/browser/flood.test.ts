// A flood of output: the window goes on answering. The double sends what the app would: batches of 16 KiB, never more than
// 1 MiB ahead of what the terminal has taken.

import type { Page } from "playwright-core";
import { expect } from "vitest";

import { idOf } from "../src/backend/fake/scenes";
import { screen, select, test } from "./stage";

const FLOOD = 50 * 1024 * 1024;

/** An event of Chromium's trace. `tdur`: the processor time that it took, in microseconds. */
interface Traced {
  name: string;
  pid: number;
  tid: number;
  tdur?: number;
  args: { name?: string };
}

/** The longest task of the page's main thread while `action` runs, in milliseconds of processor time: what others do on the
    machine meanwhile is no matter. A key or a click waits that long at most. */
async function longestTask(page: Page, action: () => Promise<void>): Promise<number> {
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: ["toplevel"] });
  await action();
  const trace = await browser?.stopTracing();
  const { traceEvents } = JSON.parse(String(trace)) as { traceEvents: Traced[] };
  const mains = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const isMain = ({ pid, tid }: Traced) => mains.some((main) => main.pid === pid && main.tid === tid);
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && isMain(event));
  expect(tasks.length).toBeGreaterThan(100);
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1000));
}

test("50 MB of output keep the window busy for less than 50 ms at a time", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  const longest = await longestTask(page, () =>
    page.evaluate(([id, bytes]) => globalThis.holdfastFake.flood(id, bytes), [idOf("shell"), FLOOD] as const),
  );
  await expect.poll(() => screen(page)).toContain("the end");
  expect(longest).toBeLessThan(50);
});
