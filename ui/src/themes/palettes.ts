// The palettes to choose from, by the names that the settings file has for them. The colours of those that are not ours are
// their authors', named where they stand.

import { catppuccin } from "./catppuccin";
import { contrast } from "./contrast";
import { dracula } from "./dracula";
import { github } from "./github";
import { gruvbox } from "./gruvbox";
import { holdfast } from "./holdfast";
import { nord } from "./nord";
import { one } from "./one";
import type { Palette, Scheme, Theme } from "./scheme";
import { solarized } from "./solarized";
import { tokyoNight } from "./tokyo-night";

const table = {
  holdfast,
  "high-contrast": contrast,
  catppuccin,
  dracula,
  github,
  gruvbox,
  nord,
  one,
  solarized,
  "tokyo-night": tokyoNight,
} satisfies Record<string, Palette>;

export type PaletteName = keyof typeof table;
export const palettes: Readonly<Record<PaletteName, Palette>> = table;

/** The usual one first. */
export const paletteNames = Object.keys(table) as [PaletteName, ...PaletteName[]];

/** The colours of terminals in a window that is dark or light. */
export function schemeOf(name: PaletteName, theme: Theme): Scheme {
  const { dark, light } = palettes[name];
  return (theme === "dark" ? (dark ?? light) : (light ?? dark)) as Scheme;
}
