// Which group a session stands in, and in which order. Pure. A row moves only when its group changes.

import type { Session } from "../protocol/Session";
import { wishes } from "./status";

/** The groups, those that want something from a person first. */
export const order = ["needs", "working", "finished", "running", "idle", "ended", "archived"] as const;
export type Group = (typeof order)[number];

/** A session and when it came into its group, in milliseconds since 1970. */
export interface Entry {
  session: Session;
  group: Group;
  since: number;
}

/** Sessions that stand together in the list. */
export interface Section {
  /** The same for life: a group, or a project's path. */
  key: string;
  /** Absent: it is a project. */
  group?: Group;
  /** From the top. */
  ids: readonly string[];
}

/** The group that a session belongs to now. */
export function groupOf(session: Session): Group {
  const { status, attention, seen } = session;
  if (session.archive === "done") return "archived";
  if (status === "needs_input" || status === "orphaned" || wishes(session)) return "needs";
  if (!seen && attention === "failed") return "needs";
  // Nothing is given to its agent before a person has looked.
  if (session.uncertain) return "needs";
  if (status === "working") return "working";
  if (!seen && attention === "finished") return "finished";
  if (status === "ended" || status === "damaged") return "ended";
  return status === "idle" ? "idle" : "running";
}

/** The entry that replaces `old` when `session` is heard of at `now`. Its place is kept while its group stays; what has
    ended stands where its end says. */
export function entryOf(heard: Session, old: Entry | undefined, now: number): Entry {
  const session = old && isUnasked(heard, old.session) ? stillKnown(heard, old.session) : heard;
  const group = groupOf(session);
  if ((group === "ended" || group === "archived") && session.end) return { session, group, since: session.end.at };
  if (!old) return { session, group, since: firstSince(session, group) };
  return { session, group, since: old.group === group ? old.since : now };
}

/** Whether a daemon that started anew knows of this run only that it is there. */
function isUnasked({ fresh, status, host_pid, started_at, generation }: Session, old: Session): boolean {
  return (
    !fresh && status === "unreachable" && host_pid === null && started_at === null && generation === old.generation
  );
}

/** What was known of a run, until somebody asked anew. What stands in its record is known at once. */
function stillKnown({ name, archive }: Session, old: Session): Session {
  return { ...old, name, archive, fresh: false };
}

/** The entry as it stood before a person looked at it, so that a row does not run away from the click on it. */
export function held(entry: Entry, before: Entry): Entry {
  const stays = groupOf({ ...entry.session, seen: before.session.seen }) === before.group;
  return stays ? { ...entry, group: before.group, since: before.since } : entry;
}

/** Whether `now` stands where `before` stood, whatever else changed. */
export function isInPlace(now: Entry, before: Entry | undefined): boolean {
  if (!before || now.group !== before.group || now.since !== before.since) return false;
  const { session: a } = now;
  const { session: b } = before;
  return a.project === b.project && a.attention === b.attention && a.seen === b.seen && a.status === b.status;
}

/** The groups that have somebody, the latest to come first. */
export function byAttention(entries: Iterable<Entry>): Section[] {
  const by = gather(entries, ({ group }) => group);
  return order.flatMap((group) => {
    const list = by.get(group);
    return list ? [{ key: group, group, ids: list.toSorted(byTime).map(idOf) }] : [];
  });
}

/** The projects by the names of their directories; in each, those that want something first. What is put away stands
    together below. */
export function byProject(entries: Iterable<Entry>): Section[] {
  const by = gather(entries, ({ group, session }) => (group === "archived" ? "" : session.project));
  const archived = by.get("");
  by.delete("");
  const sections = [...by]
    .map(([key, list]) => ({ key, name: folderOf(key).toLowerCase(), ids: list.toSorted(byWish).map(idOf) }))
    .toSorted((a, b) => (a.name === b.name ? (a.key < b.key ? -1 : 1) : a.name < b.name ? -1 : 1))
    .map(({ key, ids }): Section => ({ key, ids }));
  const last: Section[] = archived
    ? [{ key: "archived", group: "archived", ids: archived.toSorted(byTime).map(idOf) }]
    : [];
  return [...sections, ...last];
}

/** A project's own directory, which people call it by. */
export function folderOf(project: string): string {
  return project.split(/[\\/]/u).findLast(Boolean) ?? project;
}

function gather(entries: Iterable<Entry>, keyOf: (entry: Entry) => string): Map<string, Entry[]> {
  const by = new Map<string, Entry[]>();
  for (const entry of entries) {
    const list = by.get(keyOf(entry));
    if (list) list.push(entry);
    else by.set(keyOf(entry), [entry]);
  }
  return by;
}

function idOf({ session }: Entry): string {
  return session.id;
}

function byWish(a: Entry, b: Entry): number {
  return order.indexOf(a.group) - order.indexOf(b.group) || byTime(a, b);
}

/** The latest first. The same in whatever order sessions are heard of. */
function byTime({ session: a, since: one }: Entry, { session: b, since: other }: Entry): number {
  return other - one || b.created_at - a.created_at || (a.id < b.id ? -1 : 1);
}

/** When a session came into its group, as well as it can be told. What prints all the time goes by its start. */
function firstSince({ end, output_at, started_at, created_at }: Session, group: Group): number {
  const quiet = group !== "working" && group !== "running";
  return end?.at ?? (quiet ? output_at : null) ?? started_at ?? created_at;
}

/** Whether a session is meant by what was typed into the filter: every word occurs somewhere in it. */
export function matches(session: Session, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return true;
  const { name, branch, project, agent, title, last_line, command } = session;
  const text = [name, branch, project, agent, title, last_line, ...command].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}
