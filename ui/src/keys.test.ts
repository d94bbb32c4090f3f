// @vitest-environment jsdom

import { expect, it } from "vitest";

import { type Action, actionOf, chords, chordText } from "./keys";

function press(code: string, ...keys: ("ctrlKey" | "shiftKey" | "altKey" | "metaKey")[]): KeyboardEvent {
  return new KeyboardEvent("keydown", { code, ...Object.fromEntries(keys.map((key) => [key, true])) });
}

it("gives no two actions one chord", () => {
  const actions = Object.keys(chords) as Action[];
  for (const mac of [true, false]) {
    const all = actions.map((action) => chordText(action, mac));
    expect(new Set(all).size).toBe(all.length);
  }
});

it("leaves Ctrl with a letter to the terminal", () => {
  const letters = Object.values(chords).filter(({ ctrl }) => !ctrl);
  for (const { code } of letters) {
    expect(actionOf(press(code), false)).toBeUndefined();
    expect(actionOf(press(code, "ctrlKey"), false)).toBeUndefined();
    expect(actionOf(press(code, "altKey"), false)).toBeUndefined();
    expect(actionOf(press(code, "shiftKey"), false)).toBeUndefined();
  }
});

it("knows its chords", () => {
  expect(actionOf(press("KeyN", "ctrlKey", "shiftKey"), false)).toBe("new");
  expect(actionOf(press("Digit3", "ctrlKey", "shiftKey"), false)).toBe("session3");
  expect(actionOf(press("KeyU", "ctrlKey", "shiftKey", "altKey"), false)).toBe("needs");
  expect(actionOf(press("KeyF", "ctrlKey", "shiftKey"), false)).toBe("find");
  expect(actionOf(press("KeyF", "metaKey", "shiftKey"), true)).toBe("find_everywhere");
  expect(actionOf(press("KeyN", "metaKey"), true)).toBe("new");
  expect(actionOf(press("ArrowUp", "metaKey", "altKey"), true)).toBe("focus_up");
  expect(actionOf(press("ArrowUp", "ctrlKey", "shiftKey"), false)).toBe("focus_up");
  expect(actionOf(press("ArrowUp", "ctrlKey", "altKey"), false)).toBeUndefined();
  expect(actionOf(press("Tab", "ctrlKey"), true)).toBe("next_tab");
  expect(actionOf(press("Tab", "ctrlKey", "shiftKey"), false)).toBe("previous_tab");
  expect(actionOf(press("KeyN", "ctrlKey", "shiftKey"), true)).toBeUndefined();
});

it("shows them as they are pressed", () => {
  expect(chordText("new", false)).toBe("Ctrl+Shift+N");
  expect(chordText("needs", false)).toBe("Ctrl+Shift+Alt+U");
  expect(chordText("needs", true)).toBe("⇧⌘U");
  expect(chordText("focus_left", true)).toBe("⌥⌘←");
  expect(chordText("focus_left", false)).toBe("Ctrl+Shift+←");
  expect(chordText("next_tab", true)).toBe("⌃Tab");
});
