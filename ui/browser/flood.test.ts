// A flood of output: the window goes on answering. The double sends what the app would: batches of 16 KiB, never more than
// 1 MiB ahead of what the terminal has taken.

import { expect } from "vitest";

import { idOf } from "../src/backend/fake/scenes";
import { screen, select, test } from "./stage";
import { longestTask } from "./tasks";

const FLOOD = 50 * 1024 * 1024;

test("50 MB of output keep the window busy for less than 50 ms at a time", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  const longest = await longestTask(page, () =>
    page.evaluate(([id, bytes]) => globalThis.holdfastFake.flood(id, bytes), [idOf("shell"), FLOOD] as const),
  );
  await expect.poll(() => screen(page)).toContain("the end");
  expect(longest).toBeLessThan(50);
});
