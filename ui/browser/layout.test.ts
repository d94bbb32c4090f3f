// Tabs and panes: opened, split, dragged, zoomed, closed and back, by mouse and by keys; and back after the window died.

import type { Page } from "playwright-core";
import { describe, expect } from "vitest";

import { print, row, select, test } from "./stage";

/** The tabs: `*` the one that is shown, `~` a preview; and the sessions of its panes, `*` the one with the focus. */
async function shown(page: Page): Promise<string> {
  return page.evaluate(() => {
    const mark = (yes: boolean, sign: string) => (yes ? sign : "");
    const tabs = [...document.querySelectorAll<HTMLElement>("[data-testid=tab]")].map(
      (tab) =>
        `${tab.querySelector(".ellipsis")?.textContent}${mark(tab.ariaSelected === "true", "*")}` +
        mark(tab.dataset.preview === "true", "~"),
    );
    const panes = [...document.querySelectorAll<HTMLElement>("[data-testid=pane]")].map((pane) => {
      const label = pane.querySelector("section")?.ariaLabel?.replace("Terminal of ", "") ?? "empty";
      return label + mark(pane.dataset.focused === "true", "*");
    });
    return `${tabs.join(" ")}: ${panes.join(" ")}`;
  });
}

const becomes = (page: Page, wanted: string) => expect.poll(() => shown(page)).toBe(wanted);

/** What the terminal of the focused pane shows. */
const focusedScreen = (page: Page) =>
  page.locator("[data-testid=pane][data-focused=true] .xterm-rows").evaluate((rows) => rows.textContent);

/** Drags something to a place of the panes, in shares of them, or of the bar. */
async function drag(page: Page, from: string, to: { panes: [number, number] } | { bar: number }): Promise<void> {
  const what = page.locator(from).first();
  const target = page.getByTestId("panes" in to ? "panes" : "tab-bar");
  const { width = 0, height = 0 } = (await target.boundingBox()) ?? {};
  const [x, y] = "panes" in to ? to.panes : [to.bar, 0.5];
  await what.dragTo(target, {
    sourcePosition: { x: 40, y: 12 },
    targetPosition: { x: x * width, y: y * height },
  });
}

async function begin(page: Page): Promise<void> {
  await becomes(page, "payments-api*~: payments-api*");
}

describe("a row", () => {
  test("shows its session in the one tab that follows, and in a tab that stays by a double click or Enter", async ({
    stage,
  }) => {
    const page = await stage.open("twenty");
    await begin(page);
    await select(page, "docs-site");
    await becomes(page, "docs-site*~: docs-site*");
    await row(page, "scraper").dblclick();
    await becomes(page, "scraper*: scraper*");
    await select(page, "etl");
    await becomes(page, "scraper etl*~: etl*");
    await row(page, "shell").focus();
    await page.keyboard.press("Enter");
    await becomes(page, "scraper etl~ shell*: shell*");
    await select(page, "scraper");
    await becomes(page, "scraper* etl~ shell: scraper*");
  });

  test("is dragged into a half of a pane, into its middle, and between tabs", async ({ stage }) => {
    const page = await stage.open("twenty");
    await begin(page);
    await drag(page, "[data-testid^=session-]:has-text('docs-site')", { panes: [0.9, 0.5] });
    await becomes(page, "docs-site*: payments-api docs-site*");
    await drag(page, "[data-testid^=session-]:has-text('etl')", { panes: [0.75, 0.9] });
    await becomes(page, "etl*: payments-api docs-site etl*");
    await drag(page, "[data-testid^=session-]:has-text('payments-api')", { panes: [0.75, 0.25] });
    await becomes(page, "payments-api*: docs-site payments-api* etl");
    await drag(page, "[data-testid^=session-]:has-text('infra')", { bar: 0.01 });
    await becomes(page, "infra* payments-api: infra*");
  });
});

