import { expect, it } from "vitest";

import { cleanPaste, lineCount, quoted } from "./paste";

it.each([
  ["two\nlines\tand\r\nmore", "two\nlines\tand\r\nmore"],
  ["safe\u001b[201~rm -rf ~\r", "saferm -rf ~\r"],
  ["\u001b[20\u001b[201~1~x", "[201~x"],
  ["\u0003\u0004\u001b[Ax\u007f\u009b1m", "[Ax1m"],
])("%j is pasted as %j", (text, pasted) => {
  expect(cleanPaste(text)).toBe(pasted);
  expect(cleanPaste(text)).not.toContain("\u001b");
});

it.each([
  ["one", 1],
  ["one\n", 1],
  ["one\ntwo", 2],
  ["one\r\ntwo\r\n", 2],
  ["one\rtwo\r\r", 3],
])("%j has %d lines", (text, lines) => expect(lineCount(text)).toBe(lines));

it.each<[string, boolean, string | null]>([
  ["/home/ada/a.png", false, "/home/ada/a.png"],
  ["/home/ada/My shot.png", false, "'/home/ada/My shot.png'"],
  ["/tmp/it's", false, "'/tmp/it'\\''s'"],
  ["/tmp/$(rm -rf ~)", false, "'/tmp/$(rm -rf ~)'"],
  ["C:\\Users\\ada\\a.png", true, "C:\\Users\\ada\\a.png"],
  ["C:\\My files\\a.png", true, '"C:\\My files\\a.png"'],
  ["/tmp/a\nrm -rf ~", false, null],
  ["/tmp/a\u001b[201~", false, null],
])("quotes %j, on Windows: %s, as %j", (path, windows, line) => expect(quoted(path, windows)).toBe(line));
