import { expect, it } from "vitest";

import { curve } from "./chart";

const points = (...values: (number | undefined)[]) => values.map((value, at) => ({ at: 1000 + at * 10, value }));

it("draws a line from the left edge to the right, the greatest value at the top", () => {
  const { line, area, top } = curve(points(0, 50, 100), 200, 40, 10);
  expect([line, top]).toEqual(["M0 40L100 20L200 0", 100]);
  expect(area).toBe("M0 40L100 20L200 0L200 40L0 40Z");
});

it("lets hardly anything look like hardly anything", () => {
  expect(curve(points(0, 1), 200, 40, 10).line).toBe("M0 40L200 36");
});

it("has a gap where nothing was known, and draws no line through a single point", () => {
  expect(curve(points(undefined, 10, 10, undefined, 10), 200, 40, 10).line).toBe("M50 0L100 0");
  expect(curve(points(5), 200, 40, 10).line).toBe("");
  expect(curve([], 200, 40, 10)).toEqual({ line: "", area: "", top: 10 });
});
