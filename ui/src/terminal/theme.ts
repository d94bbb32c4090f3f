// A terminal's colours as xterm.js takes them and as hosts answer queries with them, and its face.

import type { ISearchOptions } from "@xterm/addon-search";
import type { ITheme } from "@xterm/xterm";

import type { Colors } from "../protocol/Colors";
import { luminance } from "../themes/contrast-ratio";
import type { Scheme } from "../themes/scheme";

export type { Scheme } from "../themes/scheme";

/** The face of the terminal; symbols that it lacks come from what the system has. */
export const FONT = '"Holdfast Mono", monospace';
export const FONT_SIZE = 13;

export function themeOf({ foreground, background, cursor, selection, normal, bright }: Scheme): ITheme {
  return {
    foreground,
    background,
    cursor,
    cursorAccent: background,
    selectionBackground: selection,
    scrollbarSliderBackground: `${foreground}14`,
    scrollbarSliderHoverBackground: `${foreground}29`,
    scrollbarSliderActiveBackground: `${foreground}3d`,
    black: normal[0],
    red: normal[1],
    green: normal[2],
    yellow: normal[3],
    blue: normal[4],
    magenta: normal[5],
    cyan: normal[6],
    white: normal[7],
    brightBlack: bright[0],
    brightRed: bright[1],
    brightGreen: bright[2],
    brightYellow: bright[3],
    brightBlue: bright[4],
    brightMagenta: bright[5],
    brightCyan: bright[6],
    brightWhite: bright[7],
  };
}

/** How matches are marked; the one that is shown stands out. */
export function marksOf({
  background,
  foreground,
  selection,
  normal,
}: Scheme): NonNullable<ISearchOptions["decorations"]> {
  const isDark = luminance(background) < 0.5;
  return {
    matchBackground: selection,
    matchOverviewRuler: normal[3],
    activeMatchBackground: isDark ? "#7a5a12" : "#f0d48a",
    activeMatchBorder: foreground,
    activeMatchColorOverviewRuler: normal[3],
  };
}

/** What a host answers when a program asks for colours. */
export function colorsOf({ foreground, background, cursor }: Scheme): Colors {
  return { foreground: rgb(foreground), background: rgb(background), cursor: rgb(cursor) };
}

function rgb(hex: string): [number, number, number] {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
