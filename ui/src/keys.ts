// The window's own keys. Ctrl with a letter belongs to the terminal: on Linux and Windows each chord of the Command key
// becomes Ctrl+Shift, and Command+Shift becomes Ctrl+Shift+Alt. Everything that is not listed goes to the terminal.

import type { Side } from "./layout/tree";

export type Action =
  | "new"
  | "filter"
  | "sidebar"
  | "next"
  | "previous"
  | "needs"
  | "find"
  | "find_everywhere"
  | "prompt"
  | "prompt_several"
  | "copy"
  | "paste"
  | "split_right"
  | "split_down"
  | "close"
  | "reopen"
  | "zoom"
  | `focus_${Side}`
  | `swap_${Side}`
  | "next_tab"
  | "previous_tab"
  | `session${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

/** A key on the keyboard, as `KeyboardEvent.code` names it, and what is held with it. */
interface Chord {
  code: string;
  /** Shift is added to Command. */
  shift?: true;
  /** On a Mac, Option is added to Command. Elsewhere nothing is: desktops take Ctrl+Alt with arrows. */
  option?: true;
  /** It is Ctrl everywhere, and not Command. */
  ctrl?: true;
}

/** One chord per action. `paste` is only kept from the terminal: the browser then pastes by itself. */
export const chords: Record<Action, Chord> = {
  new: { code: "KeyN" },
  filter: { code: "KeyO" },
  sidebar: { code: "KeyB" },
  next: { code: "PageDown" },
  previous: { code: "PageUp" },
  needs: { code: "KeyU", shift: true },
  find: { code: "KeyF" },
  find_everywhere: { code: "KeyF", shift: true },
  prompt: { code: "KeyE" },
  prompt_several: { code: "KeyE", shift: true },
  copy: { code: "KeyC" },
  paste: { code: "KeyV" },
  split_right: { code: "KeyD" },
  split_down: { code: "KeyD", shift: true },
  close: { code: "KeyW" },
  reopen: { code: "KeyT", shift: true },
  zoom: { code: "Enter", shift: true },
  focus_left: { code: "ArrowLeft", option: true },
  focus_right: { code: "ArrowRight", option: true },
  focus_up: { code: "ArrowUp", option: true },
  focus_down: { code: "ArrowDown", option: true },
  swap_left: { code: "ArrowLeft", option: true, shift: true },
  swap_right: { code: "ArrowRight", option: true, shift: true },
  swap_up: { code: "ArrowUp", option: true, shift: true },
  swap_down: { code: "ArrowDown", option: true, shift: true },
  next_tab: { code: "Tab", ctrl: true },
  previous_tab: { code: "Tab", ctrl: true, shift: true },
  session1: { code: "Digit1" },
  session2: { code: "Digit2" },
  session3: { code: "Digit3" },
  session4: { code: "Digit4" },
  session5: { code: "Digit5" },
  session6: { code: "Digit6" },
  session7: { code: "Digit7" },
  session8: { code: "Digit8" },
  session9: { code: "Digit9" },
};

const isMac = navigator.platform.startsWith("Mac");

/** The action that a key press asks for, if any. */
export function actionOf(event: KeyboardEvent, mac = isMac): Action | undefined {
  for (const [action, chord] of Object.entries(chords) as [Action, Chord][]) {
    if (event.code === chord.code && modifiers(event) === wanted(chord, mac)) return action;
  }
  return undefined;
}

/** A chord as it is shown to people. */
export function chordText(action: Action, mac = isMac): string {
  const chord = chords[action];
  const key = chord.code.replace(/^(Key|Digit)/u, "");
  const names: Record<string, string> = {
    ArrowLeft: "←",
    ArrowRight: "→",
    ArrowUp: "↑",
    ArrowDown: "↓",
  };
  const held = wanted(chord, mac).split("+");
  const shown = mac
    ? ["ctrl", "alt", "shift", "meta"].filter((one) => held.includes(one)).map((one) => SIGNS[one])
    : held.map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}+`);
  return `${shown.join("")}${names[key] ?? key}`;
}

const SIGNS: Record<string, string> = { ctrl: "⌃", alt: "⌥", shift: "⇧", meta: "⌘" };

function modifiers(event: KeyboardEvent): string {
  return [event.metaKey && "meta", event.ctrlKey && "ctrl", event.shiftKey && "shift", event.altKey && "alt"]
    .filter(Boolean)
    .join("+");
}

function wanted({ shift, option, ctrl }: Chord, mac: boolean): string {
  if (ctrl) return shift ? "ctrl+shift" : "ctrl";
  if (!mac) return shift ? "ctrl+shift+alt" : "ctrl+shift";
  return ["meta", shift && "shift", option && "alt"].filter(Boolean).join("+");
}
