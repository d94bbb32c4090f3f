// @vitest-environment jsdom

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { schemeOf } from "../themes/palettes";
import { TerminalView } from "./terminal";

let view: TerminalView;
let typed: number[];
let topReached: number;
const mayPaste = vi.fn<(lines: number) => Promise<boolean>>();
const clipboard = vi.fn<(text: string) => void>();

beforeEach(() => {
  typed = [];
  topReached = 0;
  mayPaste.mockReset();
  clipboard.mockReset();
  view = new TerminalView(schemeOf("holdfast", "dark"), {
    input: (bytes) => typed.push(...bytes),
    scrolled: () => undefined,
    reachedTop: () => topReached++,
    clipboard,
    mayPaste,
    selected: () => undefined,
    image: () => undefined,
    follow: () => undefined,
    over: () => undefined,
  });
});
afterEach(() => view.dispose());

const settled = () => new Promise<void>((done) => view.inOrder(done));

function line(at: number): string {
  return view.terminal.buffer.active.getLine(at)?.translateToString(true) ?? "";
}

it("finds text above the screen, the newest first, and counts it", async () => {
  const nothing = () => undefined;
  vi.stubGlobal("matchMedia", () => ({ addListener: nothing, removeListener: nothing }));
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  view.open(document.body.appendChild(document.createElement("div")), "Terminal");
  view.terminal.resize(20, 4);
  view.write("error one\r\nError two\r\nthree\r\nfour\r\nfive\r\nsix\r\nseven");
  await settled();
  const found: [number, number][] = [];
  const stop = view.finder.onFound((at, all) => found.push([at, all]));
  const look = (text: string, which: Parameters<TerminalView["finder"]["find"]>[1]) => {
    view.finder.find(text, which);
    return [view.selection(), found.at(-1)];
  };
  expect(look("error", "typed")).toEqual(["Error", [2, 2]]);
  expect(look("error", "previous")).toEqual(["error", [1, 2]]);
  expect(look("error", "next")).toEqual(["Error", [2, 2]]);
  expect(look("Error", "typed")).toEqual(["Error", [1, 1]]);
  expect(look("nothing", "typed")).toEqual(["", [0, 0]]);
  view.finder.end();
  expect(view.selection()).toBe("");
  stop();
  vi.unstubAllGlobals();
});

const ESC = "\u001b";
it.each([
  ["primary device attributes", `${ESC}[c`],
  ["the same with a zero", `${ESC}[0c`],
  ["secondary device attributes", `${ESC}[>c`],
  ["tertiary device attributes", `${ESC}[=c`],
  ["identify (DECID)", `${ESC}Z`],
  ["status", `${ESC}[5n`],
  ["cursor position", `${ESC}[6n`],
  ["extended cursor position", `${ESC}[?6n`],
  ["colour scheme", `${ESC}[?996n`],
  ["ANSI mode", `${ESC}[4$p`],
  ["private mode", `${ESC}[?2026$p`],
  ["palette colour", `${ESC}]4;1;?${ESC}\\`],
  ["two palette colours", `${ESC}]4;1;?;2;?\u0007`],
  ["text colour", `${ESC}]10;?${ESC}\\`],
  ["background", `${ESC}]11;?\u0007`],
  ["text, background and cursor at once", `${ESC}]10;?;?;?\u0007`],
  ["cursor colour", `${ESC}]12;?\u0007`],
  ["settings", `${ESC}P$qm${ESC}\\`],
  ["settings of the cursor", `${ESC}P$q q${ESC}\\`],
  ["terminfo", `${ESC}P+q544e${ESC}\\`],
  ["name and version", `${ESC}[>q`],
  ["kitty keyboard", `${ESC}[?u`],
  ["window size in pixels", `${ESC}[14t`],
  ["cell size", `${ESC}[16t`],
  ["text size", `${ESC}[18t`],
  ["window title", `${ESC}[21t`],
  ["terminal parameters", `${ESC}[x`],
  ["answerback", "\u0005"],
  ["clipboard", `${ESC}]52;c;?\u0007`],
  ["focus, at once on asking for reports", `${ESC}[?1004h`],
  ["focus among other modes", `${ESC}[?1000;1004;2004h`],
])("never answers a query: %s", async (_, query) => {
  view.goLive();
  view.write(`before${query}after`);
  await settled();
  await new Promise((resolve) => setTimeout(resolve));
  expect(typed).toEqual([]);
  // Nothing of the query may show either.
  expect(line(0)).toBe("beforeafter");
});

