// Shows xterm.js where links are: those that stand in the text, also over the end of a row, and those that programs mark
// (OSC 8). What a link does is decided elsewhere.

import type { IBufferRange, ILink, ILinkHandler, ILinkProvider, Terminal } from "@xterm/xterm";

import { linksIn } from "./links";

/** What is told of links. `shown`: the text that a program put on one; `null` where the text is the target itself. */
export interface LinkEvents {
  /** A person clicked on it. */
  clicked(event: MouseEvent, target: string, shown: string | null): void;
  /** The pointer is over it. `row`: where it begins, the first row that is kept being 1. */
  over(target: string, shown: string | null, row: number): void;
  left(): void;
}

/** A link is looked for on so many rows above and below the pointer's. */
const MOST_ROWS = 20;

/** A cell: the first column and the first row are 0. */
interface Cell {
  x: number;
  y: number;
}

/** The links of programs. */
export function markedLinks(terminal: Terminal, events: LinkEvents): ILinkHandler {
  return {
    // Whatever else they lead to is shown to the person who asks.
    allowNonHttpProtocols: true,
    activate: (event, target, range) => events.clicked(event, target, textIn(terminal, range)),
    hover: (_, target, range) => events.over(target, textIn(terminal, range), range.start.y),
    leave: () => events.left(),
  };
}

function textIn(terminal: Terminal, { start, end }: IBufferRange): string {
  const line = terminal.buffer.active.getLine(start.y - 1);
  return line?.translateToString(true, start.x - 1, end.y === start.y ? end.x : undefined) ?? "";
}

/** The links that stand in the text. */
export function writtenLinks(terminal: Terminal, events: LinkEvents): ILinkProvider {
  return {
    provideLinks(row, answer) {
      const { text, cells } = lineAround(terminal, row - 1);
      const links = linksIn(text).map(({ start, end, target }): ILink => {
        const range = rangeOf(cells[start], cells[end - 1]);
        return {
          range,
          text: target,
          activate: (event) => events.clicked(event, target, null),
          hover: () => events.over(target, null, range.start.y),
          leave: () => events.left(),
        };
      });
      answer(links.filter(({ range }) => range.start.y <= row && row <= range.end.y));
    },
  };
}

function rangeOf(first: Cell | undefined, last: Cell | undefined): IBufferRange {
  const { x = 0, y = 0 } = first ?? {};
  return { start: { x: x + 1, y: y + 1 }, end: { x: (last?.x ?? x) + 1, y: (last?.y ?? y) + 1 } };
}

/** The line that a row is part of, with the cell of each of its UTF-16 units. */
function lineAround(terminal: Terminal, row: number): { text: string; cells: Cell[] } {
  const buffer = terminal.buffer.active;
  let first = row;
  while (row - first < MOST_ROWS && buffer.getLine(first)?.isWrapped) first--;
  let text = "";
  const cells: Cell[] = [];
  for (let y = first; y === first || (y - row < MOST_ROWS && buffer.getLine(y)?.isWrapped); y++) {
    const line = buffer.getLine(y);
    for (let x = 0; x < (line?.length ?? 0); x++) {
      const cell = line?.getCell(x);
      if (!cell || cell.getWidth() === 0) continue;
      const chars = cell.getChars() || " ";
      text += chars;
      for (let unit = 0; unit < chars.length; unit++) cells.push({ x, y });
    }
  }
  return { text, cells };
}
