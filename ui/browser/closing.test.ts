// Closed by mistake: a session that is closed is out of sight, comes back by Undo, and is stopped only when its time is over.

import type { Page } from "playwright-core";
import { expect } from "vitest";

import { row, select, test } from "./stage";

const live = (page: Page) => page.getByTestId("live").innerText();

async function close(page: Page, name: string): Promise<void> {
  await select(page, name);
  await page.getByTestId("end").click();
  await page.getByTestId("end-confirm").click();
  await row(page, name).waitFor({ state: "detached" });
}

test("several are closed at once, and each has its own way back", async ({ stage }) => {
  const page = await stage.open("twenty");
  const before = await live(page);
  await close(page, "docs-site");
  await close(page, "infra");
  const lines = page.getByTestId("closed").locator("li");
  await expect.poll(() => lines.count()).toBe(2);
  await lines.filter({ hasText: "docs-site" }).getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => page.title()).toBe("docs-site · Holdfast");
  await row(page, "docs-site").waitFor();
  await expect.poll(() => lines.count()).toBe(1);
  expect(await live(page)).toBe(before);
});

test("nothing is stopped before the time is over, then it is, and its row is back among the ended", async ({
  stage,
}) => {
  const page = await stage.open("twenty", { before: (fresh) => fresh.clock.install() });
  await close(page, "docs-site");
  await page.clock.runFor(28_000);
  expect(await live(page)).toBe("15 live");
  await page.clock.runFor(4000);
  await expect.poll(() => live(page)).toBe("14 live");
  await expect.poll(() => row(page, "docs-site").getAttribute("data-status")).toBe("ended");
});

test("a window that dies in between stops nothing", async ({ stage }) => {
  const page = await stage.open("twenty");
  await close(page, "docs-site");
  await page.reload();
  await row(page, "docs-site").waitFor();
  expect(await page.getByTestId("closed").count()).toBe(0);
});

test("quitting says that nothing is stopped, also not what was closed just now", async ({ stage }) => {
  const page = await stage.open("twenty");
  await close(page, "docs-site");
  await page.getByLabel("Restart, stop and quit").click();
  await page.getByRole("button", { name: "Quit…" }).click();
  await expect
    .poll(() => page.locator("dialog").innerText())
    .toContain("Nothing is stopped, not even the session that you closed just now.");
});

test("what should end at once does", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "docs-site");
  await page.getByTestId("end").click();
  await page.getByTestId("end-now").click();
  await expect.poll(() => live(page)).toBe("14 live");
  await page.getByTestId("end-bar").waitFor();
});