it("still takes colours that are set", async () => {
  const parsed = vi.fn(() => false);
  view.terminal.parser.registerOscHandler(11, parsed);
  view.write(`${ESC}]11;#102030\u0007`);
  await settled();
  expect(parsed).toHaveBeenCalledWith("#102030");
});

it("gives what is typed as UTF-8, and what is binary as it is", () => {
  view.terminal.input("é\r");
  expect(typed).toEqual([0xc3, 0xa9, 13]);
});

it("goes on typing after focus reports were asked for", async () => {
  view.write(`${ESC}[?1004h`);
  await settled();
  await Promise.resolve();
  view.terminal.input("x");
  expect(typed).toEqual([120]);
});

it("measures characters as the host does", async () => {
  view.write("界a\u0301👩‍💻|");
  await settled();
  // Two cells, one, two, two: the joiner takes none and joins no cells.
  expect(view.terminal.buffer.active.cursorX).toBe(8);
});

it("begins anew in the order of the calls", async () => {
  view.write("old");
  view.begin({ cols: 30, rows: 5 });
  view.write("new");
  view.resize({ cols: 12, rows: 3 });
  await settled();
  expect(line(0)).toBe("new");
  expect(view.size).toEqual({ cols: 12, rows: 3 });
});

it("types nothing once its program is gone", async () => {
  view.setInteractive(false);
  await view.paste("x");
  view.terminal.input("x");
  expect(typed).toEqual([]);
});

it("pastes one line unasked and without control characters", async () => {
  await view.paste(`ls${ESC}[201~\u0003`);
  expect(new TextDecoder().decode(Uint8Array.from(typed))).toBe("ls");
  expect(mayPaste).not.toHaveBeenCalled();
});

it("asks before it pastes lines that would run", async () => {
  mayPaste.mockResolvedValueOnce(false).mockResolvedValueOnce(true);
  await view.paste("a\nb\n");
  expect(typed).toEqual([]);
  await view.paste("a\nb\n");
  expect(mayPaste).toHaveBeenCalledWith(2);
  expect(new TextDecoder().decode(Uint8Array.from(typed))).toBe("a\rb\r");
});

it("does not ask where the program takes pastes as pastes, and nothing ends one early", async () => {
  view.write(`${ESC}[?2004h`);
  await settled();
  await view.paste(`a\nb${ESC}[201~c`);
  expect(mayPaste).not.toHaveBeenCalled();
  expect(new TextDecoder().decode(Uint8Array.from(typed))).toBe(`${ESC}[200~a\rbc${ESC}[201~`);
});

it("lets no program without the focus fill the clipboard", async () => {
  view.goLive();
  view.write(`${ESC}]52;c;aGk=\u0007`);
  await settled();
  expect(clipboard).not.toHaveBeenCalled();
});

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `line ${from + at}\r\n`).join("");

it("keeps the line that a person reads at where it is when more comes above it", async () => {
  view.begin({ cols: 20, rows: 5 });
  view.write(numbered(900, 1000));
  view.goLive();
  await settled();
  view.terminal.scrollToLine(0);
  expect(topReached).toBe(1);
  view.begin({ cols: 20, rows: 5 });
  view.write(numbered(0, 1000));
  view.goLive();
  await settled();
  expect(line(view.terminal.buffer.active.viewportY)).toBe("line 900");
  expect(view.above).toBe(996);
  expect(topReached).toBe(1);
});

it("shows the end of what is painted anew to one who was there", async () => {
  view.begin({ cols: 20, rows: 5 });
  view.write(numbered(0, 100));
  view.goLive();
  view.begin({ cols: 20, rows: 5 });
  view.write(numbered(0, 200));
  view.goLive();
  await settled();
  expect(view.terminal.buffer.active.viewportY).toBe(view.above);
  expect(topReached).toBe(0);
});
