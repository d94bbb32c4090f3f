import { Terminal } from "@xterm/xterm";
import { describe, expect, it } from "vitest";

import { mend } from "./mend";

function shown(terminal: Terminal): string {
  const rows = Array.from({ length: terminal.rows }, (_, row) => terminal.buffer.active.getLine(row));
  return rows.map((row) => row?.translateToString(true) ?? "").join("|");
}

async function after(output: string): Promise<string> {
  const terminal = new Terminal({ allowProposedApi: true, cols: 4, rows: 2 });
  mend(terminal);
  await new Promise<void>((done) => terminal.write(output, done));
  await new Promise<void>((done) => terminal.write("", done));
  return shown(terminal);
}

describe("erasing up to the cursor", () => {
  it.each([
    ["in the last cell of a screen without rows above it", "abcd\r\nefgh\u001b[1J", "|"],
    ["there, and going on", "abcd\r\nefgh\u001b[1J\u001b[Hx", "x|"],
    ["on the alternate screen", "\u001b[?1049habcd\r\nefgh\u001b[1Jy\u001b[Hx", "x|y"],
    ["before the last cell", "abcd\r\nefgh\u001b[2;2H\u001b[1J", "|  gh"],
    ["of another kind", "abcd\r\nefgh\u001b[2;4H\u001b[J", "abcd|efg"],
  ])("%s", async (_, output, expected) => {
    expect(await after(output)).toBe(expected);
  });
});
