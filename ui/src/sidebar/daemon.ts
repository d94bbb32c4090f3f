// How the daemon stands, as a shape, and whether it is of another version than the app. Pure.

import type { DaemonState } from "../backend/backend";
import type { Look } from "../session/status";

/** How it stands for a person: it may be connected, and answer nothing. */
export type Standing = DaemonState | "silent";

const looks: Record<Standing, Look> = {
  connecting: { shape: "spinner", tone: "neutral", word: "" },
  connected: { shape: "disc", tone: "green", word: "" },
  silent: { shape: "question", tone: "amber", word: "" },
  stopped: { shape: "ring", tone: "grey", word: "" },
  failed: { shape: "square", tone: "red", word: "" },
};

/** Its shape; the word stands beside it. */
export function lookOf(state: Standing): Look {
  return looks[state];
}

/** How the daemon's version stands to the app's. What is no version is never older nor newer. */
export function versionOf(daemon: string, app: string): "same" | "older" | "newer" {
  const [a, b] = [numbers(daemon), numbers(app)];
  if (!a || !b) return "same";
  for (const [at, number] of a.entries()) {
    const other = b[at] ?? 0;
    if (number !== other) return number < other ? "older" : "newer";
  }
  return "same";
}

function numbers(version: string): number[] | null {
  const found = /^(\d+)\.(\d+)\.(\d+)/u.exec(version);
  return found && found.slice(1).map(Number);
}