describe("panes", () => {
  test("are split, filled, gone through, swapped, zoomed, closed and reopened by keys", async ({ stage }) => {
    const page = await stage.open("twenty");
    await begin(page);
    await page.keyboard.press("Control+Shift+D");
    await becomes(page, "Empty pane*: payments-api empty*");
    await select(page, "shell");
    await becomes(page, "shell*: payments-api shell*");
    await page.keyboard.press("Control+Shift+Alt+D");
    await page.getByTestId("shell-here").waitFor();
    for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await becomes(page, "docs-site*: payments-api shell docs-site*");
    await page.keyboard.press("Control+Shift+W");
    await becomes(page, "shell*: payments-api shell*");
    await page.keyboard.type("into the shell");
    await expect.poll(() => focusedScreen(page)).toContain("into the shell");
    await page.keyboard.press("Control+Shift+ArrowLeft");
    await becomes(page, "payments-api*: payments-api* shell");
    await page.keyboard.type("3");
    await expect.poll(() => focusedScreen(page)).toMatch(/sqlx[^]*3\s*$/u);
    await page.keyboard.press("Control+Shift+Alt+ArrowRight");
    await becomes(page, "payments-api*: shell payments-api*");
    await page.keyboard.press("Control+Shift+Alt+Enter");
    await becomes(page, "payments-api*: payments-api*");
    await expect.poll(() => page.getByTestId("tab").innerText()).toContain("one of them alone");
    await page.keyboard.press("Control+Shift+ArrowLeft");
    await becomes(page, "shell*: shell* payments-api");
    await page.keyboard.press("Control+Shift+W");
    await becomes(page, "payments-api*: payments-api*");
    await page.keyboard.press("Control+Shift+Alt+T");
    await becomes(page, "shell*: shell* payments-api");
  });

  test("are added by the quick switch and by a row's button", async ({ stage }) => {
    const page = await stage.open("twenty");
    await begin(page);
    await page.keyboard.press("Control+Shift+P");
    await page.getByTestId("quick-text").fill("docs");
    await page.keyboard.press("Control+Enter");
    await becomes(page, "docs-site*: payments-api docs-site*");
    await row(page, "etl").hover();
    await page.locator("[data-testid^=split-]:visible").first().click();
    await becomes(page, "etl*: payments-api docs-site etl*");
  });

  test("have an edge that the mouse and the keyboard move, and that a double click evens out", async ({ stage }) => {
    const page = await stage.open("twenty");
    await begin(page);
    await drag(page, "[data-testid^=session-]:has-text('docs-site')", { panes: [0.9, 0.5] });
    const edge = page.getByRole("separator", { name: "Edge between panes" });
    const at = () => edge.getAttribute("aria-valuenow");
    await expect.poll(at).toBe("50");
    await edge.focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(at).toBe("48");
    const { x = 0, y = 0, height = 0 } = (await edge.boundingBox()) ?? {};
    await page.mouse.move(x + 3, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + 103, y + height / 2);
    await page.mouse.up();
    await expect.poll(at).toBe("58");
    await edge.dblclick();
    await expect.poll(at).toBe("50");
  });

  test("hold a terminal only while they are on screen, and show it as it is when they are back", async ({ stage }) => {
    const page = await stage.open("twenty");
    await row(page, "shell").dblclick();
    await becomes(page, "shell*: shell*");
    await row(page, "dev server").dblclick();
    await becomes(page, "shell dev server*: dev server*");
    expect(await page.locator(".xterm").count()).toBe(1);
    await print(page, "shell", "\r\nwhile away");
    await page.keyboard.press("Control+Tab");
    await becomes(page, "shell* dev server: shell*");
    expect(await page.locator(".xterm").count()).toBe(1);
    await page.keyboard.type("hello again");
    await expect.poll(() => focusedScreen(page)).toContain("hello again");
  });

  test("are as they were after the window died", async ({ stage }) => {
    const page = await stage.open("twenty");
    await begin(page);
    await drag(page, "[data-testid^=session-]:has-text('docs-site')", { panes: [0.5, 0.9] });
    await row(page, "etl").dblclick();
    await becomes(page, "docs-site etl*: etl*");
    await page.getByTestId("tab").first().click();
    await page.keyboard.press("Control+Shift+ArrowUp");
    await becomes(page, "payments-api* etl: payments-api* docs-site");
    await page.keyboard.press("Control+Shift+B");
    const kept = () => page.evaluate(() => sessionStorage.getItem("fake.layout"));
    await expect.poll(kept).toContain('"open":false');
    await page.reload();
    await becomes(page, "payments-api* etl: payments-api* docs-site");
    await page.getByTestId("show-sidebar").click();
    await page.getByTestId("filter").waitFor();
  });
});

