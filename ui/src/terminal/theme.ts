// The terminal's colours, light and dark, as xterm.js takes them and as hosts answer queries with them.

import type { ISearchOptions } from "@xterm/addon-search";
import type { ITheme } from "@xterm/xterm";

import type { Colors } from "../protocol/Colors";

/** The face of the terminal; symbols that it lacks come from what the system has. */
export const FONT = '"Holdfast Mono", "JetBrains Mono", ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace';
export const FONT_SIZE = 13;

const dark = {
  foreground: "#d7dce2",
  background: "#0c0f12",
  cursor: "#d7dce2",
  cursorAccent: "#0c0f12",
  selectionBackground: "#2c4a55",
  scrollbarSliderBackground: "#ffffff14",
  scrollbarSliderHoverBackground: "#ffffff29",
  scrollbarSliderActiveBackground: "#ffffff3d",
  black: "#1a1f26",
  red: "#e06c6c",
  green: "#5fb57c",
  yellow: "#e0a93e",
  blue: "#6ea3e0",
  magenta: "#c08be0",
  cyan: "#5aa9a0",
  white: "#c3cad2",
  brightBlack: "#7a8592",
  brightRed: "#f08a8a",
  brightGreen: "#82cf9b",
  brightYellow: "#f0c368",
  brightBlue: "#93bdf0",
  brightMagenta: "#d4abf0",
  brightCyan: "#7fc8bf",
  brightWhite: "#f2f5f8",
} satisfies ITheme;

const light = {
  foreground: "#1c232b",
  background: "#ffffff",
  cursor: "#1c232b",
  cursorAccent: "#ffffff",
  selectionBackground: "#c9e0dd",
  scrollbarSliderBackground: "#1c232b14",
  scrollbarSliderHoverBackground: "#1c232b29",
  scrollbarSliderActiveBackground: "#1c232b3d",
  black: "#1c232b",
  red: "#b93838",
  green: "#1f7d43",
  yellow: "#8f5b00",
  blue: "#2a63b0",
  magenta: "#8a3fae",
  cyan: "#1a756c",
  white: "#5a6672",
  brightBlack: "#6b7682",
  brightRed: "#cf4b4b",
  brightGreen: "#27864b",
  brightYellow: "#9a6a0c",
  brightBlue: "#3b74c4",
  brightMagenta: "#9a55bb",
  brightCyan: "#217f76",
  brightWhite: "#3a444e",
} satisfies ITheme;

export type Scheme = "dark" | "light";

export function themeOf(scheme: Scheme): typeof dark {
  return scheme === "dark" ? dark : light;
}

/** How matches are marked; the one that is shown stands out. */
export function marksOf(scheme: Scheme): NonNullable<ISearchOptions["decorations"]> {
  const { selectionBackground, yellow, black, brightWhite } = themeOf(scheme);
  const activeMatchBackground = scheme === "dark" ? "#7a5a12" : "#f0d48a";
  return {
    matchBackground: selectionBackground,
    matchOverviewRuler: yellow,
    activeMatchBackground,
    activeMatchBorder: scheme === "dark" ? brightWhite : black,
    activeMatchColorOverviewRuler: yellow,
  };
}

/** What a host answers when a program asks for colours. */
export function colorsOf(scheme: Scheme): Colors {
  const { foreground, background, cursor } = themeOf(scheme);
  return { foreground: rgb(foreground), background: rgb(background), cursor: rgb(cursor) };
}

function rgb(hex: string): [number, number, number] {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
