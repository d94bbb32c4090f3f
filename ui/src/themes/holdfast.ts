// Holdfast's own palette: every colour but black can be read on its ground.

import type { Palette } from "./scheme";

export const holdfast: Palette = {
  title: "Holdfast",
  dark: {
    foreground: "#d7dce2",
    background: "#0c0f12",
    cursor: "#d7dce2",
    selection: "#2c4a55",
    normal: ["#1a1f26", "#e06c6c", "#5fb57c", "#e0a93e", "#6ea3e0", "#c08be0", "#5aa9a0", "#c3cad2"],
    bright: ["#7a8592", "#f08a8a", "#82cf9b", "#f0c368", "#93bdf0", "#d4abf0", "#7fc8bf", "#f2f5f8"],
  },
  light: {
    foreground: "#1c232b",
    background: "#ffffff",
    cursor: "#1c232b",
    selection: "#c9e0dd",
    normal: ["#1c232b", "#b93838", "#1f7d43", "#8f5b00", "#2a63b0", "#8a3fae", "#1a756c", "#5a6672"],
    bright: ["#6b7682", "#c94545", "#27864b", "#9a6a0c", "#3b74c4", "#9a55bb", "#217f76", "#3a444e"],
  },
};
