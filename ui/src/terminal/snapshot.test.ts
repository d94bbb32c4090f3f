import { Terminal } from "@xterm/headless";
import { expect, it } from "vitest";

import { Snapshot } from "./snapshot";

const encoder = new TextEncoder();
const size = { cols: 20, rows: 4 };

/** The lines of a fresh terminal that was fed a snapshot in pieces of `step` bytes, and how many are above the screen. */
async function shown(before: string, screen: string, step: number): Promise<{ lines: string[]; above: number }> {
  const terminal = new Terminal({ ...size, allowProposedApi: true });
  const bytes = encoder.encode(before + screen);
  const start = { offset: 0, size, before: encoder.encode(before).length, length: encoder.encode(screen).length };
  const snapshot = new Snapshot(start, "run 2");
  for (let at = 0; at < bytes.length; at += step)
    for (const piece of snapshot.take(bytes.subarray(at, at + step))) terminal.write(piece);
  expect(snapshot.complete).toBe(true);
  await new Promise<void>((done) => terminal.write("", done));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? "");
  return { lines, above: active.baseY };
}

it.each([1, 3, 1000])("puts older text and a separator above the screen, %d bytes at a time", async (step) => {
  const older = "one\r\ntwo\r\nthree\r\nfour\r\nfive";
  const { lines, above } = await shown(older, "\u001b[2;3Hnow", step);
  expect(lines.slice(0, 6)).toEqual(["one", "two", "three", "four", "five", "run 2"]);
  expect(lines.slice(above)).toEqual(["", "  now", "", ""]);
});

it("puts the separator right below older text that ends its last line", async () => {
  const { lines, above } = await shown("one\r\n", "now", 2);
  expect(lines.slice(0, above)).toEqual(["one", "run 2"]);
});

it("does so for a single older line too", async () => {
  const { lines, above } = await shown("one", "now", 1000);
  expect(lines.slice(0, above)).toEqual(["one", "run 2"]);
  expect(lines.slice(above)).toEqual(["now", "", "", ""]);
});

it("writes nothing but the screen where there is no older text", async () => {
  const { lines, above } = await shown("", "now", 2);
  expect(above).toBe(0);
  expect(lines[0]).toBe("now");
});

it("leaves no colour or mode of older text behind", async () => {
  const { lines, above } = await shown("\u001b[31;7m\u001b[4hred", "now\u001b[1Gx", 1000);
  expect(lines.slice(above)[0]).toBe("xow");
});
