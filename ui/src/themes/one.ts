// One, the colours of the editor Atom, by GitHub (MIT).

import type { Palette } from "./scheme";

export const one: Palette = {
  title: "One",
  dark: {
    foreground: "#abb2bf",
    background: "#282c34",
    cursor: "#528bff",
    selection: "#3e4451",
    normal: ["#3f4451", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf"],
    bright: ["#5c6370", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#ffffff"],
  },
  light: {
    foreground: "#383a42",
    background: "#fafafa",
    cursor: "#526fff",
    selection: "#e5e5e6",
    normal: ["#383a42", "#e45649", "#50a14f", "#c18401", "#4078f2", "#a626a4", "#0184bc", "#a0a1a7"],
    bright: ["#696c77", "#e45649", "#50a14f", "#c18401", "#4078f2", "#a626a4", "#0184bc", "#fafafa"],
  },
};
