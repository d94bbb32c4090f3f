// Everything by name and by key: palette, quick switch, cheat sheet, settings, the parts of the window.

import type { Page } from "playwright-core";
import { describe, expect } from "vitest";

import { screen, select, test } from "./stage";

const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.closest<HTMLElement>("[data-region]")?.dataset.region ?? activeElement?.id;
  });

const ground = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.querySelector(".xterm-viewport") ?? document.body).backgroundColor);

async function open(page: Page, chord: string): Promise<void> {
  await page.keyboard.press(chord);
  await page.locator("dialog[open]").waitFor();
}

describe("the palette", () => {
  test("does what is chosen by a few letters, and offers it first the next time", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await open(page, "Control+Shift+K");
    await page.keyboard.type("renses");
    await page.keyboard.press("Enter");
    await page.getByTestId("rename-dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("rename-dialog").waitFor({ state: "detached" });
    await open(page, "Control+Shift+K");
    await expect.poll(() => page.locator("[role=option]").first().innerText()).toContain("Rename session");
  });

  test("names the option that Enter takes, and goes around with the arrows", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await open(page, "Control+Shift+K");
    const named = () =>
      page.evaluate(() => {
        const id = document.activeElement?.getAttribute("aria-activedescendant");
        return document.getElementById(id ?? "")?.textContent?.trim();
      });
    const first = await named();
    await page.keyboard.press("ArrowDown");
    expect(await named()).not.toBe(first);
    await page.keyboard.press("ArrowUp");
    expect(await named()).toBe(first);
    await page.keyboard.press("ArrowUp");
    expect(await named()).toContain("Stop everything");
  });

  test("goes to a session once its name is typed", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await open(page, "Control+Shift+K");
    await page.keyboard.type("go checkout");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.title()).toBe("checkout-ui · Holdfast");
  });

  test("offers only what can be done now", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await open(page, "Control+Shift+K");
    const titles = await page.locator("[role=option]").allInnerTexts();
    expect(titles.some((title) => title.includes("End session"))).toBe(true);
    expect(titles.some((title) => title.includes("Resume session") || title.includes("Write a prompt"))).toBe(false);
  });
});

test("the quick switch goes back to the session before with Enter alone, after those that need somebody", async ({
  stage,
}) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  await select(page, "dev server");
  await open(page, "Control+Shift+P");
  const options = await page.locator("[role=option]").allInnerTexts();
  const [needy, others] = [options.slice(0, 4), options.slice(4)];
  expect(needy.join("\n")).toContain("docs-site");
  expect(others[0]).toContain("shell");
  expect(others.at(-1)).toContain("dev server");
  await page.keyboard.type("shell");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.title()).toBe("shell · Holdfast");
  await page.keyboard.type("typed at once");
  await expect.poll(() => screen(page)).toContain("typed at once");
});

test("the quick switch opens a session beside the one that is shown", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  await open(page, "Control+Shift+P");
  await page.keyboard.type("dev server");
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => page.getByTestId("terminal").count()).toBe(2);
  await expect.poll(() => page.title()).toBe("dev server · Holdfast");
});

test("F6 goes around the parts of the window, and shows where it is", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "etl");
  const seen: (string | undefined)[] = [];
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press("F6");
    seen.push(await focused(page));
    expect(await page.locator("[data-reached]").count()).toBe(1);
  }
  expect(seen).toEqual(["prompt", "sidebar", "tabs", "header", "terminal"]);
  await page.keyboard.press("Shift+F6");
  expect(await focused(page)).toBe("header");
});

test("Tab comes first to a way past everything", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  await page.getByTestId("skip-terminal").focus();
  expect(await page.getByTestId("skip-terminal").boundingBox()).toMatchObject({ x: 8, y: 8 });
  await page.keyboard.press("Enter");
  expect(await focused(page)).toBe("terminal");
});

test("the cheat sheet is narrowed by name and by key, and leads to where keys are changed", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  await open(page, "Control+Shift+/");
  await page.keyboard.type("sidebar");
  await expect.poll(() => page.locator("dl > div").count()).toBe(1);
  await page.getByRole("button", { name: "Change shortcuts…" }).click();
  await page.getByTestId("settings-dialog").waitFor();
  await page.getByTestId("key-new").waitFor();
});

describe("the settings", () => {
  test("hold at once: another theme and other colours, until they are reset", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    const before = await ground(page);
    await open(page, "Control+Shift+,");
    await page.getByTestId("palette-solarized").check({ force: true });
    await expect.poll(() => ground(page)).toBe("rgb(0, 43, 54)");
    await page.getByTestId("control-appearance.theme").selectOption("light");
    await expect.poll(() => ground(page)).toBe("rgb(253, 246, 227)");
    await page.getByTestId("reset-appearance.theme").click();
    await page.getByTestId("reset-appearance.palette").click();
    await expect.poll(() => ground(page)).toBe(before);
  });

  test("give an action other keys, which then do it", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await open(page, "Control+Shift+,");
    await page.getByTestId("section-keys").click();
    await page.getByTestId("key-change-rename").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+Shift+Y");
    await expect.poll(() => page.getByTestId("key-rename").innerText()).toContain("Ctrl+Shift+Y");
    await page.keyboard.press("Escape");
    await page.getByTestId("settings-dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Control+Shift+Y");
    await page.getByTestId("rename-dialog").waitFor();
  });

  test("stay open when Escape ends the recording of keys", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await open(page, "Control+Shift+,");
    await page.getByTestId("section-keys").click();
    await page.getByTestId("key-change-rename").focus();
    await page.keyboard.press("Enter");
    await page.getByText("Press the keys…").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Press the keys…").waitFor({ state: "detached" });
    expect(await page.getByTestId("settings-dialog").isVisible()).toBe(true);
  });
});

test("zooming asks the app to draw the window larger, and back", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  const zoom = () => page.evaluate(() => globalThis.holdfastFake.did.zoom);
  await page.keyboard.press("Control+Shift+=");
  await expect.poll(zoom).toBe(1.1);
  await page.keyboard.press("Control+Shift+-");
  await page.keyboard.press("Control+Shift+-");
  await expect.poll(zoom).toBe(0.9);
  await page.keyboard.press("Control+Shift+0");
  await expect.poll(zoom).toBe(1);
});
