// What tests and pictures do with a page of the window: open a scene, find a row, read a terminal. It expects nothing.

import type { Browser, Locator, Page } from "playwright-core";

import type { FakeBackend } from "../src/backend/fake/fake";
import { idOf } from "../src/backend/fake/scenes";

declare global {
  /** The double, as the page has it. */
  var holdfastFake: FakeBackend;
}

/** How a page is opened. */
export interface Wishes {
  theme?: "dark" | "light";
  width?: number;
  height?: number;
  /** Called before the window loads, for instance to remember what was there before. */
  before?: (page: Page) => Promise<void> | void;
}

/** Opens the window at `address` with scene `scene` in a context of its own, and waits until it shows what it has. */
export async function openScene(browser: Browser, address: string, scene: string, wishes: Wishes = {}): Promise<Page> {
  const { theme = "dark", width = 1280, height = 800, before } = wishes;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(5000);
  const page = await context.newPage();
  await before?.(page);
  await page.goto(`${address}?fake=${scene}`);
  await page.getByTestId("daemon-state").waitFor();
  return page;
}

/** The row of a session in the sidebar, by the session's name in the scene. */
export function row(page: Page, name: string): Locator {
  return page.getByTestId(`session-${idOf(name)}`);
}

/** Selects a session and waits until its terminal takes keys. */
export async function select(page: Page, name: string): Promise<void> {
  await row(page, name).click();
  await page.locator(`[data-testid=terminal][data-session="${idOf(name)}"]:focus-within`).waitFor();
}

/** The rows that the terminal shows, as text. */
export function screen(page: Page): Promise<string> {
  return page.locator(".xterm-rows").first().innerText();
}

/** Prints in a session's terminals, as its program would. */
export function print(page: Page, name: string, text: string): Promise<void> {
  return page.evaluate(([id, printed]) => globalThis.holdfastFake.print(id, printed), [idOf(name), text] as const);
}

/** Moves the pointer onto a row of the terminal that has a text, a few letters in. */
export async function point(page: Page, text: string): Promise<void> {
  const box = await page.locator(".xterm-rows > div", { hasText: text }).first().boundingBox();
  if (!box) throw new Error(`${text} is not on the screen`);
  await page.mouse.move(box.x + 2, box.y + box.height / 2);
  await page.mouse.move(box.x + 30, box.y + box.height / 2);
}

/** Points at a link and clicks it with Ctrl. */
export async function follow(page: Page, text: string): Promise<void> {
  await point(page, text);
  await page.getByTestId("link-hint").waitFor();
  await page.keyboard.down("Control");
  await page.mouse.down();
  await page.mouse.up();
  await page.keyboard.up("Control");
}
