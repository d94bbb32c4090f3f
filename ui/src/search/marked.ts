// A line that was found, in three parts that are fit to show: what comes before the match, the match, what comes after.

import { clean } from "../clean";
import type { Hit } from "../protocol/Hit";

/** How many characters before the match are shown, so that it is in sight. */
const BEFORE = 60;

export interface Marked {
  before: string;
  match: string;
  after: string;
}

/** The parts of a hit's line. Its span counts code points, as JavaScript does not. */
export function marked({ line, start, end }: Pick<Hit, "line" | "start" | "end">): Marked {
  const characters = Array.from(line);
  const from = Math.max(0, start - BEFORE);
  const before = part(characters.slice(from, start));
  return {
    before: from > 0 ? `…${before}` : before.trimStart(),
    match: part(characters.slice(start, end)),
    after: part(characters.slice(end)),
  };
}

/** Cleaned, but with the blanks that part it from its neighbours. */
function part(characters: readonly string[]): string {
  const text = characters.join("");
  const blank = (is: boolean) => (is ? " " : "");
  const shown = clean(text);
  if (shown === "") return blank(/\s/u.test(text));
  return blank(/^\s/u.test(text)) + shown + blank(/\s$/u.test(text));
}
