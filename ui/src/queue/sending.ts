// What happens to a prompt: before it is sent, and afterwards. Pure; the daemon alone decides when an agent may take it.

import type { Change } from "../protocol/Change";
import type { Prompt } from "../protocol/Prompt";
import type { Queue } from "../protocol/Queue";
import type { Session } from "../protocol/Session";
import { isLive, wishes } from "../session/status";

/** What a prompt that is entered now will meet. */
export type Sending = "at_once" | "when_idle" | "into_work" | "after_answer" | "next_run" | "held";

/** What has become of one that was entered. */
export type Fate = "waits" | "sending" | "uncertain" | "given" | "taken_up" | "dropped";

/** So long after it was entered, in milliseconds, a prompt for an agent that may take it is not worth a row: it is about to
    be given. A row makes room, which the program in the terminal notices. */
const ABOUT_TO_GO = 3000;

/** What a prompt meets that is entered now. `whenIdle`: whether the person wants it to wait. `held`: whether nobody can tell
    of one before it whether the agent has it. */
export function sendingOf(session: Session, whenIdle: boolean, held = false): Sending {
  if (!isLive(session)) return "next_run";
  // A person who answers does so in the terminal: Enter after a prompt could be taken for leave.
  if (session.status === "needs_input" || wishes(session)) return "after_answer";
  if (session.status === "working" && !whenIdle) return "into_work";
  if (held) return "held";
  return canTake(session) ? "at_once" : "when_idle";
}

/** Whether the daemon would give a prompt at once, as far as the list says. */
export function canTake({ status }: Session): boolean {
  return status === "idle" || status === "running";
}

/** Whether something about the queue may change without the list saying so. */
export function isMoving(session: Session, prompts: readonly Prompt[]): boolean {
  return prompts.some(({ state }) => state === "sending") || (prompts.length > 0 && canTake(session));
}

/** The prompts that are worth a row at `now`. */
export function shown(session: Session, prompts: readonly Prompt[], now: number): Prompt[] {
  const goes = (prompt: Prompt) => prompt.state !== "uncertain" && now - prompt.at < ABOUT_TO_GO;
  return canTake(session) && prompts.every(goes) ? [] : [...prompts];
}

/** What has become of prompt `number`. `null` where the queue says nothing of it any more. */
export function fateOf({ prompts, delivered }: Queue, number: number): Fate | null {
  const waiting = prompts.find((prompt) => prompt.number === number);
  if (waiting) return waiting.state === "sending" || waiting.state === "uncertain" ? waiting.state : "waits";
  const receipt = delivered.find((one) => one.number === number);
  if (receipt) return receipt.picked_up_at === undefined ? "given" : "taken_up";
  return null;
}

/** The change that puts prompt `number` at `place` among the others, the first place being 0. `null` where it stands
    there, or must not pass one that is being sent. */
export function moveTo(prompts: readonly Prompt[], number: number, place: number): Change | null {
  const from = prompts.findIndex((prompt) => prompt.number === number);
  const to = Math.max(0, Math.min(place, prompts.length - 1));
  if (from < 0 || from === to || prompts[from]?.state === "sending") return null;
  const before = prompts[to < from ? to : to + 1];
  return { move: { before: before?.number ?? null } };
}

/** The first line that says something, and whether there are more. */
export function firstLine(text: string): { line: string; more: boolean } {
  const lines = text.split(/\r\n|\r|\n/u).filter((line) => line.trim() !== "");
  return { line: lines[0] ?? "", more: lines.length > 1 };
}
