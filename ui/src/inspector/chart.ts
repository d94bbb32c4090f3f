// A line over time as the path of a drawing. Pure.

/** One measurement. `value` absent: it was not known then, and the line has a gap. */
export interface Point {
  at: number;
  value: number | undefined;
}

export interface Curve {
  /** The line. */
  line: string;
  /** The line, closed along the lower edge. */
  area: string;
  /** The greatest value that the height stands for. */
  top: number;
}

/** Draws `points`, the oldest first, into `width` by `height`. The height stands for at least `least`, so that hardly
    anything looks like hardly anything. Fewer than two points are no line. */
export function curve(points: readonly Point[], width: number, height: number, least: number): Curve {
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const top = Math.max(least, ...values);
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const x = (at: number) => round(last === first ? width : ((at - first) / (last - first)) * width);
  const y = (value: number) => round(height - (value / top) * height);
  const pieces = unbroken(points).filter((piece) => piece.length > 1);
  const lines = pieces.map((piece) => `M${piece.map(({ at, value }) => `${x(at)} ${y(value)}`).join("L")}`);
  const areas = pieces.map((piece, at) => {
    const [from, to] = [x(piece[0]?.at ?? 0), x(piece.at(-1)?.at ?? 0)];
    return `${lines[at]}L${to} ${height}L${from} ${height}Z`;
  });
  return { line: lines.join(""), area: areas.join(""), top };
}

function unbroken(points: readonly Point[]): { at: number; value: number }[][] {
  const pieces: { at: number; value: number }[][] = [[]];
  for (const { at, value } of points) {
    if (value === undefined) pieces.push([]);
    else pieces.at(-1)?.push({ at, value });
  }
  return pieces;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
