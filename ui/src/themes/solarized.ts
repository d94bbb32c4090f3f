// Solarized, by Ethan Schoonover (MIT).

import type { Palette } from "./scheme";

const normal = ["#073642", "#dc322f", "#859900", "#b58900", "#268bd2", "#d33682", "#2aa198", "#eee8d5"] as const;
const bright = ["#002b36", "#cb4b16", "#586e75", "#657b83", "#839496", "#6c71c4", "#93a1a1", "#fdf6e3"] as const;

export const solarized: Palette = {
  title: "Solarized",
  dark: { foreground: "#839496", background: "#002b36", cursor: "#839496", selection: "#073642", normal, bright },
  light: { foreground: "#657b83", background: "#fdf6e3", cursor: "#657b83", selection: "#eee8d5", normal, bright },
};
