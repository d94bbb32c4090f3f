// Whether the app's terminal shows and knows the same after a session's whole output and after what a client got that
// attached later: a snapshot, and perhaps what followed it.
//
//     node xterm-compare.mjs UI CASES
//
// UI is the app's ui folder, with its packages installed: its xterm.js and its table of widths are used. CASES is a file:
// a JSON array of {what, cols, rows, original, attached}, of which the last two are the path of a file and those of
// others. Prints the differences, one a line; exit 0 if there are none, 1 if there are, 2 if it could not compare.
//
// Compared are all rows of both buffers, history included, cell by cell, with soft wraps, the cursor, the title, what
// the terminal answers when asked for its modes and settings, and all of it again after something more was printed,
// which shows the pen, tab stops, character sets, scroll region and saved cursor. Where the host's terminal does
// something else than xterm.js (like-the-host.mjs names it), xterm.js is made to do it, too: nothing is left out.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { likeTheHost } from "./like-the-host.mjs";

const HISTORY = 1000; // as much as a host keeps
const MOST = 20; // differences told of one file

const [ui, cases] = process.argv.slice(2);
if (cases === undefined) {
  console.error("usage: xterm-compare.mjs UI CASES");
  process.exit(2);
}

const { Terminal, hostWidths } = await theAppsTerminal(path.resolve(ui)).catch((error) => {
  console.error(`loading xterm.js from ${ui} (were its packages installed with \`npm ci\`?): ${error.message}`);
  process.exit(2);
});

async function theAppsTerminal(root) {
  const require = createRequire(path.join(root, "package.json"));
  const { Terminal } = require("@xterm/headless");
  const { runnerImport } = await import(pathToFileURL(require.resolve("vite")).href);
  const options = { root, configFile: false, logLevel: "error" };
  const { module } = await runnerImport(path.join(root, "src/terminal/widths.ts"), options);
  return { Terminal, hostWidths: module.hostWidths };
}

/** One terminal and all that came out of it. */
class Watched {
  title = null;
  replies = [];

  constructor(cols, rows) {
    this.terminal = new Terminal({ cols, rows, scrollback: HISTORY, allowProposedApi: true, logLevel: "off" });
    likeTheHost(this.terminal);
    this.terminal.unicode.register(hostWidths);
    this.terminal.unicode.activeVersion = hostWidths.version;
    this.terminal.onTitleChange((title) => (this.title = title));
    this.terminal.onData((data) => this.replies.push(data));
  }

  write(data) {
    return new Promise((resolve) => this.terminal.write(data, resolve));
  }

  async answers(query) {
    this.replies = [];
    await this.write(query);
    return this.replies.join("");
  }

  facts() {
    const { active, normal, alternate } = this.terminal.buffer;
    const facts = new Map([["screen", active.type], ["cursor", `${active.cursorX},${active.cursorY}`]]);
    facts.set("title", this.title?.trim() ?? "");
    for (const [mode, value] of Object.entries(this.terminal.modes)) facts.set(mode, `${value}`);
    addBuffer(facts, this.terminal, "normal", normal);
    if (active.type === "alternate") addBuffer(facts, this.terminal, "alternate", alternate);
    return facts;
  }
}

function addBuffer(facts, terminal, name, buffer) {
  facts.set(`${name} rows of history`, `${buffer.baseY}`);
  for (let y = 0; y < buffer.length; y++) {
    const line = buffer.getLine(y);
    // The oldest row may go on from one that is not kept.
    if (y > 0) facts.set(`${name} ${y - buffer.baseY} wrapped`, `${line.isWrapped}`);
    for (let x = 0; x < terminal.cols; x++) {
      facts.set(`${name} ${y - buffer.baseY},${x}`, cell(line.getCell(x), terminal));
    }
  }
}

/** A cell as a person sees it: on a blank neither the colour of the text nor bold can be seen. */
function cell(c, terminal) {
  const chars = c.getChars() || " ";
  const flags = [
    ["inverse", c.isInverse()], ["underline", c.isUnderline()], ["strike", c.isStrikethrough()],
    ["bold", c.isBold()], ["dim", c.isDim()], ["italic", c.isItalic()], ["invisible", c.isInvisible()],
  ].filter(([, on]) => on).map(([name]) => name);
  const background = `on ${c.getBgColorMode()}:${c.getBgColor()}`;
  const drawn = chars !== " " || flags.some((flag) => ["inverse", "underline", "strike"].includes(flag));
  if (!drawn) return `' ' ${background}`;
  const foreground = `${c.getFgColorMode()}:${c.getFgColor()}`;
  return `'${chars}' w${c.getWidth()} ${foreground} ${background} ${flags.join(" ")}${decoration(c, terminal)}`;
}

/** Underlines and links, which xterm.js keeps but does not offer. */
function decoration(c, terminal) {
  const { underlineStyle, underlineColor, urlId } = c.extended;
  // Style 0 is drawn as 1. What takes the colour back (SGR 59) makes it white instead, which is a fault of xterm.js.
  const color = underlineColor === 0x3ffffff ? 0 : underlineColor;
  const line = c.isUnderline() ? ` line ${underlineStyle || 1}:${color}` : "";
  return urlId ? `${line} link ${terminal._core._oscLinkService.getLinkData(urlId)?.uri}` : line;
}

const MODES = [1, 6, 7, 9, 12, 25, 45, 66, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 1047, 1049, 2004, 2026];
const SETTINGS = ["r", "m", " q"]; // scroll region, pen, cursor style
const QUERIES = [
  ...MODES.map((mode) => [`mode ${mode}`, `\x1b[?${mode}$p`]),
  ...[4, 20].map((mode) => [`ANSI mode ${mode}`, `\x1b[${mode}$p`]),
  ...SETTINGS.map((setting) => [`setting${setting}`, `\x1bP$q${setting}\x1b\\`]),
];
/** With the pen and character set as they are, a tab; enough rows to scroll; from the saved cursor. */
const more = (rows) => `qx\tqx${"\r\nm".repeat(rows)}\x1b8z`;

/** All that can be found out about a terminal that was fed a file, by name. */
async function known({ cols, rows }, file) {
  const watched = new Watched(cols, rows);
  await watched.write(fs.readFileSync(file));
  const facts = watched.facts();
  for (const [name, query] of QUERIES) facts.set(name, await watched.answers(query));
  await watched.write(more(rows));
  for (const [name, fact] of watched.facts()) facts.set(`after more: ${name}`, fact);
  return facts;
}

let differ = false;
for (const one of JSON.parse(fs.readFileSync(cases, "utf8"))) {
  const direct = await known(one, one.original);
  for (const file of one.attached) {
    const restored = await known(one, file);
    const names = [...new Set([...direct.keys(), ...restored.keys()])];
    const differences = names.filter((name) => direct.get(name) !== restored.get(name));
    differ ||= differences.length > 0;
    const what = `${one.what}: ${path.basename(file)}`;
    for (const name of differences.slice(0, MOST)) {
      console.log(`${what}: ${name}: ${direct.get(name)} | ${restored.get(name)}`);
    }
    if (differences.length > MOST) console.log(`${what}: and ${differences.length - MOST} more`);
  }
}
process.exitCode = differ ? 1 : 0;
