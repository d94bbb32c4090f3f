import { expect, it } from "vitest";

import { clipboardWrite, MOST_BYTES } from "./clipboard";

const base64 = (text: string) => Buffer.from(text).toString("base64");

it.each([
  [`c;${base64("hello ✓")}`, "hello ✓"],
  [`;${base64("x".repeat(MOST_BYTES))}`, "x".repeat(MOST_BYTES)],
])("lets a program write", (data, text) => expect(clipboardWrite(data)).toBe(text));

it.each([
  ["reads", "c;?"],
  ["clearing", "c;"],
  ["too much", `c;${base64("x".repeat(MOST_BYTES + 1))}`],
  ["far too much", `c;${"A".repeat(MOST_BYTES * 3)}`],
  ["what is no base64", "c;*"],
  ["what is no text", `c;${Buffer.from([0xff, 0xfe]).toString("base64")}`],
  ["nothing", ""],
])("refuses %s", (_, data) => expect(clipboardWrite(data)).toBeNull());
