// Catppuccin (MIT), by its contributors: Mocha in the dark, Latte in the light.

import type { Palette } from "./scheme";

export const catppuccin: Palette = {
  title: "Catppuccin",
  dark: {
    foreground: "#cdd6f4",
    background: "#1e1e2e",
    cursor: "#f5e0dc",
    selection: "#585b70",
    normal: ["#45475a", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#f5c2e7", "#94e2d5", "#a6adc8"],
    bright: ["#585b70", "#f37799", "#89d88b", "#ebd391", "#74a8fc", "#f2aede", "#6bd7ca", "#bac2de"],
  },
  light: {
    foreground: "#4c4f69",
    background: "#eff1f5",
    cursor: "#dc8a78",
    selection: "#acb0be",
    normal: ["#5c5f77", "#d20f39", "#40a02b", "#df8e1d", "#1e66f5", "#ea76cb", "#179299", "#acb0be"],
    bright: ["#6c6f85", "#de293e", "#49af3d", "#eea02d", "#456eff", "#fe85d8", "#2d9fa8", "#bcc0cc"],
  },
};
