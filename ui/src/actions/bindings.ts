// Which chord means which action: what is usual, changed by what the user has set under `keys` in the settings file. Pure.

import { type Chord, read, refusal, type Refusal, write } from "./chord";
import { type ActionId, actions, ids, usualChord } from "./registry";

/** Why what the settings file says about an action's chord does not hold. */
export type Problem =
  /** It is no chord. */
  | { why: "unreadable"; text: string }
  | { why: "refused"; chord: Chord; refusal: Refusal }
  /** Another action has it. */
  | { why: "taken"; chord: Chord; by: ActionId };

export interface Bindings {
  /** The chord of each action; none where it has none. */
  chords: ReadonlyMap<ActionId, Chord>;
  /** The action that a written chord means. */
  meant: ReadonlyMap<string, ActionId>;
  problems: ReadonlyMap<ActionId, Problem>;
}

/** What holds. `set`: the table `keys` of the settings file, whatever it is. What a user has set goes before what is usual:
    an action whose usual chord is taken has none, which is told as its problem. */
export function bindingsOf(set: unknown, mac: boolean): Bindings {
  const own = typeof set === "object" && set !== null ? (set as Record<string, unknown>) : {};
  const made: Making = { chords: new Map(), meant: new Map(), problems: new Map() };
  const isOwn = (id: ActionId) => own[id] !== undefined && !actions[id].byBrowser;
  const usual = ids.filter((id) => !actions[id].byBrowser && !isOwn(id));

  // What the web view does by itself cannot be moved out of the way.
  for (const id of ids) if (actions[id].byBrowser) give(made, id, usualChord(actions[id], mac));
  for (const id of ids.filter(isOwn)) {
    const wish = own[id] === "" ? null : chordFor(own[id], mac);
    if (wish && "why" in wish) {
      made.problems.set(id, wish);
      usual.push(id);
    } else give(made, id, wish);
  }
  for (const id of usual) give(made, id, usualChord(actions[id], mac));
  return made;
}

interface Making {
  chords: Map<ActionId, Chord>;
  meant: Map<string, ActionId>;
  problems: Map<ActionId, Problem>;
}

/** Gives a chord to an action unless another one has it. */
function give({ chords, meant, problems }: Making, id: ActionId, chord: Chord | null): void {
  if (!chord) return;
  const by = meant.get(write(chord));
  if (by === undefined) {
    chords.set(id, chord);
    meant.set(write(chord), id);
  } else if (!problems.has(id)) problems.set(id, { why: "taken", chord, by });
}

/** The chord that a setting stands for, or what is wrong with it. */
export function chordFor(wish: unknown, mac: boolean): Chord | Problem {
  const chord = typeof wish === "string" ? read(wish) : undefined;
  if (!chord) return { why: "unreadable", text: String(wish) };
  const why = refusal(chord, mac);
  return why ? { why: "refused", chord, refusal: why } : chord;
}
