// Tokyo Night, by enkia (MIT), as Folke Lemaitre has it for terminals (Apache 2.0): Night in the dark, Day in the light.

import type { Palette } from "./scheme";

export const tokyoNight: Palette = {
  title: "Tokyo Night",
  dark: {
    foreground: "#c0caf5",
    background: "#1a1b26",
    cursor: "#c0caf5",
    selection: "#283457",
    normal: ["#15161e", "#f7768e", "#9ece6a", "#e0af68", "#7aa2f7", "#bb9af7", "#7dcfff", "#a9b1d6"],
    bright: ["#414868", "#f7768e", "#9ece6a", "#e0af68", "#7aa2f7", "#bb9af7", "#7dcfff", "#c0caf5"],
  },
  light: {
    foreground: "#3760bf",
    background: "#e1e2e7",
    cursor: "#3760bf",
    selection: "#b7c1e3",
    normal: ["#e9e9ed", "#f52a65", "#587539", "#8c6c3e", "#2e7de9", "#9854f1", "#007197", "#6172b0"],
    bright: ["#a1a6c5", "#f52a65", "#587539", "#8c6c3e", "#2e7de9", "#9854f1", "#007197", "#3760bf"],
  },
};
