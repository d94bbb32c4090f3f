// How terminals look and behave as the user has set it, in the terms of xterm.js. Pure but for measuring a face.

import type { ITerminalOptions } from "@xterm/xterm";

import type { Settings } from "../settings/settings.svelte";
import { FONT, FONT_SIZE } from "./theme";

/** The options that settings decide about. */
export type Look = Required<
  Pick<ITerminalOptions, "fontFamily" | "fontSize" | "lineHeight" | "cursorStyle" | "cursorBlink" | "screenReaderMode">
>;

/** Loads the bundled face, which lies beside the app. Terminals wait for it: only what is there can be measured. */
export function loadFace(): Promise<unknown> {
  return document.fonts.load(`${FONT_SIZE}px "Holdfast Mono"`);
}

/** What the settings say now. */
export function lookOf(settings: Settings): Look {
  const fontFamily = familyOf(settings.get("terminal.font_family"));
  const fontSize = settings.get("terminal.font_size");
  return {
    fontFamily,
    fontSize,
    lineHeight: stretch(settings.get("terminal.line_height"), ownHeight(fontFamily, fontSize)),
    cursorStyle: settings.get("terminal.cursor_style"),
    cursorBlink: settings.get("terminal.cursor_blink"),
    screenReaderMode: settings.get("terminal.screen_reader"),
  };
}

/** The faces to take letters from: the user's first, then the bundled one, then what the system has. */
export function familyOf(wanted: string): string {
  const names = wanted
    .split(",")
    .map((name) => name.replaceAll(/["'\\]/gu, "").trim())
    .filter(Boolean);
  return [...names.map((name) => `"${name}"`), FONT].join(", ");
}

/** How much a face's own line must be stretched for lines of `wanted` times the letters' size. It is never squeezed: the
    lines of boxes would cross letters. */
export function stretch(wanted: number, own: number): number {
  return Math.max(1, wanted / own);
}

/** The height of a line by the face's own measure, as a multiple of its size; 1 where nothing can be measured. */
function ownHeight(family: string, size: number): number {
  const canvas = document.createElement("canvas").getContext("2d");
  if (!canvas) return 1;
  canvas.font = `${size}px ${family}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = canvas.measureText("W");
  return (above + below) / size || 1;
}
