// What the palette and the quick switch offer, in which order, for what was typed. Pure.

import type { ActionId } from "../actions/registry";
import { clean } from "../clean";
import type { Session } from "../protocol/Session";
import type { Entry } from "../session/groups";
import { shortPath } from "../session/path";
import { match, type Match } from "./fuzzy";

/** More are not drawn; whoever has more to choose from types on. */
export const MOST_SHOWN = 50;

/** Something to choose. */
export interface Candidate<T> {
  /** Its own in the whole list. */
  key: string;
  title: string;
  /** Beside it, quieter; also matched. */
  detail: string;
  of: T;
}

/** A candidate that matches, with what did in its title and its detail. */
export interface Ranked<T> extends Candidate<T> {
  inTitle: readonly number[];
  inDetail: readonly number[];
}

/** Those that match, the best first; equally good ones stay in the order in which they were given. */
export function rank<T>(candidates: readonly Candidate<T>[], query: string): Ranked<T>[] {
  const found: { candidate: Candidate<T>; match: Match }[] = [];
  for (const candidate of candidates) {
    const best = match(query, joined(candidate));
    if (best) found.push({ candidate, match: best });
  }
  if (query.trim() !== "") found.sort((a, b) => b.match.score - a.match.score);
  return found.map(({ candidate, match: { at } }) => {
    const { length } = candidate.title;
    const inDetail = at.filter((place) => place > length).map((place) => place - length - 1);
    return { ...candidate, inTitle: at.filter((place) => place < length), inDetail };
  });
}

function joined({ title, detail }: Candidate<unknown>): string {
  return `${title} ${detail}`;
}

/** The actions that were used last, then all others as the table has them. */
export function byUse(ids: readonly ActionId[], used: readonly string[]): { recent: ActionId[]; rest: ActionId[] } {
  const recent = used.filter((id): id is ActionId => ids.includes(id as ActionId)).slice(0, 5);
  return { recent, rest: ids.filter((id) => !recent.includes(id)) };
}

/** Sessions that need a person first, then those that were looked at last; the one that is looked at comes at the end, so
    that Enter alone goes back to the one before. */
export function toSwitchTo(
  entries: readonly Entry[],
  used: readonly string[],
  selected: string | null,
  root: string | undefined,
): Candidate<Session>[] {
  const places = new Map(used.map((id, at) => [id, at]));
  const placeOf = ({ session, group }: Entry): number => {
    if (session.id === selected) return Infinity;
    if (group === "needs") return -1;
    return places.get(session.id) ?? used.length;
  };
  return entries
    .map((entry) => ({ session: entry.session, place: placeOf(entry) }))
    .toSorted((a, b) => (a.place === b.place ? 0 : a.place - b.place))
    .map(({ session }) => candidateOf(session, root));
}

/** A session by its name, where it works and on which branch. `root`: tells where the home directory is. */
export function candidateOf(session: Session, root: string | undefined): Candidate<Session> {
  const where = shortPath(clean(session.workspace), root);
  const detail = [clean(session.branch), where].filter(Boolean).join(" · ");
  return { key: `session ${session.id}`, title: clean(session.name), detail, of: session };
}
