// Makes text that came out of a terminal, a repository or a record fit to show in the window.
// Every name, title, branch and last line passes through here; markup is never read from them.

import { width } from "./terminal/widths";

/** How many terminal cells a text may take where nothing else is said. */
const MOST_CELLS = 120;

/** Marks of direction, soft hyphens, invisible operators, tags. The joiners stay: emoji and scripts need them. */
const INVISIBLE =
  /[\u{0}-\u{8}\u{e}-\u{1f}\u{7f}-\u{84}\u{86}-\u{9f}\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e0fff}]/gu;

/** One line of at most `most` cells, 120 if not told, without control characters, direction marks or other invisible characters. */
export function clean(text: string | null | undefined, most = MOST_CELLS): string {
  if (!text) return "";
  // Cut first: a megabyte of text costs no more than a line of it.
  const line = text
    .slice(0, most * 16)
    .replace(/[\s\u0085]+/gu, " ")
    .replace(INVISIBLE, "")
    .trim();
  return cut(line, most);
}

function cut(line: string, most: number): string {
  let cells = 0;
  let marks = 0;
  let kept = "";
  for (const c of line) {
    const w = width(c.codePointAt(0) ?? 0);
    cells += w;
    // A heap of combining marks takes no cells, so they are counted as well.
    marks = w === 0 ? marks + 1 : 0;
    if (cells > most) return kept.trimEnd() + "…";
    if (marks <= 8) kept += c;
  }
  return kept;
}
