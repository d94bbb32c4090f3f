// Mends what xterm.js 6.0.0 does wrong, such as what a program could use to freeze its pane. Each mend says what it is for,
// and goes when the library is right.

import type { Terminal } from "@xterm/xterm";

/** The parts of xterm.js that carry out sequences and that scroll; they have no public names. */
interface Core {
  _core: {
    _inputHandler: { eraseInDisplay(params: { params: number[] }): boolean };
    /** Absent until the terminal is shown somewhere. */
    _viewport?: { _latestYDisp?: number | undefined; _sync(): void };
  };
}

const ALL = { params: [2] };

/**
 * Erasing up to the cursor (`CSI 1 J`) in the last column of the last row, with no rows above the screen, looks at the row
 * after the last, throws, and nothing is shown any more. What is to be erased there is all of the screen, which can be said
 * otherwise.
 */
export function mend(terminal: Terminal): void {
  terminal.parser.registerCsiHandler({ final: "J" }, (params) => {
    const { cursorX, cursorY, baseY } = terminal.buffer.active;
    const atTheEnd = cursorX >= terminal.cols - 1 && cursorY === terminal.rows - 1 && baseY === 0;
    if (params[0] !== 1 || !atTheEnd) return false;
    // oxlint-disable-next-line no-underscore-dangle
    return (terminal as unknown as Core)._core._inputHandler.eraseInDisplay(ALL);
  });
}

/**
 * Rows of another height, or more or fewer of them, leave the scrollbar where it was in pixels, which is then another line:
 * the terminal jumps there with the next turn of the wheel. Called after the change, it puts the scrollbar to the line.
 */
export function mendScrollbar(terminal: Terminal): void {
  // oxlint-disable-next-line no-underscore-dangle
  const viewport = (terminal as unknown as Core)._core._viewport;
  if (!viewport) return;
  // oxlint-disable-next-line no-underscore-dangle
  viewport._latestYDisp = undefined;
  // oxlint-disable-next-line no-underscore-dangle
  viewport._sync();
}
