// The window's own keys. Ctrl with a letter belongs to the terminal: on Linux and Windows each chord of the Command key
// becomes Ctrl+Shift, and Command+Shift becomes Ctrl+Shift+Alt. Everything that is not listed goes to the terminal.

export type Action =
  | "new"
  | "filter"
  | "sidebar"
  | "inspector"
  | "next"
  | "previous"
  | "needs"
  | "find"
  | "find_everywhere"
  | "prompt"
  | "prompt_several"
  | "copy"
  | "paste"
  | `session${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

/** A key on the keyboard, as `KeyboardEvent.code` names it, and whether Shift is added to Command. */
interface Chord {
  code: string;
  shift?: true;
}

/** One chord per action. `paste` is only kept from the terminal: the browser then pastes by itself. */
export const chords: Record<Action, Chord> = {
  new: { code: "KeyN" },
  filter: { code: "KeyO" },
  sidebar: { code: "KeyB" },
  inspector: { code: "KeyL" },
  next: { code: "PageDown" },
  previous: { code: "PageUp" },
  needs: { code: "KeyU", shift: true },
  find: { code: "KeyF" },
  find_everywhere: { code: "KeyF", shift: true },
  prompt: { code: "KeyE" },
  prompt_several: { code: "KeyE", shift: true },
  copy: { code: "KeyC" },
  paste: { code: "KeyV" },
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
  const { code, shift } = chords[action];
  const key = code.replace(/^(Key|Digit)/u, "");
  if (mac) return `${shift ? "⇧" : ""}⌘${key}`;
  return `Ctrl+Shift+${shift ? "Alt+" : ""}${key}`;
}

function modifiers(event: KeyboardEvent): string {
  return [event.metaKey && "meta", event.ctrlKey && "ctrl", event.shiftKey && "shift", event.altKey && "alt"]
    .filter(Boolean)
    .join("+");
}

function wanted(chord: Chord, mac: boolean): string {
  if (mac) return chord.shift ? "meta+shift" : "meta";
  return chord.shift ? "ctrl+shift+alt" : "ctrl+shift";
}
