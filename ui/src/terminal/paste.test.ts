import { expect, it } from "vitest";

import { cleanPaste, lineCount } from "./paste";

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
