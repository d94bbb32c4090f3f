// A daemon that does not answer, or hangs up: the window answers all the same, keeps what was typed, and passes nothing old
// off as fresh.

import type { Page } from "playwright-core";
import { expect } from "vitest";

import { idOf } from "../src/backend/fake/scenes";
import { row, screen, select, test } from "./stage";
import { longestTask } from "./tasks";

/** Everything that a person does in a minute. */
async function everything(page: Page): Promise<void> {
  for (const name of ["docs-site", "etl", "payments-api"]) {
    await select(page, name);
    await page.keyboard.type(`typed into ${name}`);
    await expect.poll(() => screen(page)).toContain(`typed into ${name}`);
  }
  for (const [chord, dialog] of [
    ["Control+Shift+K", "palette"],
    ["Control+Shift+P", "quick"],
    ["Control+Shift+N", "new-session-dialog"],
    ["Control+Shift+,", "settings-dialog"],
  ] as const) {
    await page.keyboard.press(chord);
    await page.getByTestId(dialog).waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId(dialog).waitFor({ state: "detached" });
  }
  await page.keyboard.press("Control+Shift+L");
  for (const tab of ["timeline", "processes", "changes", "overview"]) await page.getByTestId(`tab-${tab}`).click();
  await page.keyboard.press("Control+Shift+L");
  await page.keyboard.press("Control+Shift+O");
  await page.keyboard.type("etl");
  await expect.poll(() => page.locator("button.row").count()).toBe(1);
  await page.keyboard.press("Escape");
}

for (const answers of ["never", "broken"] as const)
  test(`whatever a person does is answered in the window where the daemon's answer is ${answers}`, async ({
    stage,
  }) => {
    const page = await stage.open("twenty");
    await select(page, "payments-api");
    await page.evaluate((how) => (globalThis.holdfastFake.answers = how), answers);
    expect(await longestTask(page, () => everything(page))).toBeLessThan(100);
  });

test("a prompt is had back where the daemon hangs up, and after a new start of the window where it never answers", async ({
  stage,
}) => {
  const page = await stage.open("twenty");
  const composer = page.getByTestId("composer");
  for (const answers of ["broken", "never"] as const) {
    await select(page, "payments-api");
    await page.evaluate((how) => (globalThis.holdfastFake.answers = how), answers);
    await composer.fill("do not lose this");
    await composer.press("Enter");
    await select(page, "docs-site");
    if (answers === "never") await page.reload();
    await select(page, "payments-api");
    await expect.poll(() => composer.inputValue()).toBe("do not lose this");
  }
});

test("a list that nobody keeps up to date says so, and of when it is", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "payments-api");
  await page.evaluate(() =>
    globalThis.holdfastFake.emit({ kind: "daemon", state: "failed", message: "it does not start" }),
  );
  await expect.poll(() => page.locator("aside").first().innerText()).toContain("This list is as of");
  await page.keyboard.type("terminals go on");
  await expect.poll(() => screen(page)).toContain("terminals go on");
  expect(await row(page, "payments-api").getAttribute("data-testid")).toBe(`session-${idOf("payments-api")}`);
});

test("a daemon that is there and answers nothing is not passed off as one that does, nor its list as fresh", async ({
  stage,
}) => {
  const page = await stage.open("twenty");
  await select(page, "payments-api");
  const state = () => page.getByTestId("daemon-state").getAttribute("data-state");
  expect(await state()).toBe("connected");
  await page.evaluate(() => (globalThis.holdfastFake.answers = "never"));
  await expect.poll(state, { timeout: 10_000 }).toBe("silent");
  expect(await page.locator("aside").first().innerText()).toMatch(/Daemon does not answer/u);
  expect(await page.getByTestId("list-as-of").innerText()).toMatch(/as of \d\d:\d\d/u);
  await page.keyboard.type("terminals go on");
  await expect.poll(() => screen(page)).toContain("terminals go on");
  // It goes on: what it tells is fresh again.
  await page.evaluate(() => {
    globalThis.holdfastFake.answers = "at once";
    globalThis.holdfastFake.emit({ kind: "event", event: { event: "reconciled" } } as never);
  });
  await expect.poll(state).toBe("connected");
  await page.getByTestId("list-as-of").waitFor({ state: "detached" });
});
