// How many cells a character takes: exactly what the hosts' screens say, so that both sides agree on every column.
// xterm.js's own tables do not: its addons for Unicode 11 and for graphemes disagree with the hosts' on 6 197 and
// 146 961 code points, and the latter also joins clusters, which the hosts do not.

import type { IUnicodeVersionProvider } from "@xterm/xterm";

import { runs } from "./width-table";

type Cells = 0 | 1 | 2;

const BMP = 0x10000;
const low = new Uint8Array(BMP);
/** Where the runs beyond the basic plane begin, and their widths. */
const starts: number[] = [];
const widths: Cells[] = [];

expand();

function expand(): void {
  let at = 0;
  for (const run of runs.split(" ")) {
    const cells = Number(run[0]) as Cells;
    const end = at + parseInt(run.slice(1), 36);
    if (at < BMP) low.fill(cells, at, Math.min(end, BMP));
    if (end > BMP) {
      starts.push(at);
      widths.push(cells);
    }
    at = end;
  }
}

/** The cells that a code point takes. */
export function width(codepoint: number): Cells {
  if (codepoint < BMP) return low[codepoint] as Cells;
  let first = 0;
  let last = starts.length - 1;
  while (first < last) {
    const middle = (first + last + 1) >> 1;
    if ((starts[middle] ?? 0) <= codepoint) first = middle;
    else last = middle - 1;
  }
  return widths[first] ?? 1;
}

/** The hosts' widths in the form that xterm.js takes. The packing of properties is that of its own tables. */
export const hostWidths: IUnicodeVersionProvider = {
  version: "host",
  wcwidth: width,
  charProperties(codepoint, preceding) {
    const own = width(codepoint);
    const before = (preceding >> 1) & 3;
    // A mark joins the character before it and leaves that one's width alone.
    const joins = own === 0 && before !== 0;
    return ((joins ? before : own) << 1) | (joins ? 1 : 0);
  },
};
