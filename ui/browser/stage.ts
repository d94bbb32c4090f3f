// The stage of a browser test: fresh pages with scenes of the scripted double, closed after the test. What a page complains
// of fails the test. It waits for states, never for time.

import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, expect, inject, test as bare } from "vitest";

import { openScene, type Wishes } from "./page";

export { follow, point, print, row, screen, select } from "./page";

let browser: Promise<Browser> | undefined;

afterAll(async () => (await browser)?.close());

export class Stage {
  readonly complaints: string[] = [];
  private readonly pages: Page[] = [];

  async open(scene: string, wishes: Wishes = {}): Promise<Page> {
    browser ??= chromium.connect(inject("browser"));
    return openScene(await browser, inject("window"), scene, {
      ...wishes,
      before: async (page) => {
        this.pages.push(page);
        this.listen(page);
        await wishes.before?.(page);
      },
    });
  }

  async close(): Promise<void> {
    for (const page of this.pages) await page.context().close();
  }

  private listen(page: Page): void {
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error.stack)));
  }
}

/** A test with a stage. It fails where the console or the window's policy had something to say. */
export const test = bare.extend<{ stage: Stage }>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads from it what is needed
  stage: async ({}, use) => {
    const stage = new Stage();
    await use(stage);
    await stage.close();
    expect(stage.complaints, "the page complained").toEqual([]);
  },
});

/** What axe finds wrong: a line for each rule, with the elements. */
export async function faults(page: Page): Promise<string[]> {
  // Through the debugger: a script element would be against the window's policy.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(
      // Rows of a terminal are drawn by programs, and samples of palettes by their authors, in colours of their own.
      { exclude: [[".xterm-rows"], [".sample"]] },
      { resultTypes: ["violations"] },
    ),
  );
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target).join(" · ")}`);
}
