// Nord, by Sven Greb (MIT). It has no light scheme of its own.

import type { Palette } from "./scheme";

export const nord: Palette = {
  title: "Nord",
  dark: {
    foreground: "#d8dee9",
    background: "#2e3440",
    cursor: "#d8dee9",
    selection: "#434c5e",
    normal: ["#3b4252", "#bf616a", "#a3be8c", "#ebcb8b", "#81a1c1", "#b48ead", "#88c0d0", "#e5e9f0"],
    bright: ["#4c566a", "#bf616a", "#a3be8c", "#ebcb8b", "#81a1c1", "#b48ead", "#8fbcbb", "#eceff4"],
  },
};
