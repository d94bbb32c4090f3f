// The terminal in a browser: links, files, the clipboard, settings that hold at once.

import type { Page } from "playwright-core";
import { describe, expect } from "vitest";

import { idOf } from "../src/backend/fake/scenes";
import { follow, point, print, screen, select, test } from "./stage";

/** What the double was asked to do outside of the window. */
function did(page: Page) {
  return page.evaluate(() => globalThis.holdfastFake.did);
}

/** A link as programs mark them (OSC 8). */
const marked = (target: string, label: string) => `\u001b]8;;${target}\u0007${label}\u001b]8;;\u0007`;

describe("a link", () => {
  test("shows where it leads and opens with Ctrl and a click only", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await print(page, "shell", "\r\n\r\nhttps://example.org/a/very/long/way\r\n");
    await point(page, "https://example.org");
    const hint = page.getByTestId("link-hint");
    await expect.poll(() => hint.innerText()).toContain("Ctrl+click opens a page of example.org");
    await page.mouse.down();
    await page.mouse.up();
    expect((await did(page)).opened).toEqual([]);
    await follow(page, "https://example.org");
    await expect.poll(async () => (await did(page)).opened).toEqual(["https://example.org/a/very/long/way"]);
    await page.mouse.move(5, 5);
    await hint.waitFor({ state: "detached" });
  });

  test("opens with a click where the user wants that", async ({ stage }) => {
    const page = await stage.open("twenty");
    await page.evaluate(() => globalThis.holdfastFake.setSetting("terminal.open_links_with", "click"));
    await select(page, "shell");
    await print(page, "shell", "\r\n\r\nhttps://example.org/\r\n");
    await point(page, "https://example.org");
    await expect.poll(() => page.getByTestId("link-hint").innerText()).toContain("Click opens");
    await page.mouse.down();
    await page.mouse.up();
    await expect.poll(async () => (await did(page)).opened).toEqual(["https://example.org/"]);
  });

  test("to a file shows the file where its session works", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await print(page, "shell", "\r\n\r\nsrc/main.rs:12:3 is wrong\r\n");
    await follow(page, "src/main.rs");
    await expect.poll(async () => (await did(page)).revealed).toEqual(["/home/ada/src/shell/src/main.rs"]);
  });

  test("over the end of a row is one link", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    const long = `https://example.org/${"a".repeat(300)}`;
    await print(page, "shell", `\r\n\r\n${long}\r\n`);
    await follow(page, "https://example.org");
    await expect.poll(async () => (await did(page)).opened).toEqual([long]);
  });

  test("that a program marks is followed by its target, not by its text", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await print(page, "shell", `\r\n\r\n${marked("https://example.org/pull/12", "pull request 12")}\r\n`);
    await follow(page, "pull request 12");
    await expect.poll(async () => (await did(page)).opened).toEqual(["https://example.org/pull/12"]);
  });

  test.for([
    ["javascript:alert(document.title)//", "a harmless page"],
    ["data:text/html,<script>alert(1)</script>", "a harmless page"],
    ["file:///tmp/a%E2%80%AEgpj.exe", "a picture of it"],
    [`vscode://${"a".repeat(10_000)}`, "a long long way"],
  ] as const)("to %.20s is shown whole and never opened", async ([target, label], { stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await print(page, "shell", `\r\n\r\n${marked(target, label)}\r\n`);
    await follow(page, label);
    const dialog = page.getByTestId("link-dialog");
    await expect.poll(() => dialog.innerText()).toContain("This link is not opened");
    expect(await page.getByTestId("link-target").innerText()).toBe(target.slice(0, 4000));
    expect(await dialog.getByTestId("confirm").count()).toBe(0);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await did(page)).toMatchObject({ opened: [], revealed: [] });
  });

  test.for([
    ["https://accounts.google.com@evil.example/", "sign in here", "evil.example"],
    ["https://evil.example/", "https://example.org/", "evil.example"],
  ] as const)("to %s opens only after a yes that names its host", async ([target, label, host], { stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await print(page, "shell", `\r\n\r\n${marked(target, label)}\r\n`);
    await follow(page, label);
    const dialog = page.getByTestId("link-dialog");
    await expect.poll(() => dialog.innerText()).toContain(`It leads to ${host}`);
    expect((await did(page)).opened).toEqual([]);
    await page.getByTestId("confirm").click();
    await expect.poll(async () => (await did(page)).opened).toEqual([target]);
  });
});

describe("files", () => {
  const drag = (page: Page, message: object) =>
    page.evaluate((told) => globalThis.holdfastFake.emit(told as never), message);

  test("that are dropped are typed as words, where they are dropped", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await drag(page, { kind: "drag", over: true, x: 700, y: 300 });
    await page.getByTestId("drop-here").waitFor();
    await drag(page, { kind: "drag", over: true, x: 100, y: 300 });
    await page.getByTestId("drop-here").waitFor({ state: "detached" });
    await drag(page, { kind: "dropped", paths: ["/not/here"], x: 100, y: 300 });
    await drag(page, { kind: "dropped", paths: ["/home/ada/a.png", "/home/ada/My $(id).png"], x: 700, y: 300 });
    await expect.poll(() => screen(page)).toContain("$ /home/ada/a.png '/home/ada/My $(id).png'");
    expect(await screen(page)).not.toContain("/not/here");
  });

  test("with names that would be more than names are refused", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await drag(page, { kind: "dropped", paths: ["/tmp/a\nrm -rf ~\r"], x: 700, y: 300 });
    await expect.poll(() => page.getByTestId("notice").innerText()).toContain("1 file not inserted");
    expect(await screen(page)).not.toContain("rm -rf");
  });

  test("an image that is pasted is kept, and its path is typed", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await pasteImage(page, ".xterm-helper-textarea");
    await expect.poll(() => screen(page)).toContain("/home/ada/.local/share/holdfast/app/images/pasted.png");
  });
});

