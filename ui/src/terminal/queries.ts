// Keeps xterm.js silent: the session's host answers what programs ask their terminal, and a second answer would be read
// as typing. Nothing that arrives as output may ever leave again as input.

import type { Terminal } from "@xterm/xterm";

/** Requests that xterm.js or one of its add-ons would answer, as control sequences. */
const CONTROL = [
  { final: "c" }, // primary device attributes
  { prefix: ">", final: "c" }, // secondary
  { prefix: "=", final: "c" }, // tertiary
  { final: "n" }, // device status, cursor position
  { prefix: "?", final: "n" }, // the same, private; colour scheme
  { intermediates: "$", final: "p" }, // mode reports
  { prefix: "?", intermediates: "$", final: "p" },
  { final: "t" }, // window reports and operations: the window is ours, not the program's
  { prefix: ">", final: "q" }, // terminal name and version
  { prefix: "?", final: "u" }, // kitty keyboard flags
  { final: "x" }, // terminal parameters
  { prefix: "?", final: "S" }, // what images may be
  { intermediates: "*", final: "y" }, // checksum of an area
  { intermediates: "&", final: "u" }, // preferred supplemental set
  { intermediates: "$", final: "w" }, // presentation state
];

/** Colours that may be set or, with a question mark, asked for: palette, special ones, text, background, cursor and more. */
const COLORS = [4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

/** Swallows every query. Returns whether what the terminal emits now is an echo of output, to be dropped. */
export function silence(terminal: Terminal): () => boolean {
  const { parser } = terminal;
  for (const id of CONTROL) parser.registerCsiHandler(id, () => true);
  for (const ident of COLORS) parser.registerOscHandler(ident, (data) => data.split(";").includes("?"));
  parser.registerDcsHandler({ intermediates: "$", final: "q" }, () => true); // settings
  parser.registerDcsHandler({ intermediates: "+", final: "q" }, () => true); // terminfo entries
  return focusReports(terminal);
}

/**
 * Asking for focus reports makes xterm.js report at once, while it reads the output. Nobody can type or click until the
 * running task is over, so whatever is emitted before that is no person's doing.
 */
function focusReports(terminal: Terminal): () => boolean {
  let reading = false;
  terminal.parser.registerCsiHandler({ prefix: "?", final: "h" }, (params) => {
    if (params.flat().includes(1004)) {
      reading = true;
      queueMicrotask(() => (reading = false));
    }
    return false;
  });
  return () => reading;
}
