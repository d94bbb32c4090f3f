// Makes an xterm.js do what the host's terminal does where the two differ, so that whatever else differs is found. Each
// function is one difference, and all that it is about. For tests only: it replaces parts that xterm.js does not offer.

/** All of them, for a terminal that was written nothing to. */
export function likeTheHost(terminal) {
  const { _bufferService: buffers, _inputHandler: input } = terminal._core;
  keepsWhatIsCleared(terminal, buffers, input);
  erasesUpToTheEnd(terminal, buffers, input);
  keepsWhatScrollsAway(terminal, buffers, input);
  restoresCursors(terminal, buffers, input);
  repeats(input);
  knowsTwoCharsets(input);
  shiftsNoColumns(input);
}

/** Clearing the screen (CSI 2 J) moves its text into the history; xterm.js drops it. */
function keepsWhatIsCleared(terminal, buffers, input) {
  const { eraseInDisplay } = input;
  input.eraseInDisplay = (params, ...rest) => {
    const { buffer } = buffers;
    if (params.params[0] === 2 && isPrimary(terminal)) {
      const { scrollTop, scrollBottom } = buffer;
      Object.assign(buffer, { scrollTop: 0, scrollBottom: terminal.rows - 1 });
      push(buffers, input, usedRows(terminal));
      Object.assign(buffer, { scrollTop, scrollBottom });
    }
    return eraseInDisplay.call(input, params, ...rest);
  };
}

/** Erasing up to a row's last column (CSI 1 J) unwraps it; xterm.js unwraps another, and fails where there is none. */
function erasesUpToTheEnd(terminal, buffers, input) {
  const { eraseInDisplay } = input;
  input.eraseInDisplay = (params, ...rest) => {
    const { buffer } = buffers;
    if (params.params[0] !== 1 || buffer.x + 1 < terminal.cols) return eraseInDisplay.call(input, params, ...rest);
    input._eraseInBufferLine(buffer.y, 0, terminal.cols, true);
    for (let row = 0; row < buffer.y; row++) input._resetBufferLine(row);
    const next = buffer.lines.get(buffer.ybase + buffer.y + 1);
    if (next) next.isWrapped = false;
    return true;
  };
}

/** Rows that are deleted (CSI M) or scrolled away (CSI S) at the screen's top go into the history; xterm.js drops them. */
function keepsWhatScrollsAway(terminal, buffers, input) {
  const { scrollUp, deleteLines } = input;
  const pushed = ([rows]) => push(buffers, input, Math.min(rows || 1, buffers.buffer.scrollBottom + 1));
  input.scrollUp = (params) => {
    if (!isPrimary(terminal) || buffers.buffer.scrollTop > 0) return scrollUp.call(input, params);
    pushed(params.params);
    return true;
  };
  input.deleteLines = (params) => {
    if (!isPrimary(terminal) || buffers.buffer.y > 0) return deleteLines.call(input, params);
    if (buffers.buffer.scrollTop > 0) return true; // Outside of the region.
    pushed(params.params);
    buffers.buffer.x = 0;
    return true;
  };
}

/**
 * A saved cursor stays on its row of the screen, is about to wrap if it was, and has its underline's colour and its link;
 * in xterm.js it moves up with the text, is never about to wrap, and leaves the pen's.
 */
function restoresCursors(terminal, buffers, input) {
  const { saveCursor, restoreCursor, softReset } = input;
  const fresh = input._curAttrData.extended.clone();
  const saved = new WeakMap(); // By buffer; a full reset makes new ones.
  input.saveCursor = (params) => {
    const { x, y } = buffers.buffer;
    saved.set(buffers.buffer, { x, y, extended: input._curAttrData.extended.clone() });
    return saveCursor.call(input, params);
  };
  input.restoreCursor = (params) => {
    const { buffer } = buffers;
    const { x, y, extended } = saved.get(buffer) ?? { x: 0, y: 0, extended: fresh };
    buffer.savedY = buffer.ybase + y;
    restoreCursor.call(input, params);
    if (x === terminal.cols) buffer.x = x;
    input._curAttrData.extended = extended.clone();
    return true;
  };
  input.softReset = (params) => {
    saved.delete(buffers.buffer);
    return softReset.call(input, params);
  };
}

/** The last character is repeated (CSI b) whatever came after it; xterm.js forgets it at the next sequence. */
function repeats(input) {
  const { print } = input;
  let last;
  input.print = (data, start, end) => {
    last = data[end - 1];
    print.call(input, data, start, end);
  };
  input.repeatPrecedingCharacter = ({ params: [times] }) => {
    const count = last === undefined ? 0 : times || 1;
    print.call(input, new Uint32Array(count).fill(last), 0, count);
    return true;
  };
}

/** Of character sets there are ASCII and line drawing, with a blank for `_`; xterm.js knows national ones, and no blank. */
function knowsTwoCharsets(input) {
  const { selectCharset, _charsetService: sets } = input;
  input.selectCharset = (which) => {
    if (!/^[()*+][B0]$/.test(which)) return true;
    selectCharset.call(input, which);
    const slot = "()*+".indexOf(which[0]);
    if (which[1] === "0") sets.setgCharset(slot, { ...sets._charsets[slot], _: " " });
    return true;
  };
  input.selectDefaultCharset = () => true;
}

/** Columns are neither shifted (CSI SP @, CSI SP A) nor inserted and deleted (CSI ' }, CSI ' ~). */
function shiftsNoColumns(input) {
  for (const name of ["scrollLeft", "scrollRight", "insertColumns", "deleteColumns"]) input[name] = () => true;
}

const isPrimary = (terminal) => terminal.buffer.active.type === "normal";

/** Scrolls so many rows into the history. */
function push(buffers, input, rows) {
  for (let n = 0; n < rows; n++) buffers.scroll(input._eraseAttrData());
}

/** How many rows of the screen there are down to the last that is not blank. */
function usedRows(terminal) {
  const { active } = terminal.buffer;
  const line = (row) => active.getLine(active.baseY + row);
  const isUsed = (cell) =>
    cell.getChars().trim() !== "" || !cell.isBgDefault() || !cell.isFgDefault() || drawn(cell);
  const drawn = (cell) => cell.isInverse() || cell.isUnderline() || cell.isStrikethrough();
  const cells = (row) => Array.from({ length: terminal.cols }, (_, x) => line(row).getCell(x));
  let rows = terminal.rows;
  while (rows > 0 && !line(rows)?.isWrapped && !cells(rows - 1).some(isUsed)) rows--;
  return rows;
}
