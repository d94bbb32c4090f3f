// Which part of the list is in view: only that is in the document. Pure. Heights are fixed, so nothing is ever measured.

import type { Section } from "../session/groups";

/** Heights in pixels; the style sheets say the same. */
export const HEADING = 32;
export const ROW = 46;
/** So many pixels above and below what is seen are drawn as well, so that scrolling meets no gap. */
const MARGIN = 6 * ROW;

/** Where a section stands. */
export interface Placed {
  section: Section;
  /** Only its heading is shown. */
  closed: boolean;
  /** From the top of the list, in pixels. */
  top: number;
  height: number;
}

/** A section of which something is in view. */
export interface Seen extends Placed {
  /** Which of its rows are drawn, by their index. */
  rows: number[];
}

/** A heading (`id` absent) or a row of the list. */
export interface Stop {
  key: string;
  id?: string;
}

/** Where each section stands. */
export function place(sections: readonly Section[], isClosed: (key: string) => boolean): Placed[] {
  let top = 0;
  return sections.map((section) => {
    const closed = isClosed(section.key);
    const height = HEADING + (closed ? 0 : section.ids.length * ROW);
    const placed = { section, closed, top, height };
    top += height;
    return placed;
  });
}

/** What is drawn where the list is scrolled to `top` and shows `height` pixels. `kept`: the row that has the focus, which
    must not vanish from under it. */
export function inView(placed: readonly Placed[], top: number, height: number, kept: Stop | null): Seen[] {
  const from = top - MARGIN;
  const to = top + height + MARGIN;
  return placed.flatMap((one) => {
    const held = kept?.key === one.section.key;
    if (!held && (one.top + one.height <= from || one.top >= to)) return [];
    return [{ ...one, rows: rowsOf(one, from, to, held ? kept.id : undefined) }];
  });
}

function rowsOf({ section, closed, top }: Placed, from: number, to: number, kept: string | undefined): number[] {
  if (closed) return [];
  const { ids } = section;
  const first = Math.max(0, Math.floor((from - top - HEADING) / ROW));
  const last = Math.min(ids.length, Math.ceil((to - top - HEADING) / ROW));
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  const at = kept === undefined ? -1 : ids.indexOf(kept);
  if (at < 0 || rows.includes(at)) return rows;
  return at < first ? [at, ...rows] : [...rows, at];
}

/** All that the arrow keys go over, from the top. */
export function stops(placed: readonly Placed[]): Stop[] {
  return placed.flatMap(({ section: { key, ids }, closed }) => [
    { key },
    ...(closed ? [] : ids.map((id) => ({ key, id }))),
  ]);
}

/** Where a heading or a row stands: its upper and its lower edge. `null`: it is not shown. */
export function edgesOf(placed: readonly Placed[], { key, id }: Stop): [number, number] | null {
  const one = placed.find(({ section }) => section.key === key);
  if (!one) return null;
  if (id === undefined) return [one.top, one.top + HEADING];
  const at = one.closed ? -1 : one.section.ids.indexOf(id);
  if (at < 0) return null;
  const top = one.top + HEADING + at * ROW;
  return [top, top + ROW];
}

/** How far the list has to be scrolled so that these edges are in view; as it is where they are. The heading above the
    first row comes with it. */
export function scrolledTo([upper, lower]: [number, number], top: number, height: number): number {
  if (upper - HEADING < top) return Math.max(0, upper <= HEADING ? 0 : upper < top ? upper : top);
  return lower > top + height ? lower - height : top;
}

/** A row that a person sees, and how far below the upper edge of the view it stands. */
export interface Held {
  stop: Stop;
  below: number;
}

/** The rows that are wholly in view, from the top. */
export function holds(placed: readonly Placed[], top: number, height: number): Held[] {
  return inView(placed, top, height, null).flatMap(({ section: { key, ids }, top: from, rows }) =>
    rows
      .map((at) => ({ stop: { key, id: ids[at] ?? "" }, below: from + HEADING + at * ROW - top }))
      .filter(({ below }) => below >= 0 && below + ROW <= height),
  );
}

/** How far the list has to be scrolled so that the first of these that stayed in its section stands where it stood.
    `null`: none did. */
export function heldAt(placed: readonly Placed[], held: readonly Held[]): number | null {
  for (const { stop, below } of held) {
    const edges = edgesOf(placed, stop);
    if (edges) return Math.max(0, edges[0] - below);
  }
  return null;
}
