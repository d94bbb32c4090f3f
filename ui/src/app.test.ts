import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

const css = readFileSync("src/app.css", "utf8");
const dark = tokens(css.slice(css.indexOf(":root"), css.indexOf("@media")));
const light = { ...dark, ...tokens(css.slice(css.indexOf("@media (prefers-color-scheme: light)"))) };

const grounds = ["bg", "side", "sel", "hover", "raise"];
const pairs = [
  ...["text", "dim", "faint", "amber", "red"].flatMap((ink) => grounds.map((ground) => [ink, ground] as const)),
  ["green", "bg"],
  ["green", "side"],
  ["accent-ink", "accent"],
  ["red-ink", "red"],
  ["text", "term"],
] as const;

describe.each([
  ["dark", dark],
  ["light", light],
])("in the %s theme", (_, colors) => {
  it.each(pairs)("%s can be read on %s", (ink, ground) => {
    expect(contrast(colors[ink] ?? "", colors[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
  });
});

function tokens(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/gu)].map((found) => [found[1], found[2]]));
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