/** Pastes an image into an element, as the browser would. */
function pasteImage(page: Page, selector: string): Promise<void> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(8)], "shot.png", { type: "image/png" }));
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
}

describe("the clipboard", () => {
  const clipboard = (page: Page) => page.evaluate(() => globalThis.holdfastFake.readClipboard());
  const osc52 = (text: string) => `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`;

  test("is filled by the program that has the focus, which is told, and read by none", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await print(page, "shell", osc52("from the program"));
    await expect.poll(() => clipboard(page)).toBe("from the program");
    await expect.poll(() => page.getByTestId("notice").innerText()).toContain("copied 16 characters");
    await print(page, "shell", "\u001b]52;c;?\u0007asked");
    await expect.poll(() => screen(page)).toContain("asked");
    expect(await screen(page)).not.toContain("ZnJvb");
  });

  test("is filled by no program without the focus, nor with more than 100 KiB", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await print(page, "shell", `${osc52("x".repeat(100 * 1024 + 1))}first`);
    await expect.poll(() => screen(page)).toContain("first");
    await page.getByTestId("filter").focus();
    await print(page, "shell", `${osc52("unseen")}second`);
    await expect.poll(() => screen(page)).toContain("second");
    expect(await clipboard(page)).toBeNull();
  });

  test("takes what is selected by the mouse where the user wants that", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await print(page, "shell", "\r\n\r\nword\r\n");
    await point(page, "word");
    const box = await page.locator(".xterm-rows > div", { hasText: "word" }).first().boundingBox();
    const twice = () => page.mouse.dblclick((box?.x ?? 0) + 10, (box?.y ?? 0) + 5);
    await twice();
    expect(await clipboard(page)).toBeNull();
    await page.mouse.click(700, 500);
    await page.evaluate(() => globalThis.holdfastFake.setSetting("terminal.copy_on_select", true));
    await twice();
    await expect.poll(() => clipboard(page)).toBe("word");
  });
});

describe("settings", () => {
  const set = (page: Page, key: string, value: unknown) =>
    page.evaluate(([name, to]) => globalThis.holdfastFake.setSetting(name as string, to), [key, value] as const);
  const height = async (page: Page) => (await page.locator(".xterm-rows > div").first().boundingBox())?.height;

  test("of letters and lines hold at once, and whoever reads further up goes on there", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    const lines = Array.from({ length: 500 }, (_, at) => `line ${at} ${"x".repeat(at % 50)}`).join("\r\n");
    await print(page, "shell", `\r\n${lines}`);
    await expect.poll(() => screen(page)).toContain("line 499");
    await page.keyboard.press("Shift+PageUp");
    await expect.poll(() => screen(page)).not.toContain("line 499");
    const first = (await screen(page)).split("\n")[0];
    const before = await height(page);
    await set(page, "terminal.font_size", 20);
    await expect.poll(() => height(page)).toBeGreaterThan((before ?? 0) * 1.4);
    await expect.poll(async () => (await screen(page)).split("\n")[0]).toBe(first);
    await set(page, "terminal.line_height", 2);
    await expect.poll(() => height(page)).toBe(40);
    await expect.poll(async () => (await screen(page)).split("\n")[0]).toBe(first);
    await set(page, "terminal.font_size", 9);
    await expect.poll(() => height(page)).toBe(18);
    await expect.poll(async () => (await screen(page)).split("\n")[0]).toBe(first);
  });

  test("of the cursor and of screen readers hold at once", async ({ stage }) => {
    const page = await stage.open("twenty");
    await select(page, "shell");
    await set(page, "terminal.cursor_style", "bar");
    await page.locator(".xterm-cursor-bar").waitFor({ state: "attached" });
    expect(await page.locator(".xterm-accessibility").count()).toBe(0);
    await set(page, "terminal.screen_reader", true);
    await page.locator(".xterm-accessibility").waitFor({ state: "attached" });
    expect(await page.locator(".xterm-helper-textarea").getAttribute("aria-label")).toBe(
      "Type into shell. F6 leaves it.",
    );
    await print(page, "shell", "\r\nhello reader");
    await expect.poll(() => page.locator(".xterm-accessibility").innerText()).toContain("hello reader");
  });
});

test("the place stays where a person reads while output arrives, and a pill leads back", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  await print(page, "shell", `\r\n${Array.from({ length: 200 }, (_, at) => `line ${at}`).join("\r\n")}`);
  await expect.poll(() => screen(page)).toContain("line 199");
  await page.keyboard.press("Shift+PageUp");
  await expect.poll(() => screen(page)).not.toContain("line 199");
  const before = await screen(page);
  await page.evaluate((id) => globalThis.holdfastFake.flood(id, 100_000), idOf("shell"));
  await page.getByTestId("new-output").waitFor();
  expect(await screen(page)).toBe(before);
  await page.getByTestId("new-output").click();
  await expect.poll(() => screen(page)).toContain("the end");
});
