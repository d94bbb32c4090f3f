// The list of sessions: what is in the document and what is only said, how it is arranged and moved through, its verbs.

import type { Page } from "playwright-core";
import { describe, expect } from "vitest";

import { idOf } from "../src/backend/fake/scenes";
import { faults, row, test } from "./stage";

const drawn = (page: Page) => page.locator("button.row").count();
const focused = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.testid);
const top = (page: Page, name: string) => row(page, name).evaluate((one) => one.getBoundingClientRect().top);

describe("of a thousand sessions", () => {
  test("only those in view are drawn, and a screen reader is told how many there are", async ({ stage }) => {
    const page = await stage.open("thousand");
    await expect.poll(() => drawn(page)).toBeGreaterThan(10);
    expect(await drawn(page)).toBeLessThan(40);
    const last = page.locator("[role=listitem]").last();
    const [position, size] = await last.evaluate((one) => [Number(one.ariaPosInSet), Number(one.ariaSetSize)]);
    expect(position).toBeGreaterThan(1);
    expect(size).toBeGreaterThan(position ?? 0);
  });

  test("the last is reached by key and takes the focus", async ({ stage }) => {
    const page = await stage.open("thousand");
    await page.locator("button.row").first().focus();
    await page.keyboard.press("End");
    await expect.poll(() => page.locator("[role=listitem]:focus-within").getAttribute("aria-posinset")).not.toBe("1");
    const at = await page
      .locator("[role=listitem]:focus-within")
      .evaluate((one) => [one.ariaPosInSet, one.ariaSetSize]);
    expect(at[0]).toBe(at[1]);
    await page.keyboard.press("Home");
    await expect.poll(() => focused(page)).toMatch(/^group-/u);
  });

  test("what has the focus keeps it while the list is scrolled away from it", async ({ stage }) => {
    const page = await stage.open("thousand");
    const first = page.locator("button.row").first();
    const mark = await first.getAttribute("data-testid");
    await first.focus();
    await page.locator("nav.list").evaluate((list) => (list.scrollTop = 20_000));
    await expect.poll(() => page.locator("button.row").nth(1).isVisible()).toBe(true);
    expect(await focused(page)).toBe(mark);
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => focused(page)).not.toBe(mark);
    await expect.poll(() => page.locator("nav.list").evaluate((list) => list.scrollTop)).toBeLessThan(1000);
  });
});

test("rows that come above do not move what one looks at", async ({ stage }) => {
  const page = await stage.open("twenty", { height: 500 });
  await page.locator("nav.list").evaluate((list) => (list.scrollTop = 500));
  await row(page, "shell").waitFor();
  const before = await top(page, "shell");
  await page.evaluate(
    async ([id]) => {
      const fake = globalThis.holdfastFake;
      const all = await fake.request("list", { all: false });
      const session = all.find((one) => one.id === id);
      if (!session) throw new Error("it is gone");
      const asks = { ...session, status: "needs_input", as_of: Date.now() } as const;
      fake.emit({ kind: "event", event: { event: "session", session: asks } });
    },
    [idOf("design-tokens")] as const,
  );
  await expect.poll(() => page.locator("nav.list").evaluate((list) => list.scrollTop)).toBe(546);
  expect(await top(page, "shell")).toBe(before);
});

test("it is arranged by project, and remembers that", async ({ stage }) => {
  const page = await stage.open("twenty");
  await page.getByTestId("by-project").click();
  await page.getByLabel("payments-api, 2 sessions").waitFor();
  await page.reload();
  await page.getByLabel("payments-api, 2 sessions").waitFor();
});

test("a group is closed by key and opened again", async ({ stage }) => {
  const page = await stage.open("twenty");
  await row(page, "docs-site").focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => focused(page)).toBe("group-needs");
  await page.keyboard.press("ArrowLeft");
  await row(page, "docs-site").waitFor({ state: "detached" });
  await page.keyboard.press("ArrowRight");
  await row(page, "docs-site").waitFor();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => focused(page)).toBe(`session-${idOf("payments-api")}`);
});

test("under the pointer a row says what it takes", async ({ stage }) => {
  const page = await stage.open("twenty");
  await row(page, "infra").hover();
  await expect.poll(() => page.locator(".item:hover .takes").innerText()).toMatch(/% · \d+ MB/u);
  await expect.poll(() => page.getByTestId("takes").innerText()).toMatch(/% CPU/u);
});

describe("the menu of a session", () => {
  test("opens by key, is moved through, and gives the focus back", async ({ stage }) => {
    const page = await stage.open("twenty");
    await row(page, "design-tokens").focus();
    await page.keyboard.press("Shift+F10");
    await page.getByTestId("session-menu").waitFor();
    await expect.poll(() => focused(page)).toBe("verb-split");
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => focused(page)).toBe("verb-end");
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect.poll(() => focused(page)).toBe(`session-${idOf("design-tokens")}`);
  });

  test("mutes it, and says so in its row", async ({ stage }) => {
    const page = await stage.open("twenty");
    await row(page, "infra").click({ button: "right" });
    await page.getByTestId("verb-mute").click();
    await expect.poll(() => row(page, "infra").innerText()).toContain("Muted");
    await row(page, "infra").click({ button: "right" });
    await page.getByTestId("verb-unmute").click();
    await expect.poll(() => row(page, "infra").innerText()).not.toContain("Muted");
  });

  test("archives what has ended; it is found among the archived and comes back", async ({ stage }) => {
    const page = await stage.open("twenty");
    await row(page, "release-notes")
      .scrollIntoViewIfNeeded()
      .catch(() => undefined);
    await page.getByTestId("filter").fill("release-notes");
    await row(page, "release-notes").click({ button: "right" });
    await page.getByTestId("verb-archive").click();
    await row(page, "release-notes").waitFor({ state: "detached" });
    await page.getByTestId("show-archived").click();
    await row(page, "release-notes").click({ button: "right" });
    await page.getByTestId("verb-unarchive").click();
    await expect.poll(() => page.getByTestId("group-ended").isVisible()).toBe(true);
  });

  test("asks before a live session is archived", async ({ stage }) => {
    const page = await stage.open("twenty");
    await row(page, "infra").click({ button: "right" });
    await page.getByTestId("verb-archive").click();
    await page.getByTestId("archive-dialog").waitFor();
    await page.keyboard.press("Escape");
    await row(page, "infra").waitFor();
  });
});

test("a daemon that went away is said above the list, with the time", async ({ stage }) => {
  const page = await stage.open("twenty");
  await row(page, "infra").waitFor();
  await page.evaluate(() => globalThis.holdfastFake.emit({ kind: "daemon", state: "connecting" }));
  await expect.poll(() => page.getByTestId("list-as-of").innerText()).toMatch(/as of \d\d:\d\d/u);
  await page.evaluate(() => globalThis.holdfastFake.startDaemon());
  await page.getByTestId("list-as-of").waitFor({ state: "detached" });
});
