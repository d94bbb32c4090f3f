// What happened, in one line above the restore plan. Pure. It says "your computer" only where every row says so.

import { clean } from "../clean";
import type { Row } from "../protocol/Row";
import { clock } from "../session/age";
import { text } from "../text";

/** What ended within so many milliseconds of the last of them was running at the same time. */
const AT_ONCE = 10 * 60_000;

/** The dialog's title: the one cause that the latest rows share, and how many were running then. What was lost earlier
    and put off is counted by itself. */
export function headline(rows: readonly Row[], now: number): string {
  const at = Math.max(...rows.map((row) => row.cause.at));
  const latest = rows.filter((row) => at - row.cause.at <= AT_ONCE);
  const earlier = rows.length - latest.length;
  const happened = whatHappened(latest, clock(at, now));
  return earlier === 0 ? happened : `${happened} ${text.restore.earlier(earlier)}`;
}

function whatHappened(rows: readonly Row[], time: string): string {
  const { restore } = text;
  const number = rows.length;
  switch (sharedCause(rows)) {
    case "machine_lost":
      return `${restore.restarted(time)} ${restore.were(number)}`;
    case "os_shutdown":
      return `${restore.shutDown(time)} ${restore.were(number)}`;
    case "logout":
      return `${restore.loggedOut(time)} ${restore.were(number)}`;
    case "full_stop":
      return `${restore.stoppedAll(time)} ${restore.were(number)}`;
    default:
      // What somebody stopped was not lost.
      return rows.some(({ cause }) => cause.reason === "stopped") ? restore.offered(number) : restore.lost(number);
  }
}

function sharedCause(rows: readonly Row[]): string | null {
  const causes = new Set(rows.map(({ cause }) => (cause.reason === "stopped" ? (cause.intent ?? "") : cause.reason)));
  const [only] = causes;
  return causes.size === 1 ? (only ?? null) : null;
}

/** What restoring a row rests on, where that is worth a line. */
export function basis({ evidence, can, note }: Row): string {
  const { restore } = text;
  if (note) return clean(note);
  if (!evidence.directory) return restore.noDirectory;
  if (!evidence.program) return restore.noProgram;
  if (evidence.transcript === null) return "";
  return evidence.transcript ? restore.found : can === "nothing" || can === "replay" ? restore.notFound : "";
}

/** Whether anything can be done about a row. */
export function canRestore(row: Row): boolean {
  return row.can !== "nothing" && row.can !== "unknown";
}
