// Mends what xterm.js 6.0.0 does wrong and a program could use to freeze its pane. Each mend says what it is for, and goes
// when the library is right.

import type { Terminal } from "@xterm/xterm";

/** The part of xterm.js that carries out sequences; it has no public name. */
interface Core {
  _core: { _inputHandler: { eraseInDisplay(params: { params: number[] }): boolean } };
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
