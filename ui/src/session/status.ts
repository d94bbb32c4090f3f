// What a session looks like: shape, colour and word of its status, never colour alone. Pure.

import type { Session } from "../protocol/Session";
import { isFault } from "./end";

export type Shape = "spinner" | "diamond" | "disc" | "square" | "dot" | "question" | "ring";
export type Tone = "neutral" | "amber" | "green" | "red" | "grey";

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
  return session.archive === "pending" ? { ...look, word: `${look.word}, to be archived` } : look;
}

function lookNow(session: Session): Look {
  if (wishes(session)) return { shape: "diamond", tone: "amber", word: wish(session) };
  switch (session.status) {
    case "needs_input":
      return { shape: "diamond", tone: "amber", word: wish(session) };
    case "working":
      if (session.attention === "stuck") return { shape: "spinner", tone: "amber", word: "Stuck" };
      return { shape: "spinner", tone: "neutral", word: "Working" };
    case "starting":
      return { shape: "spinner", tone: "neutral", word: "Starting" };
    case "unreachable":
      return { shape: "question", tone: "grey", word: "Does not answer" };
    case "orphaned":
      return { shape: "question", tone: "grey", word: "Runs without its host" };
    case "damaged":
      return { shape: "question", tone: "grey", word: "Record damaged" };
    case "unknown":
      return { shape: "question", tone: "grey", word: "Unknown to this version" };
    case "ended":
      return ended(session);
    default:
      return quiet(session);
  }
}

function wish(session: Session): string {
  if (session.attention === "permission") return "Needs permission";
  if (session.attention === "question") return "Asks a question";
  return "Needs you";
}

/** Idle, running and queued ones, which may have something to look at. */
function quiet(session: Session): Look {
  if (!session.seen && session.attention === "failed") return { shape: "square", tone: "red", word: "Failed" };
  if (!session.seen && session.attention === "finished") return { shape: "disc", tone: "green", word: "Finished" };
  const words = { idle: "Idle", queued: "Waits for its turn" } as Record<string, string>;
  return { shape: "dot", tone: "grey", word: words[session.status] ?? "Running" };
}

function ended(session: Session): Look {
  const end = session.end;
  if (end && isFault(end)) return { shape: "square", tone: "red", word: faultWord(end.reason) };
  if (!session.seen && session.attention === "finished") return { shape: "disc", tone: "green", word: "Finished" };
  if (session.archive === "done") return { shape: "ring", tone: "grey", word: "Archived" };
  const word = end?.reason === "completed" ? "Finished" : end?.reason === "stopped" ? "Stopped" : "Ended";
  return { shape: "ring", tone: "grey", word };
}

function faultWord(reason: string): string {
  const words: Record<string, string> = {
    failed: "Failed",
    crashed: "Crashed",
    out_of_memory: "Out of memory",
    start_failed: "Did not start",
    external_signal: "Ended from outside",
    unknown_signal: "Ended from outside",
  };
  return words[reason] ?? "Lost";
}
