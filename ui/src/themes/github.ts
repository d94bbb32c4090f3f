// The colours of GitHub's site, from its design system Primer (MIT).

import type { Palette } from "./scheme";

export const github: Palette = {
  title: "GitHub",
  dark: {
    foreground: "#e6edf3",
    background: "#0d1117",
    cursor: "#2f81f7",
    selection: "#163356",
    normal: ["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4"],
    bright: ["#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#ffffff"],
  },
  light: {
    foreground: "#1f2328",
    background: "#ffffff",
    cursor: "#0969da",
    selection: "#cee1f8",
    normal: ["#24292f", "#cf222e", "#116329", "#4d2d00", "#0969da", "#8250df", "#1b7c83", "#6e7781"],
    bright: ["#57606a", "#a40e26", "#1a7f37", "#633c01", "#218bff", "#a475f9", "#3192aa", "#8c959f"],
  },
};
