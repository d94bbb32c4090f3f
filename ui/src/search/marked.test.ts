import { expect, it } from "vitest";

import { marked } from "./marked";

it("parts a line at its match, counted in characters", () => {
  expect(marked({ line: "  grüße 😀 one two", start: 10, end: 13 })).toEqual({
    before: "grüße 😀 ",
    match: "one",
    after: " two",
  });
});

it("shows a match far into a line, and takes out what deceives", () => {
  const line = `${"x".repeat(100)}needle evil\u202e\u0007`;
  expect(marked({ line, start: 100, end: 106 })).toEqual({
    before: `…${"x".repeat(60)}`,
    match: "needle",
    after: " evil",
  });
});

it("makes the best of a span that makes no sense", () => {
  expect(marked({ line: "short", start: 9, end: 3 })).toEqual({ before: "short", match: "", after: "rt" });
});
