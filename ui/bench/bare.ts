// A terminal and nothing else, which shows what is typed: what the app's window is measured against. `?painted`: it is
// filled with the colour that the benchmark waits for.

import "@xterm/xterm/css/xterm.css";

import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";

const holder = document.getElementById("terminal");
const terminal = new Terminal({ fontFamily: '"Holdfast Mono"', fontSize: 13, lineHeight: 1.3, scrollback: 1000 });
const fit = new FitAddon();
terminal.loadAddon(fit);
await document.fonts.load('13px "Holdfast Mono"');
if (holder) terminal.open(holder);
fit.fit();
terminal.onData((typed) => terminal.write(typed));
terminal.focus();
if (location.search === "?painted") terminal.write("\u001b[48;2;255;0;255m\u001b[2J");
