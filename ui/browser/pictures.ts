// Takes pictures of the window's scenes in all sizes and both themes, to be looked at: `npm run pictures -- FOLDER`.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { chromium, type Page } from "playwright-core";

import { open } from "./house";
import { openScene, row, select } from "./page";

const SIZES = [
  [1280, 800],
  [900, 600],
  [2560, 1440],
] as const;

/** The pictures by name: the scene, and what is done in it before. */
const pictures: Record<string, [string, (page: Page) => Promise<unknown>]> = {
  "first-run": ["empty", (page) => page.getByTestId("begin-claude-code").waitFor()],
  "twenty-sessions": ["twenty", (page) => select(page, "payments-api")],
  panes: ["twenty", beside],
  "restore-prompt": ["restore", (page) => page.getByTestId("restore-dialog").waitFor()],
  "ended-session": ["twenty", (page) => select(page, "scraper")],
  inspector: ["twenty", (page) => inspected(page, "overview")],
  processes: ["twenty", (page) => inspected(page, "processes")],
  changes: ["twenty", (page) => inspected(page, "changes")],
  palette: ["twenty", (page) => pressed(page, "Control+Shift+K", "palette")],
  "quick-switch": ["twenty", (page) => pressed(page, "Control+Shift+P", "quick")],
  "cheat-sheet": ["twenty", (page) => pressed(page, "Control+Shift+/", "keys-dialog")],
  settings: ["twenty", (page) => pressed(page, "Control+Shift+,", "settings-dialog")],
  "waiting-prompts": ["twenty", (page) => select(page, "etl")],
};

/** Presses keys and waits for the dialog that they open. */
async function pressed(page: Page, keys: string, dialog: string): Promise<void> {
  await select(page, "payments-api");
  await page.keyboard.press(keys);
  await page.getByTestId(dialog).waitFor();
}

/** The inspector at one of its tabs. */
async function inspected(page: Page, tab: string): Promise<void> {
  await select(page, "payments-api");
  await page.keyboard.press("Control+Shift+L");
  await page.getByTestId(`tab-${tab}`).click();
  await page.getByTestId("inspector").waitFor();
}

/** Three sessions in one tab, and some tabs more: such as the list shows in the lowest window. */
async function beside(page: Page): Promise<void> {
  for (const name of ["infra", "docs-site", "payments-api"]) await row(page, name).dblclick();
  for (const [chord, name] of [
    ["Control+Shift+D", "checkout-ui"],
    ["Control+Shift+Alt+D", "search-worker"],
  ] as const) {
    await page.keyboard.press(chord);
    await page.getByTestId("empty-pane").waitFor();
    await select(page, name);
  }
}

const folder = resolve(process.argv.at(-1) ?? "");
mkdirSync(folder, { recursive: true });
const house = await open();
const browser = await chromium.connect(house.browser.wsEndpoint());
for (const [name, [scene, act]] of Object.entries(pictures))
  for (const theme of ["dark", "light"] as const)
    for (const [width, height] of SIZES) {
      const page = await openScene(browser, house.window, scene, { theme, width, height });
      await act(page);
      await page.evaluate(() => document.fonts.ready);
      // Nothing is shown as it looks under the pointer.
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(folder, `${name}-${theme}-${width}x${height}.png`) });
      await page.context().close();
    }
await browser.close();
await house.close();
