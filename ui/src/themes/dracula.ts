// Dracula and its light sibling Alucard, by Zeno Rocha and contributors (MIT).

import type { Palette } from "./scheme";

export const dracula: Palette = {
  title: "Dracula",
  dark: {
    foreground: "#f8f8f2",
    background: "#282a36",
    cursor: "#f8f8f2",
    selection: "#44475a",
    normal: ["#21222c", "#ff5555", "#50fa7b", "#f1fa8c", "#bd93f9", "#ff79c6", "#8be9fd", "#f8f8f2"],
    bright: ["#6272a4", "#ff6e6e", "#69ff94", "#ffffa5", "#d6acff", "#ff92df", "#a4ffff", "#ffffff"],
  },
  light: {
    foreground: "#1f1f1f",
    background: "#fffbeb",
    cursor: "#1f1f1f",
    selection: "#cfcfde",
    normal: ["#fffbeb", "#cb3a2a", "#14710a", "#846e15", "#644ac9", "#a3144d", "#036a96", "#1f1f1f"],
    bright: ["#6c664b", "#d74c3d", "#198d0c", "#9e841a", "#7862d0", "#bf185a", "#047fb4", "#2c2b31"],
  },
};