describe("tabs", () => {
  test("are ordered by dragging, put into a pane, closed by the middle button and by Delete", async ({ stage }) => {
    const page = await stage.open("twenty");
    await begin(page);
    for (const name of ["docs-site", "shell", "etl"]) await row(page, name).dblclick();
    await select(page, "payments-api");
    await becomes(page, "docs-site shell etl payments-api*~: payments-api*");
    await drag(page, "[data-testid=tab]:has-text('etl')", { bar: 0.01 });
    await becomes(page, "etl* docs-site shell payments-api~: etl*");
    await drag(page, "[data-testid=tab]:has-text('shell')", { panes: [0.1, 0.5] });
    await becomes(page, "shell* docs-site payments-api~: shell* etl");
    await page.getByTestId("tab").nth(1).click({ button: "middle" });
    await becomes(page, "shell* payments-api~: shell* etl");
    await page.getByTestId("tab").first().focus();
    await page.keyboard.press("ArrowRight");
    await becomes(page, "shell payments-api*~: payments-api*");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("tab");
    await page.keyboard.press("Delete");
    await becomes(page, "shell*: shell* etl");
  });

  test("go to a window of their own", async ({ stage }) => {
    const page = await stage.open("twenty");
    await row(page, "docs-site").dblclick();
    await select(page, "shell");
    await becomes(page, "docs-site shell*~: shell*");
    await page.getByTestId("split").click();
    await page.getByTestId("move_to_window").click();
    await becomes(page, "docs-site*: docs-site*");
    expect(await page.evaluate(() => globalThis.holdfastFake.did.windows.length)).toBe(1);
  });
});

describe("where room is short", () => {
  const widthOf = async (page: Page, id: string) => (await page.getByTestId(id).first().boundingBox())?.width ?? 0;

  test("the sides give way, and what the header offers stays in sight", async ({ stage }) => {
    const page = await stage.open("twenty", { width: 900, height: 600 });
    await page.getByTestId("inspector-toggle").click();
    await page.getByTestId("inspector").waitFor();
    const right = (await page.getByTestId("inspector").boundingBox())?.x ?? 0;
    for (const id of ["restart", "end", "status"]) {
      const box = await page.getByTestId(id).boundingBox();
      expect((box?.x ?? Infinity) + (box?.width ?? 0), id).toBeLessThanOrEqual(right);
    }
    expect((await page.getByRole("heading", { level: 1 }).boundingBox())?.width).toBeGreaterThanOrEqual(72);
    expect(await widthOf(page, "terminal")).toBeGreaterThanOrEqual(400);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(900);
  });

  test("their widths are those of the user again once there is room", async ({ stage }) => {
    const page = await stage.open("twenty", { width: 1280, height: 800 });
    await page.getByTestId("inspector-toggle").click();
    const edge = page.getByRole("separator", { name: "Width of the inspector" });
    await edge.focus();
    for (let pressed = 0; pressed < 5; pressed++) await page.keyboard.press("ArrowLeft");
    await expect.poll(() => widthOf(page, "inspector")).toBe(360);
    await page.setViewportSize({ width: 900, height: 600 });
    await expect.poll(() => widthOf(page, "inspector")).toBe(280);
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect.poll(() => widthOf(page, "inspector")).toBe(360);
  });

  test("in the smallest window the inspector lies over the terminal, which keeps its width", async ({ stage }) => {
    const page = await stage.open("twenty", { width: 640, height: 400 });
    const before = await widthOf(page, "terminal");
    const toggle = page.getByTestId("inspector-toggle");
    await toggle.click();
    await page.getByTestId("inspector").waitFor();
    expect(await widthOf(page, "terminal")).toBe(before);
    for (const id of ["restart", "end"]) await page.getByTestId(id).click({ trial: true });
    await toggle.click();
    await page.getByTestId("inspector").waitFor({ state: "detached" });
  });
});
