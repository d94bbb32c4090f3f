// The words of the inspector: facts, what a session would live through, its time line, its processes, its changes.

import type { Tab } from "../../inspector/inspecting.svelte";
import type { FileStatus } from "../../protocol/FileStatus";
import type { Holds } from "../../protocol/Holds";
import type { Incident } from "../../protocol/Incident";
import type { MemoryIs } from "../../protocol/MemoryIs";
import type { What } from "../../protocol/What";
import { count } from "./count";

export const inspector = {
  label: (name: string) => `Inspector of ${name}`,
  open: "Inspector",
  resize: "Width of the inspector",
  tabs: {
    overview: "Overview",
    timeline: "Timeline",
    processes: "Processes",
    changes: "Changes",
  } satisfies Record<Tab, string>,
  refresh: "Look again",
  asking: "Asking…",
  none: "Choose a session to inspect.",

  workspace: "Workspace",
  agent: "Agent",
  command: "Command",
  conversation: "Conversation",
  found: "found",
  copyConversation: (id: string) => `Copy the conversation's id, ${id}`,
  runningFor: "Running for",
  ranFor: "Ran for",
  run: (duration: string, run: number) => `${duration}, run ${run}`,
  takes: "CPU, memory",
  kept: "Output kept",
  notKept: "not kept",
  printed: (bytes: string) => `${bytes} printed`,
  processes: "Processes",
  pids: (host: number, program: number) => `host ${host}, program ${program}`,
  size: "Size",
  cells: (cols: number, rows: number) => `${cols} × ${rows}`,
  created: "Created",
  environment: "Environment",
  names: (names: string) => `Set for it: ${names}`,
  earlier: "All of it",
} as const;

/** What an incident would do, for the chip and in full. */
export const survival = {
  label: "What it would live through",
  what: {
    quit: "quit",
    crash: "crash",
    update: "update",
    logout: "logout",
    reboot: "reboot",
    unknown: "something new",
  } satisfies Record<Incident, string>,
  holds: { yes: "✓", resumes: "✓ resumes", no: "✗ ends", unknown: "?" } satisfies Record<Holds, string>,
  full: {
    quit: {
      yes: "It goes on when Holdfast quits.",
      resumes: "It ends when Holdfast quits and can be resumed.",
      no: "It ends when Holdfast quits.",
      unknown: "Nobody can tell whether it goes on when Holdfast quits.",
    },
    crash: {
      yes: "It goes on when Holdfast or its daemon crashes.",
      resumes: "It ends when Holdfast crashes and can be resumed.",
      no: "It ends when Holdfast crashes.",
      unknown: "Nobody can tell whether it goes on when Holdfast crashes.",
    },
    update: {
      yes: "It goes on while Holdfast is updated.",
      resumes: "It ends when Holdfast is updated and can be resumed.",
      no: "It ends when Holdfast is updated.",
      unknown: "Nobody can tell whether it goes on while Holdfast is updated.",
    },
    logout: {
      yes: "It goes on when you log out.",
      resumes: "It ends when you log out and can be resumed.",
      no: "It ends when you log out.",
      unknown: "Nobody can tell whether it goes on when you log out.",
    },
    reboot: {
      yes: "It goes on when the computer restarts.",
      resumes: "It ends when the computer restarts and can be resumed then.",
      no: "It ends when the computer restarts and cannot be brought back.",
      unknown: "Nobody can tell whether it can be brought back when the computer restarts.",
    },
    unknown: {
      yes: "It goes on.",
      resumes: "It ends and can be resumed.",
      no: "It ends.",
      unknown: "Nobody can tell.",
    },
  } satisfies Record<Incident, Record<Holds, string>>,
} as const;

export const moments = {
  label: (name: string) => `Time line of ${name}`,
  none: "Nothing is known of what happened to it.",
  limited: (most: number) => `Only the newest ${most} moments are told.`,
  evidence: "What this rests on",
  by: (who: string) => `by ${who}`,
  /** `run`: which run of the session it is about. */
  what: {
    made: () => "Made",
    launched: () => "Start allowed",
    started: (run) => (run > 1 ? `Started again, run ${run}` : "Started"),
    start_failed: () => "Could not be started",
    adopted: () => "Taken up by a new daemon",
    unreachable: () => "Its host stopped answering",
    reachable: () => "Its host answers again",
    orphaned: () => "Its host is gone, its processes are not",
    stop_wanted: () => "Stop asked for",
    stop_begun: () => "Stop begun",
    ended: () => "Ended",
    closed: () => "Found ended",
    renamed: () => "Renamed",
    archive_pending: () => "Archived as soon as it can be reached",
    archived: () => "Archived",
    unarchived: () => "Taken out of the archive",
    restored: (run) => `Restored as run ${run}`,
    declined: () => "Not wanted back",
    prompt_queued: () => "Prompt queued",
    prompt_delivered: () => "Prompt given to its agent",
    prompt_uncertain: () => "Prompt given, perhaps",
    prompt_dropped: () => "Prompt dropped",
    removed: () => "Wiped",
    damaged: () => "A record cannot be read",
    daemon_started: () => "Daemon started",
    daemon_left: () => "Daemon left",
    full_stop: () => "Everything stopped",
    settings_malformed: () => "The settings cannot be read",
    dropped: () => "Entries of the journal are missing",
    unknown: () => "Something that this version does not know",
  } satisfies Record<What, (run: number) => string> as Record<What, (run: number) => string>,
} as const;

export const processes = {
  label: (name: string) => `Processes of ${name}`,
  process: "Process",
  cpu: "CPU",
  memory: "Memory",
  none: "No process is left of it.",
  limited: "There are more processes than these.",
  count: (number: number) => count(number, "process", "processes"),
  ofOneCore: "of one core",
  memoryIs: {
    proportional: "Shared memory is divided among those who share it.",
    resident: "Shared memory counts for each that shares it.",
    unknown: "",
  } satisfies Record<MemoryIs, string>,
  /** A chart for whoever cannot see it. */
  chart: (what: string, now: string, most: string, span: string) => `${what}: ${now} now, ${most} at most in ${span}`,
  most: (amount: string) => `most ${amount}`,
  since: (span: string) => `${span} ago`,
  now: "now",
  thin: "The chart grows while this is open.",
} as const;

export const changes = {
  label: (name: string) => `Changed files of ${name}`,
  none: "Nothing is changed since the last commit.",
  limited: "There is more than this.",
  follows: (branch: string, upstream: string) => `${branch} follows ${upstream}`,
  noBranch: "no branch",
  ahead: (commits: number) => `${count(commits, "commit")} ahead`,
  behind: (commits: number) => `${count(commits, "commit")} behind`,
  files: (number: number) => `${count(number, "file")} changed`,
  was: (path: string) => `was ${path}`,
  binary: "It is no text.",
  same: "Nothing differs in its text.",
  tooLong: "Only the beginning is shown.",
  diff: (path: string) => `What changed in ${path}`,
  back: "All files",
  line: "line",
  status: {
    added: "added",
    modified: "modified",
    deleted: "deleted",
    renamed: "renamed",
    untracked: "new, not added",
    conflicted: "in conflict",
    unknown: "changed",
  } satisfies Record<FileStatus, string>,
} as const;
