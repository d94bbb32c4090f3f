import { expect, it } from "vitest";

import { clean } from "./clean";

it.each([
  ["plain text", "plain text"],
  ["  spaces\tand\nlines\r\n ", "spaces and lines"],
  ["\u001b[31mred\u0007", "[31mred"],
  ["left\u202eright\u2066", "leftright"],
  ["a\u200bb\u00adc\ufeff", "abc"],
  ["\u{e0041}tag", "tag"],
  ["👩‍💻 joins", "👩‍💻 joins"],
  ["<b>&amp;", "<b>&amp;"],
  [null, ""],
])("%j is shown as %j", (text, shown) => expect(clean(text)).toBe(shown));

it("cuts after 120 cells, wide characters counted twice", () => {
  expect(clean("x".repeat(120))).toBe("x".repeat(120));
  expect(clean("x".repeat(121))).toBe(`${"x".repeat(120)}…`);
  expect(clean("界".repeat(70))).toBe(`${"界".repeat(60)}…`);
});

it("keeps no heap of combining marks", () => expect(clean(`a${"\u0301".repeat(500)}b`).length).toBeLessThan(12));

it("lets a sentence be longer where there is room for it", () => {
  expect(clean("word ".repeat(60), 400)).toHaveLength(299);
});
