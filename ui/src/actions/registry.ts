// All actions by their ids, in one table. Palette, keys, cheat sheet and menus are made from it; an id is also what the
// settings file calls an action: `keys.<id>`.

import { text } from "../text";
import type { Action } from "./action";
import { arranging } from "./arranging";
import { type Chord, chord, read } from "./chord";
import { finding } from "./finding";
import { going } from "./going";
import { showing } from "./showing";
import { working } from "./working";

const table = { ...going, ...working, ...arranging, ...finding, ...showing };

export type ActionId = keyof typeof table;
export const actions: Readonly<Record<ActionId, Action>> = table;
export const ids = Object.keys(table) as readonly ActionId[];

/** What an action is called. */
export function titleOf(id: ActionId): string {
  return text.actions.titles[id];
}

/** Whether an action goes to whatever session stands at a place: by its name a session is found more easily. */
export function isPlace(id: ActionId): boolean {
  return /^session\d$/u.test(id);
}

/** The chord that an action has where the user said nothing. */
export function usualChord({ chord: usual }: Action, mac: boolean): Chord | null {
  if (usual === undefined) return null;
  if (typeof usual !== "string") return read(usual[mac ? 0 : 1]) ?? null;
  const pressed = read(usual);
  if (!pressed || mac || !pressed.meta) return pressed ?? null;
  return chord(pressed.key, true, true, pressed.shift ?? pressed.alt);
}
