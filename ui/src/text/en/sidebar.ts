// The words of the sidebar: the list, its arrangement, what can be done with a session, and how the daemon stands.

import type { Verb } from "../../session/verbs";
import type { By } from "../../sidebar/arrangement.svelte";
import type { Standing } from "../../sidebar/daemon";
import { count } from "./count";

export const sidebar = {
  label: "Sessions",
  filter: (all: number) => (all === 0 ? "Filter sessions" : `Filter ${count(all, "session")}`),
  clear: "Clear the filter",
  noMatch: "No session matches.",
  resize: "Width of the sidebar",
  show: "Show sidebar",
  restorable: (rows: number) => `${count(rows, "session")} can be restored`,
  review: "Review",
  menu: "Restart, stop and quit",
  live: (live: number) => `${live} live`,
  list: "List",
  by: { attention: "By attention", project: "By project" } satisfies Record<By, string>,
  showArchived: "Show archived",
  hideArchived: "Hide archived",
  noArchived: "Nothing is archived.",
  /** A group's heading, for screen readers. */
  group: (name: string, rows: number) => `${name}, ${count(rows, "session")}`,
  muted: "Muted",
  takes: (cpu: string, memory: string) => (cpu ? `${cpu} · ${memory}` : memory),
  cpu: (percent: string) => `${percent} CPU`,
  /** `cpu` is empty where it is not known. */
  all: (cpu: string, memory: string) => `All sessions take ${cpu ? `${cpu} of one core and ` : ""}${memory} of memory.`,
} as const;

export const verbs = {
  menu: (name: string) => `What to do with ${name}`,
  titles: {
    split: "Open in split",
    window: "Open in new window",
    rename: "Rename…",
    restart: "Restart",
    restart_when_idle: "Restart when idle",
    resume: "Resume",
    mute: "Mute",
    unmute: "Unmute",
    copy_id: "Copy id",
    archive: "Archive",
    unarchive: "Take out of the archive",
    end: "End…",
  } satisfies Record<Verb, string>,
  failed: (name: string, why: string) => `“${name}”: ${why}`,
  copied: "The session's id is on the clipboard.",
  archived: (name: string) => `“${name}” is archived. Show archived lists it again.`,
  pending: (name: string) => `“${name}” is archived as soon as it can be reached.`,
  unarchived: (name: string) => `“${name}” is in the list again.`,
  archiveTitle: (name: string) => `Archive “${name}”?`,
  archiveBody: "Its program is stopped first. What it printed is kept.",
} as const;

export const daemon = {
  states: {
    connecting: "Connecting",
    connected: "Daemon",
    silent: "Daemon does not answer",
    stopped: "Daemon stopped",
    failed: "Daemon failed",
  } satisfies Record<Standing, string>,
  again: "Connecting again",
  reconciling: "Looking at sessions",
  /** What stands in the middle of the window while nothing else does. */
  titles: {
    connecting: "Connecting to the daemon",
    again: "Connecting to the daemon again",
    stopped: "The daemon is stopped",
    failed: "The daemon cannot be kept running",
    reconciling: "Looking at what is there",
  },
  bodies: {
    connecting: "It keeps your sessions. It is started if it does not run.",
    again: "Sessions that run go on meanwhile, and so do the terminals that are open.",
    stopped: "No session is looked after until it runs again. The list shows how things stood.",
    failed: "Sessions that run go on without it, and open terminals can be used. The list shows how things stood.",
    reconciling: "The daemon has just started and asks each session how it is. This takes some seconds.",
  },
  log: (path: string) => `Its log: ${path}`,
  start: "Start daemon",
  starting: "Starting…",
  showLog: "Show log",
  asOf: (time: string) => `This list is as of ${time}.`,
  older: (its: string, ours: string) =>
    `The daemon is version ${its}, this app is ${ours}. To have both alike, run “holdfast stop --keep-sessions” and open Holdfast again. Sessions keep running.`,
  newer: (its: string, ours: string) =>
    `The daemon is version ${its}, this app is ${ours}. Quit this app and open the newer one. Sessions keep running.`,
} as const;
