// The field for the next prompt in a browser: several lines, files and images, what was sent before, and nothing lost.

import type { Page } from "playwright-core";
import { expect } from "vitest";

import { row, select, test } from "./stage";

const field = (page: Page) => page.getByTestId("composer");

/** Opens the twenty sessions at an agent that works, and goes to its field. */
async function begin(page: Page): Promise<void> {
  await select(page, "search-worker");
  await page.keyboard.press("Control+Shift+E");
  await page.locator("[data-testid=composer]:focus").waitFor();
}

test("several lines make it taller, up to a limit, and Enter queues them", async ({ stage }) => {
  const page = await stage.open("twenty");
  await begin(page);
  const height = async () => (await field(page).boundingBox())?.height ?? 0;
  const before = await height();
  for (let line = 0; line < 20; line++) {
    await page.keyboard.type(`line ${line}`);
    await page.keyboard.press("Shift+Enter");
  }
  await expect.poll(height).toBeGreaterThan(before * 3);
  expect(await height()).toBeLessThan(200);
  await page.keyboard.press("Enter");
  await expect.poll(() => row(page, "search-worker").innerText()).toContain("1 queued");
  await expect.poll(() => field(page).inputValue()).toBe("");
});

test("files are offered where one is mentioned, by the keyboard alone", async ({ stage }) => {
  const page = await stage.open("twenty");
  await begin(page);
  await page.keyboard.type("look at @retry");
  const list = page.getByRole("listbox", { name: "Files to mention" });
  await expect.poll(() => list.getByRole("option").count()).toBe(2);
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => list.getByRole("option", { selected: true }).innerText()).toContain("webhook_retry.rs");
  const active = await field(page).getAttribute("aria-activedescendant");
  expect(await list.getByRole("option", { selected: true }).getAttribute("id")).toBe(active);
  await page.keyboard.press("Enter");
  await list.waitFor({ state: "detached" });
  expect(await field(page).inputValue()).toBe("look at @tests/webhook_retry.rs ");
  await page.keyboard.type("and @notes");
  await page.getByRole("option", { name: "My notes.md" }).click();
  await expect.poll(() => field(page).inputValue()).toBe('look at @tests/webhook_retry.rs and @"docs/My notes.md" ');
  await page.keyboard.type("@");
  await list.waitFor();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.testid)).toBe("composer");
});

test("the arrow keys bring back what was sent to this session", async ({ stage }) => {
  const page = await stage.open("twenty");
  await begin(page);
  for (const prompt of ["the first", "the second"]) {
    await page.keyboard.type(prompt);
    await page.keyboard.press("Enter");
    await expect.poll(() => field(page).inputValue()).toBe("");
  }
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => field(page).inputValue()).toBe("the second");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => field(page).inputValue()).toBe("the first");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => field(page).inputValue()).toBe("");
  await select(page, "mobile");
  await page.keyboard.press("Control+Shift+E");
  await page.keyboard.press("ArrowUp");
  expect(await field(page).inputValue()).toBe("");
});

test("an image that is pasted becomes a path with a picture, and goes with it", async ({ stage }) => {
  const page = await stage.open("twenty");
  await begin(page);
  await page.keyboard.type("like this:");
  await field(page).evaluate(async (element) => {
    const canvas = new OffscreenCanvas(8, 8);
    canvas.getContext("2d")?.fillRect(0, 0, 8, 8);
    const clipboardData = new DataTransfer();
    const image = await canvas.convertToBlob();
    clipboardData.items.add(new File([image], "shot.png", { type: "image/png" }));
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  const chip = page.getByTestId("image-chip");
  await expect.poll(() => chip.innerText()).toContain("pasted.png");
  const isShown = () => chip.locator("img").evaluate((image) => (image as HTMLImageElement).naturalWidth);
  await expect.poll(isShown).toBe(8);
  const path = "/home/ada/.local/share/holdfast/app/images/pasted.png";
  expect(await field(page).inputValue()).toBe(`like this: ${path} `);
  await chip.getByRole("button").click();
  await chip.waitFor({ state: "detached" });
  expect(await field(page).inputValue()).toBe("like this: ");
});

test("a file that is dropped on it goes into the prompt, not into the terminal", async ({ stage }) => {
  const page = await stage.open("twenty");
  await begin(page);
  const box = await field(page).boundingBox();
  await page.evaluate(([x, y]) => globalThis.holdfastFake.emit({ kind: "dropped", paths: ["/tmp/a b.txt"], x, y }), [
    (box?.x ?? 0) + 20,
    (box?.y ?? 0) + 10,
  ] as const);
  await expect.poll(() => field(page).inputValue()).toBe("'/tmp/a b.txt' ");
});

test("what is written stays with its session, over another and over a closed window", async ({ stage }) => {
  const page = await stage.open("twenty");
  await begin(page);
  await page.keyboard.type("half a thought");
  await select(page, "mobile");
  expect(await field(page).inputValue()).toBe("");
  await select(page, "search-worker");
  expect(await field(page).inputValue()).toBe("half a thought");
  await page.reload();
  await select(page, "search-worker");
  await expect.poll(() => field(page).inputValue()).toBe("half a thought");
});

test("what the daemon does not take comes back, also where another session is shown meanwhile", async ({ stage }) => {
  const page = await stage.open("twenty");
  await begin(page);
  // The next answers do not come until they are let go, and then as errors.
  await page.evaluate(() => {
    const fake = globalThis.holdfastFake;
    const gone = new Promise<never>((_, reject) => Object.assign(globalThis, { letGo: reject }));
    fake.request = () => gone;
  });
  await page.keyboard.type("do not lose this");
  await page.keyboard.press("Enter");
  await expect.poll(() => field(page).inputValue()).toBe("");
  await page.keyboard.type("nor this");
  await select(page, "mobile");
  await page.evaluate(() =>
    (globalThis as unknown as { letGo: (why: object) => void }).letGo({ code: "daemon_unreachable", message: "gone" }),
  );
  await select(page, "search-worker");
  await expect.poll(() => field(page).inputValue()).toBe("do not lose this\nnor this");
});
