// Searches what the sessions of the scripted double show. Plain text only: what the real one does with expressions is not
// played here.

import type { Hit } from "../../protocol/Hit";
import type { Search } from "../../protocol/Search";
import type { SearchDone } from "../../protocol/SearchDone";
import type { Session } from "../../protocol/Session";
import { fault } from "./fault";
import { plainOf } from "./screens";

export function searchIn(
  sessions: Session[],
  { text, regex, limit }: Search,
  found: (hits: Hit[]) => void,
): SearchDone {
  if (regex && text.includes("(")) throw fault("bad_request", "the regular expression cannot be used");
  let hits = 0;
  for (const { id, name, generation, output_at } of sessions) {
    const lines = plainOf(name).filter((line) => line.toLowerCase().includes(text.toLowerCase()));
    found(
      lines.slice(0, (limit ?? Infinity) - hits).map((line) => {
        const start = line.toLowerCase().indexOf(text.toLowerCase());
        const time = output_at ?? 0;
        return { session: id, name, generation, offset: 0, time, line, start, end: start + text.length };
      }),
    );
    hits += lines.length;
  }
  return { hits, limited: false, runs: sessions.length, bytes: 0, ms: 1, problems: [] };
}
