import { expect, it } from "vitest";

import { ratio } from "./contrast-ratio";
import { paletteNames, palettes, schemeOf } from "./palettes";
import type { Scheme } from "./scheme";

const schemes = paletteNames.flatMap((name) => {
  const { dark, light } = palettes[name];
  return [...(dark ? [[`${name}, dark`, dark]] : []), ...(light ? [[`${name}, light`, light]] : [])] as [
    string,
    Scheme,
  ][];
});

it.each(schemes)("%s has every colour, written in full", (_, { normal, bright, ...others }) => {
  expect([normal.length, bright.length]).toEqual([8, 8]);
  for (const colour of [...normal, ...bright, ...Object.values(others)]) expect(colour).toMatch(/^#[0-9a-f]{6}$/u);
});

it.each(schemes)("%s can be read, also where it is selected", (name, { foreground, background, selection }) => {
  // Solarized means to be soft.
  const least = name.startsWith("solarized") ? 3.5 : 4.5;
  expect(ratio(foreground, background)).toBeGreaterThanOrEqual(least);
  expect(ratio(foreground, selection)).toBeGreaterThanOrEqual(3);
});

it.each([
  ["holdfast", 4.5],
  ["high-contrast", 7],
] as const)("in %s every colour but black stands out %s to one", (name, least) => {
  for (const theme of ["dark", "light"] as const) {
    const { normal, bright, background } = schemeOf(name, theme);
    for (const colour of [...normal.slice(1), ...bright])
      expect(ratio(colour, background), colour).toBeGreaterThan(least);
  }
});

it("shows a palette that has only one scheme in both windows", () => {
  expect(schemeOf("nord", "light")).toBe(palettes.nord.dark);
  expect(schemeOf("github", "light")).toBe(palettes.github.light);
});
