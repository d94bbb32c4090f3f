// The window as a whole: what it shows, how it is moved through, what it asks before it does something.

import type { Page } from "playwright-core";
import { describe, expect } from "vitest";

import { print, row, screen, select, test } from "./stage";

/** How many sessions the groups in sight have, with those of their rows that are out of sight. */
async function listed(page: Page): Promise<number> {
  const counts = await page.locator("nav h2 .count").allInnerTexts();
  return counts.map(Number).reduce((sum, count) => sum + count, 0);
}

test("the first session in order is shown and takes what is typed", async ({ stage }) => {
  const page = await stage.open("twenty");
  await expect.poll(() => page.title()).toBe("payments-api · Holdfast");
  await page.keyboard.type("3");
  await expect.poll(() => screen(page)).toContain("Run sqlx migrate run on the development database?");
  await select(page, "shell");
  await page.keyboard.type("echo hello");
  await expect.poll(() => screen(page)).toContain("$ echo hello");
});

test("the filter narrows the list, Enter selects, Escape brings all back", async ({ stage }) => {
  const page = await stage.open("twenty");
  await expect.poll(() => listed(page)).toBeGreaterThan(1);
  const all = await listed(page);
  await page.keyboard.press("Control+Shift+O");
  await page.keyboard.type("etl");
  await expect.poll(() => listed(page)).toBe(1);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.title()).toBe("etl · Holdfast");
  await page.getByTestId("filter").press("Escape");
  await expect.poll(() => listed(page)).toBe(all);
});

test("a program's output appears where its session is shown, and nowhere else", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "dev server");
  await print(page, "shell", "\r\nnot here");
  await print(page, "dev server", "\r\njust compiled");
  await expect.poll(() => screen(page)).toContain("just compiled");
  expect(await screen(page)).not.toContain("not here");
});

describe("a dialog", () => {
  test("goes with Escape and gives the focus back to the terminal", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await page.keyboard.press("Control+Shift+N");
    await page.locator("dialog[open]").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.keyboard.type("still here");
    await expect.poll(() => screen(page)).toContain("still here");
  });

  test("gives the focus back to the button that opened it", async ({ stage }) => {
    const page = await stage.open("twenty");
    await page.getByTestId("rename").focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.testid);
    await expect.poll(focused).toBe("rename");
  });

  test("keeps the focus inside", async ({ stage }) => {
    const page = await stage.open("twenty");
    await page.keyboard.press("Control+Shift+N");
    await page.locator("dialog[open]").waitFor();
    for (let step = 0; step < 30; step++) {
      await page.keyboard.press("Tab");
      const where = await page.evaluate(() => {
        const { activeElement } = document;
        // Between the last and the first there is the browser itself.
        return activeElement === document.body || activeElement?.closest("dialog") !== null;
      });
      expect(where).toBe(true);
    }
  });
});

test("quitting says in numbers what goes on, stopping what ends", async ({ stage }) => {
  const page = await stage.open("twenty");
  await page.evaluate(() => globalThis.holdfastFake.emit({ kind: "ask_stop" }));
  await expect
    .poll(() => page.locator("dialog").innerText())
    .toContain("This ends 15 sessions. 4 agents are working. They can be restored.");
  await page.keyboard.press("Escape");
  await page.getByLabel("Restart, stop and quit").click();
  await page.getByRole("button", { name: "Quit…" }).click();
  const words = page.locator("dialog");
  await expect.poll(() => words.innerText()).toContain("15 sessions keep running. Nothing is stopped.");
  expect(await words.innerText()).toContain("7 queued prompts wait until Holdfast runs again.");
});

test("what was lost is offered in words, and starts only what is ticked", async ({ stage }) => {
  const page = await stage.open("restore");
  const dialog = page.getByTestId("restore-dialog");
  await expect.poll(() => dialog.innerText()).toContain("9 sessions were running.");
  expect(await dialog.innerText()).toMatch(/Your computer restarted at/u);
  const before = await dialog.innerText();
  expect(before).toContain("Restoring starts 7 programs, 2 at a time.");
  await dialog.getByRole("checkbox", { checked: true }).first().uncheck();
  await expect.poll(() => dialog.innerText()).toContain("Restoring starts 6 programs, 2 at a time.");
  await dialog.getByRole("button", { name: "Restore 6 sessions" }).click();
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => page.getByTestId("live").innerText()).toBe("6 live");
});

test("lines that would run at once are pasted only after a yes", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  await page.evaluate(() => navigator.clipboard.writeText("first\nsecond"));
  await page.keyboard.press("Control+Shift+V");
  const dialog = page.getByTestId("paste-dialog");
  await expect.poll(() => dialog.innerText()).toContain("Paste 2 lines?");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(await screen(page)).not.toContain("first");
  await page.keyboard.press("Control+Shift+V");
  await page.getByTestId("confirm").click();
  await expect.poll(() => screen(page)).toContain("second");
});

test("text is found in a terminal and counted", async ({ stage }) => {
  const page = await stage.open("twenty");
  await page.keyboard.press("Control+Shift+F");
  await page.keyboard.type("a_retried");
  await expect.poll(() => page.getByTestId("find-count").innerText()).toBe("2 of 2");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("find-count").innerText()).toBe("1 of 2");
  await page.keyboard.press("Escape");
  await page.getByTestId("find-bar").waitFor({ state: "detached" });
});

test("the keyboard alone reaches the list, the terminal and the prompt", async ({ stage }) => {
  const page = await stage.open("twenty");
  await page.keyboard.press("Control+Shift+O");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.title()).toBe("docs-site · Holdfast");
  await page.keyboard.press("Control+Shift+E");
  await page.keyboard.type("the second one");
  await page.keyboard.press("Enter");
  await expect.poll(() => row(page, "docs-site").innerText()).toContain("1 queued");
});

test("a thousand sessions are listed and filtered", async ({ stage }) => {
  // Tall enough for the headings of all that is found.
  const page = await stage.open("thousand", { height: 1400 });
  await expect.poll(() => page.getByTestId("filter").getAttribute("placeholder")).toBe("Filter 1000 sessions");
  await page.getByTestId("filter").fill("session 99");
  // 99, eight from 199 to 899, and ten from 990 on.
  await expect.poll(() => listed(page)).toBe(19);
});
