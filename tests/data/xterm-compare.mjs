// Whether xterm.js shows the same after a session's whole output and after a snapshot taken at its end.
//
//     node xterm-compare.mjs MODULE COLS ROWS ORIGINAL SNAPSHOT
//
// MODULE is the file of @xterm/headless (lib-headless/xterm-headless.mjs). Prints {"differences": [...], "notes": [...]};
// exit 0 if there are no differences, 1 if there are, 2 if it could not compare. Notes are differences in what
// xterm.js and the session's own emulator are known to keep differently: history and the joints of wrapped rows.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const MOST = 20; // differences told of each kind

const [module, cols, rows, original, snapshot] = process.argv.slice(2);
if (!snapshot) {
  console.error("usage: xterm-compare.mjs MODULE COLS ROWS ORIGINAL SNAPSHOT");
  process.exit(2);
}
const exports_ = await import(pathToFileURL(path.resolve(module)).href);
const Terminal = exports_.Terminal ?? exports_.default.Terminal;

async function fed(file) {
  const terminal = new Terminal({ cols: +cols, rows: +rows, scrollback: 2000, allowProposedApi: true });
  const state = { title: null, replies: [], bells: 0 };
  terminal.onTitleChange((title) => (state.title = title));
  terminal.onData((data) => state.replies.push(data));
  terminal.onBell(() => (state.bells += 1));
  await new Promise((resolve) => terminal.write(fs.readFileSync(file), resolve));
  return { terminal, ...state };
}

// A blank shows its background, and decoration that is drawn on blanks; its text colour cannot be seen.
function cell(line, x) {
  const c = line?.getCell(x);
  if (!c) return "";
  const flags = [
    ["bold", c.isBold()], ["dim", c.isDim()], ["italic", c.isItalic()], ["underline", c.isUnderline()],
    ["inverse", c.isInverse()], ["invisible", c.isInvisible()], ["strike", c.isStrikethrough()],
  ].filter(([, on]) => on).map(([name]) => name);
  const chars = c.getChars() || " ";
  const blank = chars === " " && !flags.includes("inverse") && !flags.includes("underline") && !flags.includes("strike");
  const bg = `bg ${c.getBgColorMode()}:${c.getBgColor()}`;
  if (blank) return `' ' ${bg}`;
  return `'${chars}' w${c.getWidth()} fg ${c.getFgColorMode()}:${c.getFgColor()} ${bg} ${flags.join(" ")}`;
}

function compareRows(a, b, count, rowA, rowB, name, into) {
  for (let y = 0; y < count; y++) {
    const [lineA, lineB] = [a.getLine(rowA + y), b.getLine(rowB + y)];
    for (let x = 0; x < +cols; x++) {
      const [direct, restored] = [cell(lineA, x), cell(lineB, x)];
      if (direct !== restored) into.push({ what: name, y, x, direct, restored });
    }
  }
}

function compareWraps(a, b, notes) {
  for (let y = 1; y < +rows; y++) {
    const [direct, restored] = [a.getLine(a.baseY + y)?.isWrapped, b.getLine(b.baseY + y)?.isWrapped];
    if (direct !== restored) notes.push({ what: "wrapped", y, direct, restored });
  }
}

const direct = await fed(original);
const restored = await fed(snapshot);
const differences = [];
const notes = [];
const differ = (what, a, b, into = differences) => {
  if (JSON.stringify(a) !== JSON.stringify(b)) into.push({ what, direct: a, restored: b });
};

const [a, b] = [direct.terminal.buffer.active, restored.terminal.buffer.active];
differ("screen", a.type, b.type);
differ("cursor", [a.cursorX, a.cursorY], [b.cursorX, b.cursorY]);
differ("modes", direct.terminal.modes, restored.terminal.modes);
differ("title", direct.title?.trim() ?? null, restored.title);
differ("replies to a snapshot", [], restored.replies);
differ("bells in a snapshot", 0, restored.bells);
compareRows(a, b, +rows, a.baseY, b.baseY, "cell", differences);
compareWraps(a, b, notes);
const [normalA, normalB] = [direct.terminal.buffer.normal, restored.terminal.buffer.normal];
differ("rows of history", normalA.baseY, normalB.baseY, notes);
if (a.type === "alternate") compareRows(normalA, normalB, +rows, normalA.baseY, normalB.baseY, "primary", differences);
if (normalA.baseY === normalB.baseY) compareRows(normalA, normalB, normalA.baseY, 0, 0, "history", notes);

const few = (list) => (list.length > MOST ? [...list.slice(0, MOST), { more: list.length - MOST }] : list);
console.log(JSON.stringify({ differences: few(differences), notes: few(notes) }, null, 1));
process.exit(differences.length ? 1 : 0);
