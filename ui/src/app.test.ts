import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { ratio } from "./themes/contrast-ratio";

const css = readFileSync("src/app.css", "utf8");
/** Each colour of the window, light and dark: `--name: light-dark(#…, #…);`. */
const colours = [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/gu)];
const light = Object.fromEntries(colours.map(([, name = "", value = ""]) => [name, value]));
const dark = Object.fromEntries(colours.map(([, name = "", , value = ""]) => [name, value]));

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
    expect(ratio(colors[ink] ?? "", colors[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
  });
});
