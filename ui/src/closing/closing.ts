// Sessions that a person has closed and can still have back: what becomes of each, step by step. Pure. Nothing of it is kept
// anywhere, so whatever ends the window before the time is over leaves the session alone.

import type { Session } from "../protocol/Session";

export interface Closing {
  id: string;
  /** The run that was closed. Another one is not stopped. */
  generation: number;
  /** So long it waits, in milliseconds. */
  left: number;
  /** The daemon is asked to stop it; there is no way back. */
  asked: boolean;
  /** Whether a pane showed it when it was closed. */
  shown: boolean;
}

/** Time that passes at once counts only so far, in milliseconds: nobody could undo while the computer slept. */
export const MOST_AT_ONCE = 2000;

/** One more is closed. What is closed already stays as it is. */
export function closed(
  all: readonly Closing[],
  { id, generation }: Session,
  wait: number,
  shown: boolean,
): readonly Closing[] {
  if (all.some((each) => each.id === id)) return all;
  return [...all, { id, generation, left: wait, asked: false, shown }];
}

/** A person has one back. What is being stopped cannot be had back. */
export function undone(all: readonly Closing[], id: string): readonly Closing[] {
  return all.filter((each) => each.id !== id || each.asked);
}

/** Time has passed: who waits and how long, and who is to be stopped now. */
export function passed(all: readonly Closing[], milliseconds: number): readonly Closing[] {
  const counted = Math.min(MOST_AT_ONCE, Math.max(0, milliseconds));
  return all.map((each) => (each.asked ? each : { ...each, left: Math.max(0, each.left - counted) }));
}

/** Those whose time is over. */
export function due(all: readonly Closing[]): Closing[] {
  return all.filter(({ left, asked }) => left === 0 && !asked);
}

/** The daemon is being asked to stop it. */
export function asking(all: readonly Closing[], id: string): readonly Closing[] {
  return all.map((each) => (each.id === id ? { ...each, asked: true } : each));
}

/** The daemon has answered, one way or the other. */
export function settled(all: readonly Closing[], id: string): readonly Closing[] {
  return all.filter((each) => each.id !== id);
}

/** Only those stay whose run is still the one that was closed and lives. `get` knows the sessions. */
export function current(all: readonly Closing[], get: (id: string) => Session | undefined): readonly Closing[] {
  const rest = all.filter(({ id, generation, asked }) => {
    const session = get(id);
    return asked || (session?.generation === generation && session.status !== "ended");
  });
  return rest.length === all.length ? all : rest;
}

/** How many seconds a person still has, the one that runs included. */
export function secondsOf({ left }: Closing): number {
  return Math.ceil(left / 1000);
}
