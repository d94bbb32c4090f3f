// What axe finds in each scene, in both themes: nothing.

import type { Page } from "playwright-core";
import { expect } from "vitest";

import { faults, row, select, test } from "./stage";

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
  ["an empty pane beside another", "twenty", (page) => page.keyboard.press("Control+Shift+D")],
  ["panes side by side", "twenty", beside],
  ["what was closed just now", "twenty", closed],
  ["one prompt for several", "twenty", (page) => page.getByTestId("open-several").click()],
  ["find", "twenty", (page) => page.keyboard.press("Control+Shift+F")],
  ["the palette", "twenty", (page) => page.keyboard.press("Control+Shift+K")],
  ["the palette with something typed", "twenty", (page) => typed(page, "Control+Shift+K", "pay")],
  ["the quick switch", "twenty", (page) => page.keyboard.press("Control+Shift+P")],
  ["the cheat sheet", "twenty", (page) => page.keyboard.press("Control+Shift+/")],
  ["the settings", "twenty", (page) => page.keyboard.press("Control+Shift+,")],
  ["the settings of the keyboard", "twenty", (page) => typed(page, "Control+Shift+,", "Keyboard")],
  ["the settings of notifications", "twenty", (page) => typed(page, "Control+Shift+,", "notif")],
  ["find everywhere", "twenty", (page) => page.keyboard.press("Control+Shift+Alt+F")],
];

async function typed(page: Page, chord: string, text: string): Promise<void> {
  await page.keyboard.press(chord);
  await page.locator("dialog[open]").waitFor();
  await page.keyboard.type(text);
}

async function beside(page: Page): Promise<void> {
  await page.keyboard.press("Control+Shift+D");
  await select(page, "shell");
}

async function closed(page: Page): Promise<void> {
  await page.getByTestId("end").click();
  await page.getByTestId("end-confirm").click();
  await page.getByTestId("closed").waitFor();
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
