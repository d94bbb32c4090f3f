// Holdfast's palette for eyes that need more: every colour but the one of the ground stands out from it seven to one.

import type { Palette } from "./scheme";

export const contrast: Palette = {
  title: "High contrast",
  dark: {
    foreground: "#ffffff",
    background: "#000000",
    cursor: "#ffff00",
    selection: "#0050a0",
    normal: ["#000000", "#ff8080", "#5cff5c", "#ffe14d", "#8ab8ff", "#ff9cff", "#5ce6e6", "#e6e6e6"],
    bright: ["#b3b3b3", "#ffa6a6", "#99ff99", "#fff099", "#b3d1ff", "#ffc2ff", "#99ffff", "#ffffff"],
  },
  light: {
    foreground: "#000000",
    background: "#ffffff",
    cursor: "#0000c0",
    selection: "#a6d2ff",
    normal: ["#000000", "#9c0000", "#005200", "#5c4200", "#0033a0", "#7a007a", "#004f57", "#4d4d4d"],
    bright: ["#595959", "#a30000", "#005c00", "#614700", "#0039b3", "#850085", "#00555e", "#262626"],
  },
};
