// @vitest-environment jsdom

import { expect, it } from "vitest";

import { announce, type Chord, chord, chordOf, read, refusal, show, write } from "./chord";

function press(key: string, code: string, ...held: ("ctrlKey" | "shiftKey" | "altKey" | "metaKey")[]): KeyboardEvent {
  return new KeyboardEvent("keydown", { key, code, ...Object.fromEntries(held.map((name) => [name, true])) });
}

/** Every chord there is. */
function* all(): Generator<Chord> {
  const keys = [..."ABCXYZ0189-=,./\\[];'`", "Up", "PageDown", "Tab", "Space", "Escape", "F1", "F6", "F12", "F24"];
  for (const key of keys)
    for (let held = 0; held < 16; held += 1)
      yield chord(key, (held & 1) > 0, (held & 2) > 0, (held & 4) > 0, (held & 8) > 0);
}

it("reads every chord as it was written, and in whatever order and case people write it", () => {
  for (const one of all()) {
    expect(read(write(one))).toEqual(one);
    const [key = "", ...held] = write(one).split("+").toReversed();
    expect(read([...held, key].join(" + ").toLowerCase())).toEqual(one);
  }
  expect(new Set([...all()].map(write)).size).toBe([...all()].length);
});

it("reads nothing but chords", () => {
  for (const text of ["", "+", "Ctrl", "Ctrl+", "Ctrl+Shift", "Hyper+K", "Ctrl+Ctrl+K", "Ctrl+KK", "F0", "F25", "ä"])
    expect(read(text), text).toBeUndefined();
});

it("takes letters as they are on the keyboard, and by their place where the alphabet has no such letters", () => {
  const table: [KeyboardEvent, string][] = [
    [press("K", "KeyK", "ctrlKey", "shiftKey"), "Ctrl+Shift+K"],
    [press("k", "KeyK", "metaKey"), "Cmd+K"],
    [press("Z", "KeyY", "ctrlKey", "shiftKey"), "Ctrl+Shift+Z"], // German
    [press("Л", "KeyK", "ctrlKey", "shiftKey"), "Ctrl+Shift+K"], // Russian
    [press("˚", "KeyK", "metaKey", "altKey"), "Alt+Cmd+K"], // Option on a Mac
    [press("#", "Digit3", "ctrlKey", "shiftKey"), "Ctrl+Shift+3"],
    [press("/", "Digit7", "ctrlKey", "shiftKey"), "Ctrl+Shift+7"], // German
    [press("3", "Digit3", "ctrlKey", "shiftKey"), "Ctrl+Shift+3"], // French
    [press("?", "Slash", "ctrlKey", "shiftKey"), "Ctrl+Shift+/"],
    [press("?", "Minus", "ctrlKey", "shiftKey"), "Ctrl+Shift+/"], // German
    [press("*", "BracketRight", "ctrlKey", "shiftKey"), "Ctrl+Shift+="], // German
    [press("+", "Equal", "ctrlKey", "shiftKey"), "Ctrl+Shift+="],
    [press("_", "Slash", "ctrlKey", "shiftKey"), "Ctrl+Shift+-"], // German
    [press("<", "Comma", "ctrlKey", "shiftKey"), "Ctrl+Shift+,"],
    [press("ArrowUp", "ArrowUp", "ctrlKey", "shiftKey"), "Ctrl+Shift+Up"],
    [press("Tab", "Tab", "ctrlKey"), "Ctrl+Tab"],
    [press("F6", "F6", "shiftKey"), "Shift+F6"],
  ];
  for (const [event, text] of table) expect(write(chordOf(event) ?? { key: "none" })).toBe(text);
  expect(chordOf(press("Shift", "ShiftLeft", "shiftKey"))).toBeUndefined();
});

it("leaves to the terminal what types, and what its programs take", () => {
  const table: [string, ReturnType<typeof refusal>, ReturnType<typeof refusal>][] = [
    // On Linux and Windows, and on a Mac.
    ["K", "terminal", "terminal"],
    ["Shift+K", "terminal", "terminal"],
    ["Ctrl+K", "terminal", "terminal"],
    ["Alt+K", "terminal", "terminal"],
    ["Ctrl+Alt+K", "terminal", "terminal"],
    ["Enter", "terminal", "terminal"],
    ["F5", "terminal", "terminal"],
    ["Ctrl+F6", "terminal", "terminal"],
    ["Shift+Tab", "terminal", "terminal"],
    ["Ctrl+Shift+K", null, null],
    ["Ctrl+Shift+Alt+K", null, null],
    ["F6", null, null],
    ["Shift+F6", null, null],
    ["Ctrl+Tab", null, null],
    ["Alt+Tab", "system", "system"],
    ["Ctrl+Shift+Alt+Tab", "system", "system"],
    ["Cmd+K", "system", null],
    ["Shift+Cmd+K", "system", null],
  ];
  for (const [text, elsewhere, mac] of table) {
    const one = read(text);
    expect(one && [refusal(one, false), refusal(one, true)], text).toEqual([elsewhere, mac]);
  }
});

it("is shown as it is pressed", () => {
  expect(show(chord("N", true, true), false)).toBe("Ctrl+Shift+N");
  expect(show(chord("U", true, true, true), false)).toBe("Ctrl+Shift+Alt+U");
  expect(show(chord("U", false, true, false, true), true)).toBe("⇧⌘U");
  expect(show(chord("Left", true, true), false)).toBe("Ctrl+Shift+←");
  expect(announce(chord("Left", true, true))).toBe("Control+Shift+ArrowLeft");
});
