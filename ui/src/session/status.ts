// What a session looks like: shape, colour and word of its status, never colour alone. Pure.

import type { EndReason } from "../protocol/EndReason";
import type { Session } from "../protocol/Session";
import { text } from "../text";
import { isFault } from "./end";

const words = text.statuses;

export type Shape = "spinner" | "diamond" | "disc" | "square" | "dot" | "question" | "ring";
export type Tone = "neutral" | "amber" | "green" | "red" | "grey" | "accent";

/** How a status is shown. `word` is also what screen readers say. */
export interface Look {
  shape: Shape;
  tone: Tone;
  word: string;
}

/** Whether there is, or may be, a live program. */
export function isLive(session: Session): boolean {
  return !["ended", "damaged", "queued"].includes(session.status);
}

/** Whether a live session waits for a person, whatever else it does. */
export function wishes(session: Session): boolean {
  return isLive(session) && (session.attention === "permission" || session.attention === "question");
}

/** Shape, colour and word of a session as it is now. */
export function lookOf(session: Session): Look {
  const look = lookNow(session);
  return session.archive === "pending" ? { ...look, word: text.statuses.toBeArchived(look.word) } : look;
}

function lookNow(session: Session): Look {
  if (wishes(session)) return { shape: "diamond", tone: "amber", word: wish(session) };
  switch (session.status) {
    case "needs_input":
      return { shape: "diamond", tone: "amber", word: wish(session) };
    case "working":
      if (session.attention === "stuck") return { shape: "spinner", tone: "amber", word: words.stuck };
      return { shape: "spinner", tone: "neutral", word: words.working };
    case "starting":
      return { shape: "spinner", tone: "neutral", word: words.starting };
    case "unreachable":
      return { shape: "question", tone: "grey", word: words.unreachable };
    case "orphaned":
      return { shape: "question", tone: "grey", word: words.orphaned };
    case "damaged":
      return { shape: "question", tone: "grey", word: words.damaged };
    case "unknown":
      return { shape: "question", tone: "grey", word: words.unknown };
    case "ended":
      return ended(session);
    default:
      return quiet(session);
  }
}

function wish({ attention }: Session): string {
  const { needs } = words;
  return attention === "permission" ? needs.permission : attention === "question" ? needs.question : needs.other;
}

/** Idle, running and queued ones, which may have something to look at. */
function quiet({ seen, attention, status }: Session): Look {
  if (!seen && attention === "failed") return { shape: "square", tone: "red", word: words.faults.failed };
  if (!seen && attention === "finished") return { shape: "disc", tone: "green", word: words.finished };
  const word = status === "idle" ? words.idle : status === "queued" ? words.queued : words.running;
  return { shape: "dot", tone: "grey", word };
}

function ended(session: Session): Look {
  const end = session.end;
  if (end && isFault(end)) return { shape: "square", tone: "red", word: faultWord(end.reason) };
  if (!session.seen && session.attention === "finished") return { shape: "disc", tone: "green", word: words.finished };
  if (session.archive === "done") return { shape: "ring", tone: "grey", word: words.archived };
  const reason = end?.reason;
  const word = reason === "completed" ? words.finished : reason === "stopped" ? words.stopped : words.ended;
  return { shape: "ring", tone: "grey", word };
}

function faultWord(reason: EndReason): string {
  const { faults } = words;
  switch (reason) {
    case "failed":
      return faults.failed;
    case "crashed":
      return faults.crashed;
    case "out_of_memory":
      return faults.outOfMemory;
    case "start_failed":
      return faults.startFailed;
    case "external_signal":
    case "unknown_signal":
      return faults.outside;
    default:
      return faults.lost;
  }
}
