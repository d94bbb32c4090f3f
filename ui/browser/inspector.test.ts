// The inspector, the inbox and the first run: what each shows, and what can be done from there.

import { describe, expect } from "vitest";

import { idOf } from "../src/backend/fake/scenes";
import { faults, row, select, test } from "./stage";

describe("the inspector", () => {
  test("opens by key and shows the facts of the selected session", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "payments-api");
    await page.keyboard.press("Control+Shift+L");
    const facts = page.getByTestId("overview");
    await expect.poll(() => facts.innerText()).toContain("~/src/payments-api");
    await expect.poll(() => facts.innerText()).toMatch(/Running for\s+3 h \d+ min, run 2/u);
    await expect.poll(() => page.getByTestId("overview-takes").innerText()).toMatch(/% · \d+ MB/u);
    await row(page, "dev server").click();
    await expect.poll(() => facts.innerText()).toContain("cargo watch -x check");
    await page.keyboard.press("Control+Shift+L");
    await page.getByTestId("inspector").waitFor({ state: "detached" });
  });

  test("says what a session would live through, in full on focus", async ({ stage }) => {
    const page = await stage.open("twenty");
    await page.getByTestId("inspector-toggle").click();
    const chip = page.getByTestId("survives-logout");
    await expect.poll(() => chip.getAttribute("data-holds")).toBe("no");
    await chip.focus();
    await expect.poll(() => page.locator(".survival .note").innerText()).toContain("enable-linger");
    expect(await page.getByTestId("survives-reboot").innerText()).toBe("reboot ✓ resumes");
  });

  test("tells its time line, unfolds what a moment rests on, and hears of what happens", async ({ stage }) => {
    const page = await stage.open("twenty");
    await page.getByTestId("inspector-toggle").click();
    await page.getByTestId("tab-timeline").click();
    const line = page.getByTestId("timeline");
    await expect.poll(() => line.innerText()).toContain("Ended at the restart of");
    await line.getByText("Ended at the restart of").click();
    await expect.poll(() => line.innerText()).toContain("The boot id changed.");
    const asked = page.evaluate(
      ([id]) =>
        new Promise((answer) => {
          const fake = globalThis.holdfastFake;
          const { request } = fake;
          fake.request = (name, params) => {
            if (name === "show") answer("id" in params && params.id === id);
            return request.call(fake, name, params) as never;
          };
        }),
      [idOf("payments-api")] as const,
    );
    await page.evaluate(([id]) => globalThis.holdfastFake.request("kill", { ids: [id], now: true }), [
      idOf("payments-api"),
    ] as const);
    expect(await asked).toBe(true);
    await expect.poll(() => line.innerText()).toContain("Stopped by you");
  });

  test("shows processes as a tree with what they take, and asks for nothing once it is closed", async ({ stage }) => {
    const page = await stage.open("twenty");
    await page.getByTestId("inspector-toggle").click();
    await page.getByTestId("tab-processes").click();
    const shown = page.getByTestId("processes");
    await expect.poll(() => shown.locator("tbody tr").count()).toBe(5);
    await expect
      .poll(() => shown.locator("[role=img]").first().getAttribute("aria-label"))
      .toMatch(/^CPU: [\d.]+% now, [\d.]+% at most in 14 min$/u);
  });

  test("shows changed files and how the chosen one differs", async ({ stage }) => {
    const page = await stage.open("twenty");
    await page.getByTestId("inspector-toggle").click();
    await page.getByTestId("tab-changes").click();
    const files = page.getByTestId("changed-file");
    await expect.poll(() => files.count()).toBe(7);
    await files.first().click();
    await expect.poll(() => page.getByTestId("diff").innerText()).toContain("let key = IdempotencyKey::of(event);");
    await files.nth(4).click();
    await expect.poll(() => page.getByTestId("changes").innerText()).toContain("It is no text.");
    await row(page, "dev server").click();
    await expect.poll(() => page.getByTestId("changes").innerText()).toContain("is in no git repository");
  });

  for (const tab of ["overview", "timeline", "processes", "changes"])
    test(`axe finds nothing wrong with its tab ${tab}`, async ({ stage }) => {
      const page = await stage.open("twenty");
      await page.getByTestId("inspector-toggle").click();
      await page.getByTestId(`tab-${tab}`).click();
      await page.getByTestId(tab).waitFor();
      if (tab === "changes") await page.getByTestId("changed-file").first().click();
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await faults(page), colorScheme).toEqual([]);
      }
    });
});

describe("the inbox", () => {
  test("tells what happened, goes there, and forgets what was seen", async ({ stage }) => {
    const page = await stage.open("twenty");
    await expect.poll(() => page.getByTestId("inbox-count").innerText()).toBe("4");
    await page.getByTestId("inbox").click();
    expect(await page.getByTestId("news").first().innerText()).toContain("Which of the two layouts do you prefer?");
    expect(await faults(page)).toEqual([]);
    await page.getByTestId("news").filter({ hasText: "scraper" }).click();
    await expect.poll(() => page.title()).toBe("scraper · Holdfast");
    await expect.poll(() => page.getByTestId("inbox-count").innerText()).toBe("3");
    await page.getByTestId("inbox").click();
    await page.getByTestId("see-all").click();
    await page.getByTestId("inbox-count").waitFor({ state: "detached" });
    await page.reload();
    await row(page, "scraper").waitFor();
    await page.getByTestId("inbox").click();
    await expect.poll(() => page.getByTestId("inbox-panel").innerText()).toContain("Nothing happened");
  });

  test("hears of what happens while it is there, and shows markup as text", async ({ stage }) => {
    const page = await stage.open("twenty");
    await page.getByTestId("inbox").click();
    await page.evaluate(
      ([session]) =>
        globalThis.holdfastFake.emit({
          kind: "event",
          event: {
            event: "notified",
            notification: {
              number: 90,
              change: 90,
              at: Date.now(),
              session,
              name: "infra",
              kind: "asks",
              generation: 1,
              turn: 1,
              text: "<b>sure?</b>\u202e\u001b[31m",
            },
          },
        }),
      [idOf("infra")] as const,
    );
    await expect.poll(() => page.getByTestId("news").first().innerText()).toContain("<b>sure?</b>[31m");
  });
});

describe("the first run", () => {
  test("starts a shell in the folder that was opened", async ({ stage }) => {
    const page = await stage.open("empty");
    await page.getByTestId("open-folder").click();
    await expect.poll(() => page.getByTestId("chosen-folder").innerText()).toContain("src/chosen");
    await page.getByTestId("start-shell").click();
    await expect.poll(() => page.title()).toBe("shell · Holdfast");
  });

  test("offers agents, and begins with the chosen one", async ({ stage }) => {
    const page = await stage.open("empty");
    await expect.poll(() => page.getByTestId("begin-codex").innerText()).toContain("not signed in");
    await page.getByTestId("begin-codex").click();
    await page.getByTestId("new-session-dialog").waitFor();
  });

  test("goes on with a past conversation", async ({ stage }) => {
    const page = await stage.open("empty");
    await page.getByTestId("past-conversation").first().click();
    await expect.poll(() => page.title()).toBe("claude-code · Holdfast");
  });
});
