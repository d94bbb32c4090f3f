// A session's time line in words, with a shape and a colour for each moment, day by day, the newest first. Pure.

import { clean } from "../clean";
import type { Moment } from "../protocol/Moment";
import type { Run } from "../protocol/Run";
import type { What } from "../protocol/What";
import { actor, capital, endInBrief, isFault, type NameOf, sentence } from "../session/end";
import type { Look } from "../session/status";
import { text } from "../text";

/** A moment as it is shown. */
export interface Line {
  at: number;
  look: Look;
  /** What happened. */
  words: string;
  /** Who did it. Empty: nobody knows, or it says so itself. */
  by: string;
  /** What it rests on, a sentence each. */
  evidence: string[];
}

/** The moments of one day. */
export interface Day {
  /** When its newest moment was. */
  at: number;
  lines: Line[];
}

const quiet: Look = { shape: "dot", tone: "grey", word: "" };
const begun: Look = { shape: "disc", tone: "accent", word: "" };
const wrong: Look = { shape: "square", tone: "red", word: "" };
const doubtful: Look = { shape: "diamond", tone: "amber", word: "" };

const looks: Partial<Record<What, Look>> = {
  started: begun,
  restored: begun,
  adopted: quiet,
  start_failed: wrong,
  damaged: wrong,
  orphaned: doubtful,
  unreachable: doubtful,
  prompt_uncertain: doubtful,
};

/** One moment in words. `runs`: of the session, which know how each ended. */
export function lineOf(moment: Moment, runs: readonly Run[], now: number, nameOf?: NameOf): Line {
  const { at, what, generation, evidence = [] } = moment;
  const told = clean(moment.text, 400);
  const end = what === "ended" || what === "closed" ? runs.find((run) => run.generation === generation)?.end : null;
  const facts = [told, ...evidence.map((fact) => clean(fact, 400))].filter(Boolean).map(sentence);
  const line = { at, evidence: [...new Set(facts)] };
  if (end) {
    const tone = isFault(end) ? wrong : end.reason === "completed" ? { ...begun, tone: "green" as const } : ended;
    // The words of an end say who it was.
    return { ...line, look: tone, words: endInBrief(end, now, nameOf), by: "" };
  }
  const words = what === "unknown" ? capital(told) : text.moments.what[what](generation);
  return { ...line, look: looks[what] ?? quiet, words, by: byWhom(moment, nameOf) };
}

const ended: Look = { shape: "ring", tone: "grey", word: "" };

/** What Holdfast does by itself is not said to be done by it. */
function byWhom({ actor: name }: Moment, nameOf?: NameOf): string {
  if (name === undefined || name === "unknown" || name === "daemon") return "";
  return text.moments.by(actor(name, nameOf));
}

/** The time line day by day, the newest first. */
export function days(moments: readonly Moment[], runs: readonly Run[], now: number, nameOf?: NameOf): Day[] {
  const all: Day[] = [];
  for (const moment of moments.toReversed()) {
    const line = lineOf(moment, runs, now, nameOf);
    const last = all.at(-1);
    if (last && isSameDay(last.at, line.at)) last.lines.push(line);
    else all.push({ at: line.at, lines: [line] });
  }
  return all;
}

export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
