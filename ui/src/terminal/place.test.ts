import { expect, it } from "vitest";

import { find, placeOf } from "./place";

const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `line ${from + at}`);
const reader = (lines: string[]) => (at: number) => lines[at];

it.each([
  ["older lines above", numbered(0, 5000), 4900],
  ["the same lines", numbered(4000, 5000), 900],
  ["output that came meanwhile", numbered(0, 5300), 4900],
])("is found again after %s", (_, after, expected) => {
  const before = numbered(4000, 5000);
  const place = placeOf(reader(before), 900, 980);
  expect(find(place, reader(after), after.length - 20)).toBe(expected);
});

it("stays as far from the end where its lines are gone, and never above the first", () => {
  const place = placeOf(reader(numbered(0, 100)), 10, 80);
  expect(find(place, reader(numbered(500, 700)), 180)).toBe(110);
  expect(find(place, reader(numbered(500, 530)), 10)).toBe(0);
});
