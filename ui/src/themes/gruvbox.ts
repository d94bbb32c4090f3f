// Gruvbox, by Pavel Pertsev (MIT), in its medium contrast.

import type { Palette } from "./scheme";

export const gruvbox: Palette = {
  title: "Gruvbox",
  dark: {
    foreground: "#ebdbb2",
    background: "#282828",
    cursor: "#ebdbb2",
    selection: "#504945",
    normal: ["#282828", "#cc241d", "#98971a", "#d79921", "#458588", "#b16286", "#689d6a", "#a89984"],
    bright: ["#928374", "#fb4934", "#b8bb26", "#fabd2f", "#83a598", "#d3869b", "#8ec07c", "#ebdbb2"],
  },
  light: {
    foreground: "#3c3836",
    background: "#fbf1c7",
    cursor: "#3c3836",
    selection: "#d5c4a1",
    normal: ["#fbf1c7", "#cc241d", "#98971a", "#d79921", "#458588", "#b16286", "#689d6a", "#7c6f64"],
    bright: ["#928374", "#9d0006", "#79740e", "#b57614", "#076678", "#8f3f71", "#427b58", "#3c3836"],
  },
};
