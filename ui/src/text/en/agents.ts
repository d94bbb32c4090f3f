// The words about agents: which there are, and what they may do.

import type { Answer } from "../../protocol/Answer";

export const agents = {
  label: "What to run",
  command: "Command or shell",
  looking: "Looking for agents…",
  none: "No agent is installed.",
  notInstalled: (number: number) => `Not installed: ${number}`,
  signedIn: { yes: "signed in", no: "not signed in", unknown: "" } satisfies Record<Answer, string>,
  notSignedIn: "Nobody is signed in",
  /** `files`: of the directory that it works in. */
  writes: (files: string) => `While it runs, its hooks stand in ${files}.`,
  problem: (message: string) => `An agent's file is wrong: ${message}`,

  prompt: "Prompt",
  promptPlaceholder: "What it is to do first. Empty: it waits for you.",
  promptHint: (chord: string) => `${chord} starts it.`,
  model: "Model",
  modelHint: "Empty: the agent's own.",
  permission: "Permission",
  own: "The agent's own",
  mode: (id: string, says: string, bypass: boolean) => `${bypass ? "⚠ " : ""}${id}: ${says}`,
  bypass: "It does whatever you may, unasked.",
} as const;
