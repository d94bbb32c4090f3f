// What axe finds in each scene, in both themes: nothing.

import type { Page } from "playwright-core";
import { expect } from "vitest";

import { faults, follow, print, row, select, test } from "./stage";

/** A scene, and what is done in it before it is looked at. */
const scenes: [string, string, (page: Page) => Promise<unknown>][] = [
  ["twenty sessions", "twenty", (page) => page.getByTestId("composer").waitFor()],
  ["nothing yet", "empty", (page) => page.locator("main").waitFor()],
  ["an ended session", "twenty", (page) => select(page, "scraper")],
  ["an unreachable session", "twenty", (page) => row(page, "far-away").click()],
  ["an orphaned session", "orphaned", (page) => page.getByTestId("end-bar").waitFor()],
  ["a stopped daemon", "stopped", (page) => page.getByTestId("start-daemon").waitFor()],
  ["a failed daemon", "failed", (page) => page.getByTestId("start-daemon").waitFor()],
  ["a daemon that is connected to", "connecting", (page) => page.getByTestId("daemon-state").waitFor()],
  ["what can be restored", "restore", (page) => page.getByTestId("restore-dialog").waitFor()],
  ["details of a session", "twenty", (page) => page.getByTestId("status").click()],
  ["a new session", "twenty", (page) => page.getByTestId("new-session").click()],
  ["the question before an end", "twenty", (page) => page.getByTestId("end").click()],
  ["prompts that wait", "twenty", (page) => select(page, "etl")],
  ["one prompt for several", "twenty", (page) => page.getByTestId("open-several").click()],
  ["find", "twenty", (page) => page.keyboard.press("Control+Shift+F")],
  ["find everywhere", "twenty", (page) => page.keyboard.press("Control+Shift+Alt+F")],
  ["the palette", "twenty", (page) => opened(page, "Control+Shift+K", "palette")],
  ["the quick switch", "twenty", (page) => opened(page, "Control+Shift+P", "quick")],
  ["the settings", "twenty", (page) => opened(page, "Control+Shift+,", "settings-dialog")],
  ["the inspector", "twenty", (page) => opened(page, "Control+Shift+L", "inspector")],
  ["files to mention", "twenty", (page) => mention(page)],
  ["a link that is not opened", "twenty", (page) => askLink(page)],
];

async function opened(page: Page, keys: string, testid: string): Promise<void> {
  await page.keyboard.press(keys);
  await page.getByTestId(testid).waitFor();
}

async function mention(page: Page): Promise<void> {
  await page.getByTestId("composer").fill("look at @");
  await page.getByTestId("composer").press("End");
  await page.keyboard.type("r");
  await page.getByTestId("files").waitFor();
}

async function askLink(page: Page): Promise<void> {
  await select(page, "shell");
  await print(page, "shell", "\r\n\r\n\u001b]8;;javascript:alert(1)\u0007a page\u001b]8;;\u0007\r\n");
  await follow(page, "a page");
  await page.getByTestId("link-dialog").waitFor();
}

for (const [name, scene, act] of scenes)
  test(`axe finds nothing wrong with ${name}`, async ({ stage }) => {
    const page = await stage.open(scene);
    await act(page);
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await faults(page), colorScheme).toEqual([]);
    }
  });
