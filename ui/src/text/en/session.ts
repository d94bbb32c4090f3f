// The words about one session: its details, its restart, and how it comes back.

import type { Source } from "../../protocol/Source";
import { count } from "./count";

export const details = {
  says: "It says",
  why: "Status",
  agent: "Agent",
  conversation: "Conversation",
  noConversation: "Not known yet.",
  running: "Run",
  run: (run: number) => `run ${run}`,
  since: (time: string) => `since ${time}`,
  copy: "Copy",
  copied: "The conversation's id is on the clipboard.",
  sources: {
    hook: "known by its hooks",
    terminal: "known by its terminal's notifications",
    input: "known by what was typed",
    unknown: "",
  } satisfies Record<Source, string>,
  environment: "Environment",
  compare: "Compare with the login shell",
  comparing: "Asking the login shell…",
  same: "As the login shell's.",
  added: "Only here",
  missing: "Only in the login shell",
  changed: "With another value",
  pathAdded: "In PATH only here",
  pathMissing: "In PATH only in the login shell",
} as const;

export const restart = {
  restart: "Restart",
  hint: "Same conversation, fresh environment and program version",
  whenIdle: "When idle",
  now: "Now",
  waits: "Restarts when idle",
  restarts: "restarts",
  waitsHint: "It waits as long as this window is open.",
  callOff: "Call off",
  restarting: "Restarting…",
  all: (agents: number) => `Restart ${count(agents, "agent")} when idle`,
  title: (name: string) => `Restart “${name}” now?`,
  body: "It is not idle: what it does at this moment is interrupted. Its conversation goes on.",
  failed: (name: string, why: string) => `“${name}” was not restarted. ${why}`,
} as const;

export const back = {
  resume: "Resume conversation",
  again: "Start again",
  againHint: "Begins a new conversation",
  rerun: "Resume",
  notResumable: (agent: string) => `${agent} cannot resume a conversation.`,
  notFound: "its conversation was not found",
} as const;
