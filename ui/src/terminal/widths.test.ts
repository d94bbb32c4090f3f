import { expect, it } from "vitest";

import { runs } from "./width-table";
import { hostWidths, width } from "./widths";

it.each([
  ["a", 1],
  ["é", 1],
  ["界", 2],
  ["😀", 2],
  ["\u0301", 0],
  ["\u200d", 0],
  ["\ufe0f", 0],
  ["\u00ad", 0],
  ["─", 1],
  ["䷀", 2],
  ["\u{1f1e9}", 1],
  ["\u{e0100}", 0],
  ["\u{20000}", 2],
])("%j takes %d cells", (c, cells) => expect(width(c.codePointAt(0) ?? 0)).toBe(cells));

// That the table is the hosts' is a test of theirs.
it("says of all code points what the table says", () => {
  let at = 0;
  for (const run of runs.split(" "))
    for (const end = at + parseInt(run.slice(1), 36); at < end; at++)
      if (width(at) !== Number(run[0])) expect.fail(`U+${at.toString(16)} takes ${width(at)}, not ${run[0]}`);
  expect(at).toBe(0x110000);
});

it("joins marks to the character before them and keeps that one's width", () => {
  const wide = hostWidths.charProperties("界".codePointAt(0) ?? 0, 0);
  expect(wide).toBe(2 << 1);
  expect(hostWidths.charProperties(0x301, wide)).toBe((2 << 1) | 1);
  expect(hostWidths.charProperties(0x301, 0)).toBe(0);
  // No clusters: the second person of a family stands beside the first, as in the host.
  expect(hostWidths.charProperties(0x1f469, (2 << 1) | 1)).toBe(2 << 1);
});
