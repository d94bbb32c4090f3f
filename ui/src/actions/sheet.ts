// The lines of the cheat sheet: every action that has a chord, in its group. Pure.

import { text } from "../text";
import { type Group, groups } from "./action";
import type { ActionId } from "./registry";
import { actions, ids, titleOf } from "./registry";

export interface Line {
  id: ActionId;
  title: string;
  chord: string;
}

/** What is shown for `filter`, which may be a part of a title or of a chord. `chordOf`: as people read it, empty for none. */
export function sheet(chordOf: (id: ActionId) => string, filter: string): { group: Group; lines: Line[] }[] {
  const wanted = filter.trim().toLowerCase();
  const lines = withSeries(ids.map((id) => ({ id, title: titleOf(id), chord: chordOf(id) })))
    .filter(({ chord }) => chord !== "")
    .filter(({ title, chord }) => `${title}\n${chord}`.toLowerCase().includes(wanted));
  return groups.flatMap((group) => {
    const own = lines.filter(({ id }) => actions[id].group === group);
    return own.length > 0 ? [{ group, lines: own }] : [];
  });
}

/** Sessions 1 to 9 in one line, where their chords differ only in the number. */
function withSeries(lines: readonly Line[]): Line[] {
  const first = lines.find(({ id }) => id === "session1");
  const others = lines.filter(({ id }) => /^session[2-9]$/u.test(id));
  const isSeries = first?.chord && others.every(({ chord }, at) => chord === first.chord.replace("1", String(at + 2)));
  if (!isSeries) return [...lines];
  const one = { ...first, title: text.actions.places, chord: `${first.chord} … 9` };
  return lines.filter((line) => !others.includes(line)).map((line) => (line === first ? one : line));
}
