// The keys that hold now: follows the settings file, and finds the action of a key press.

import type { Settings } from "../settings/settings.svelte";
import { text } from "../text";
import { bindingsOf } from "./bindings";
import { announce, chordOf, show, write } from "./chord";
import { type ActionId, titleOf } from "./registry";

export const isMac = navigator.platform.startsWith("Mac");

export class Keys {
  readonly bindings = $derived.by(() => bindingsOf(this.settings.raw("keys"), this.mac));
  /** Whether a chord is being recorded, so that it must not do anything. */
  recording = $state(false);

  constructor(
    private readonly settings: Settings,
    readonly mac = isMac,
  ) {}

  /** The action that a key press asks for, if any. */
  actionOf(event: KeyboardEvent): ActionId | undefined {
    if (event.isComposing || this.recording) return undefined;
    const pressed = chordOf(event);
    return pressed && this.bindings.meant.get(write(pressed));
  }

  /** An action's chord as people read it. Empty: it has none. */
  textOf(id: ActionId): string {
    const chord = this.bindings.chords.get(id);
    return chord ? show(chord, this.mac) : "";
  }

  /** What a button says of itself when it is pointed at: its words, and its chord if it has one. */
  hint(id: ActionId, title = titleOf(id)): string {
    const chord = this.textOf(id);
    return chord ? text.actions.withChord(title, chord) : title;
  }

  /** An action's chord for `aria-keyshortcuts`. */
  ariaOf(id: ActionId): string | undefined {
    const chord = this.bindings.chords.get(id);
    return chord && announce(chord);
  }
}
