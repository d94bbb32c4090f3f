// Where a person reads in a terminal that is painted anew with more above, or less: found again by the lines themselves.
// Pure.

/** What is at a line; `undefined` beyond the terminal's lines. */
export type LineAt = (at: number) => string | undefined;

/** A place in a terminal's lines. */
export interface Place {
  /** How many lines it is above the end. */
  fromEnd: number;
  /** The lines from there on. */
  lines: string[];
}

/** How many lines tell a place from another. */
const TOLD_BY = 5;
/** How far from where it should be it is looked for: output may have come meanwhile. */
const FARTHEST = 5000;

/** The place at line `top` of a terminal that is scrolled to its end at line `end`. */
export function placeOf(lineAt: LineAt, top: number, end: number): Place {
  const lines = Array.from({ length: TOLD_BY }, (_, below) => lineAt(top + below) ?? "");
  return { fromEnd: end - top, lines };
}

/** The line that the place is at now; where it is not found, the one that is as far from the end as it was. */
export function find(place: Place, lineAt: LineAt, end: number): number {
  const expected = Math.max(0, end - place.fromEnd);
  const fits = (at: number) => at >= 0 && at <= end && place.lines.every((line, below) => lineAt(at + below) === line);
  for (let distance = 0; distance <= FARTHEST; distance++) {
    // What came meanwhile has moved it up.
    if (fits(expected - distance)) return expected - distance;
    if (fits(expected + distance)) return expected + distance;
  }
  return expected;
}
