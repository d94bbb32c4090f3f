// Takes pictures of the window's scenes in all sizes and both themes, to be looked at: `npm run pictures -- FOLDER`.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { chromium, type Page } from "playwright-core";

import { open } from "./house";
import { openScene, select } from "./page";

const SIZES = [
  [1280, 800],
  [900, 600],
  [2560, 1440],
] as const;

/** The pictures by name: the scene, and what is done in it before. */
const pictures: Record<string, [string, (page: Page) => Promise<unknown>]> = {
  "first-run": ["empty", (page) => page.getByTestId("begin-claude-code").waitFor()],
  "twenty-sessions": ["twenty", (page) => select(page, "payments-api")],
  "restore-prompt": ["restore", (page) => page.getByTestId("restore-dialog").waitFor()],
  "ended-session": ["twenty", (page) => select(page, "scraper")],
  "waiting-prompts": ["twenty", (page) => select(page, "etl")],
  inspector: ["twenty", (page) => opened(page, "Control+Shift+L", "inspector")],
  palette: ["twenty", (page) => opened(page, "Control+Shift+K", "palette")],
  settings: ["twenty", (page) => opened(page, "Control+Shift+,", "settings-dialog")],
};

async function opened(page: Page, keys: string, testid: string): Promise<void> {
  await select(page, "payments-api");
  await page.keyboard.press(keys);
  await page.getByTestId(testid).waitFor();
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
      await page.screenshot({ path: join(folder, `${name}-${theme}-${width}x${height}.png`) });
      await page.context().close();
    }
await browser.close();
await house.close();
