// Images that programs print: shown within limits, and no way to make the terminal speak.

import type { Page } from "playwright-core";
import { expect } from "vitest";

import { print, screen, select, test } from "./stage";

/** A red square of 24 × 24 pixels as SIXEL. */
const SIXEL = `\u001bPq"1;1;24;24#0;2;100;0;0#0${"!24~-".repeat(4)}\u001b\\`;

/** How many pixels of the terminal's layer of images are red. */
function redPixels(page: Page): Promise<number> {
  return page.evaluate(() => {
    const layer = document.querySelector<HTMLCanvasElement>("canvas.xterm-image-layer");
    const data = layer?.getContext("2d")?.getImageData(0, 0, layer.width, layer.height).data ?? [];
    let red = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 0) > 200 && data[at + 3] === 255) red++;
    return red;
  });
}

test("a SIXEL image is shown where it is printed", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  await print(page, "shell", `\r\n${SIXEL}\r\nbelow`);
  await expect.poll(() => redPixels(page)).toBe(24 * 24);
  expect(await screen(page)).toContain("below");
});

test("an image of iTerm's protocol is shown", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  const png = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(20, 20);
    const context = canvas.getContext("2d");
    if (context) context.fillStyle = "#ff0000";
    context?.fillRect(0, 0, 20, 20);
    return btoa(String.fromCharCode(...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())));
  });
  const size = Buffer.from(png, "base64").length;
  await print(page, "shell", `\r\n\u001b]1337;File=inline=1;size=${size}:${png}\u0007\r\nbelow`);
  await expect.poll(() => redPixels(page)).toBe(400);
});

test("what is too large or no image leaves the terminal as it was", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  const huge = `\u001bPq"1;1;30000;30000#0;2;100;0;0#0${"!30000~-".repeat(10)}\u001b\\`;
  await print(page, "shell", `\r\n${huge}\u001b]1337;File=inline=1;size=9:${btoa("no image!")}\u0007still here`);
  await expect.poll(() => screen(page)).toContain("still here");
  expect(await redPixels(page)).toBe(0);
  expect(stage.complaints.splice(0)).toEqual([expect.stringContaining("image exceeds memory limit")]);
});

test("nothing about images is answered to a program", async ({ stage }) => {
  const page = await stage.open("twenty");
  await select(page, "shell");
  await page.evaluate(() => {
    const fake = globalThis.holdfastFake;
    Object.assign(globalThis, { typed: [] as string[] });
    fake.input = (_, bytes) =>
      (globalThis as unknown as { typed: string[] }).typed.push(new TextDecoder().decode(bytes));
  });
  await print(page, "shell", "\u001b[c\u001b[?1;1;0S\u001b[?2;1;0S\u001b[14t\u001b[16t\u001b[?80hasked");
  await expect.poll(() => screen(page)).toContain("asked");
  await page.keyboard.type("x");
  await expect.poll(() => page.evaluate(() => (globalThis as unknown as { typed: string[] }).typed)).toEqual(["x"]);
});
