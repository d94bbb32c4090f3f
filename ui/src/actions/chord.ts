// Chords: keys pressed together, read from an event, from the settings file and written for people. Pure; which action a
// chord means is not known here.

/** A key and what is held with it. `key` is what stands on the key cap, in capitals: "K", "1", "PageUp", "/". */
export interface Chord {
  key: string;
  ctrl?: boolean;
  shift?: boolean;
  alt?: boolean;
  /** The Command key, on other keyboards the key of the system. */
  meta?: boolean;
}

/** Why a chord cannot be given to an action. */
export type Refusal =
  /** It types, or programs in the terminal take it for themselves. */
  | "terminal"
  /** The desktop takes it. */
  | "system";

/** Keys that are called by a word, and those that are called by their sign. */
const NAMED = "Up Down Left Right PageUp PageDown Home End Insert Delete Tab Enter Space Backspace Escape".split(" ");
const SIGNED = "-=,./\\[];'`";

/** Where a key lies, for keys that type no letter: as `KeyboardEvent.code` names it. */
const PLACES: Record<string, string> = {
  ArrowUp: "Up",
  ArrowDown: "Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
  NumpadEnter: "Enter",
  Minus: "-",
  Equal: "=",
  Comma: ",",
  Period: ".",
  Slash: "/",
  Backslash: "\\",
  BracketLeft: "[",
  BracketRight: "]",
  Semicolon: ";",
  Quote: "'",
  Backquote: "`",
  NumpadAdd: "=",
  NumpadSubtract: "-",
};

/** Signs that mean the same wherever a keyboard has them. */
const SIGNS: Record<string, string> = { "+": "=", "*": "=", _: "-", "?": "/" };

/** What is pressed in `event`; `undefined` where that is no chord, such as Shift alone. */
export function chordOf(event: KeyboardEvent): Chord | undefined {
  const key = keyOf(event);
  if (key === undefined) return undefined;
  return chord(key, event.ctrlKey, event.shiftKey, event.altKey, event.metaKey);
}

/** Letters count as they are written on the keyboard, so that a chord is where its letter is; an alphabet without Latin
    letters falls back on the place. Digits and signs go by their place, because Shift makes other signs of them. */
function keyOf({ key, code }: KeyboardEvent): string | undefined {
  if (/^[a-z]$/iu.test(key)) return key.toUpperCase();
  const digit = /^(?:Digit|Numpad)(\d)$/u.exec(code);
  if (digit) return digit[1];
  const placed = SIGNS[key] ?? PLACES[code] ?? code.replace(/^Key/u, "");
  return isKey(placed) ? placed : undefined;
}

function isKey(name: string): boolean {
  if (/^(?:[A-Z0-9]|F(?:[1-9]|1\d|2[0-4]))$/u.test(name)) return true;
  return NAMED.includes(name) || (name.length === 1 && SIGNED.includes(name));
}

/** A chord with only what is held, so that chords can be compared. */
export function chord(key: string, ctrl = false, shift = false, alt = false, meta = false): Chord {
  return { key, ...(ctrl && { ctrl }), ...(shift && { shift }), ...(alt && { alt }), ...(meta && { meta }) };
}

/** As the settings file has it: "Ctrl+Shift+K", "Cmd+K". Equal chords are written equally. */
export function write({ key, ctrl, shift, alt, meta }: Chord): string {
  return [ctrl && "Ctrl", shift && "Shift", alt && "Alt", meta && "Cmd", key].filter(Boolean).join("+");
}

/** Reads what [`write`] wrote, or a person in any order and case; `undefined` where it is no chord. */
export function read(text: string): Chord | undefined {
  const parts = text.split("+").map((part) => part.trim());
  const key = nameOf(parts.pop() ?? "");
  const held = parts.map((part) => HELD[part.toLowerCase()]);
  if (key === undefined || held.includes(undefined) || new Set(held).size < held.length) return undefined;
  const has = (name: Held) => held.includes(name);
  return chord(key, has("ctrl"), has("shift"), has("alt"), has("meta"));
}

type Held = "ctrl" | "shift" | "alt" | "meta";
const HELD: Record<string, Held | undefined> = {
  ctrl: "ctrl",
  control: "ctrl",
  shift: "shift",
  alt: "alt",
  option: "alt",
  cmd: "meta",
  command: "meta",
  meta: "meta",
  super: "meta",
} as const;

function nameOf(text: string): string | undefined {
  const named = NAMED.find((name) => name.toLowerCase() === text.toLowerCase());
  const key = named ?? text.toUpperCase();
  return isKey(key) ? key : undefined;
}

/** As people read it: "Ctrl+Shift+K", on a Mac "⇧⌘K". */
export function show({ key, ctrl, shift, alt, meta }: Chord, mac: boolean): string {
  if (mac)
    return [ctrl && "⌃", alt && "⌥", shift && "⇧", meta && "⌘", SHOWN_ON_MAC[key] ?? key].filter(Boolean).join("");
  const held = [ctrl && "Ctrl", shift && "Shift", alt && "Alt", meta && "Super"];
  return [...held, SHOWN[key] ?? key].filter(Boolean).join("+");
}

const SHOWN: Record<string, string> = { Up: "↑", Down: "↓", Left: "←", Right: "→", Escape: "Esc" };
const SHOWN_ON_MAC: Record<string, string> = {
  ...SHOWN,
  PageUp: "⇞",
  PageDown: "⇟",
  Tab: "⇥",
  Enter: "↩",
  Backspace: "⌫",
  Escape: "⎋",
};

/** As `aria-keyshortcuts` wants it. */
export function announce({ key, ctrl, shift, alt, meta }: Chord): string {
  const arrow = ["Up", "Down", "Left", "Right"].includes(key) ? `Arrow${key}` : key;
  return [ctrl && "Control", shift && "Shift", alt && "Alt", meta && "Meta", arrow].filter(Boolean).join("+");
}

/** Why no action may have a chord; `null`: it may. Terminals leave Ctrl+Shift to the window around them; on a Mac the
    Command key is the window's as well. F6 goes around the window by old custom, and Ctrl+Tab around its tabs. */
export function refusal({ key, ctrl, shift, alt, meta }: Chord, mac: boolean): Refusal | null {
  if (meta) return mac ? null : "system";
  if (key === "F6" && !ctrl && !alt) return null;
  if (ctrl && (shift || key === "Tab") && !(key === "Tab" && alt)) return null;
  return alt && key === "Tab" ? "system" : "terminal";
}
