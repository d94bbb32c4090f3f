// The words of the window in English. Buttons are verbs; sentences say what will happen, in numbers.

import type { Group } from "../../session/groups";
import { actions, keys, palette, quick } from "./actions";
import { agents } from "./agents";
import { closing } from "./closing";
import { count } from "./count";
import { layout } from "./layout";
import { ends } from "./ends";
import { inbox } from "./inbox";
import { changes, inspector, moments, processes, survival } from "./inspector";
import { images, links } from "./links";
import { queue } from "./queue";
import { back, details, restart } from "./session";
import { daemon, sidebar, verbs } from "./sidebar";
import { settings } from "./settings";
import { statuses } from "./status";
import { times } from "./time";
import { welcome } from "./welcome";

export const en = {
  app: "Holdfast",
  close: "Close",
  cancel: "Cancel",
  dismiss: "Dismiss",
  tryAgain: "Try again",

  groups: {
    needs: "Needs you",
    working: "Working",
    finished: "Finished, not seen",
    running: "Running",
    idle: "Idle",
    ended: "Ended",
    archived: "Archived",
  } satisfies Record<Group, string>,

  sidebar,
  verbs,
  daemon,
  inbox,
  inspector,
  survival,
  moments,
  processes,
  changes,

  session: {
    new: "New session",
    label: (name: string) => `Session ${name}`,
    rename: "Rename",
    end: "End",
    why: "Why",
    wants: { permission: "Permission", question: "Question", stuck: "Says nothing" },
    orphaned: "Its program still runs.",
    asOf: (time: string) => `As of ${time}.`,
    neverAsked: "Nobody could ask it since the daemon started.",
  },

  terminal: {
    label: (name: string) => `Terminal of ${name}`,
    /** `leave`: the keys that lead out of it; empty where the user has none. */
    input: (name: string, leave: string) =>
      leave === "" ? `Type into ${name}` : `Type into ${name}. ${leave} leaves it.`,
    separator: (run: number) => `── resumed, run ${run} ──`,
    newOutput: "New output",
    older: "Loading older output…",
    waiting: "The connection to this terminal was lost. Trying again…",
    lost: "Not connected to this terminal. Its program may still run.",
    size: (cols: number, rows: number) => `${cols} × ${rows}, sized by another client`,
    copied: (characters: number) => `The program copied ${count(characters, "character")} to the clipboard.`,
    notCopied: "The program wanted to copy text, but the clipboard refused.",
  },

  find: {
    label: "Find in this session",
    next: "Next match",
    previous: "Previous match",
    close: "Close",
    count: (at: number, all: number) => (all === 0 ? "No match" : at > 0 ? `${at} of ${all}` : `${all}`),
    everywhere: "Find everywhere",
    placeholder: "Text in any session, live or ended",
    regex: "Regular expression",
    capitals: "Match capitals",
    busy: "Searching…",
    none: "Nothing found.",
    found: (hits: number, limited: boolean) => `${limited ? "The newest " : ""}${count(hits, "line")}.`,
    problems: (number: number) => `${count(number, "log segment")} could not be searched.`,
    open: "Open",
    run: (run: number) => `run ${run}`,
  },

  newSession: {
    title: "New session",
    command: "Command",
    commandHint: "Empty starts your shell.",
    shellHint: "Runs through sh, because it uses the shell's language.",
    quote: "A quote is not closed.",
    directory: "Directory",
    directoryHint: "An absolute path. Empty starts in your home directory.",
    fullPath: "Write the full path: “~” means nothing here.",
    name: "Name",
    nameHint: "Empty names it after command and directory.",
    agentNameHint: "Empty names it after agent and directory.",
    start: "Start session",
    starting: "Starting…",
  },

  end: {
    title: (name: string) => `End “${name}”?`,
    /** `seconds`: how long it can be undone. */
    body: (seconds: number) =>
      seconds === 0
        ? "Its program is stopped. You can start it again."
        : `It goes out of sight now, and its program is stopped in ${count(seconds, "second")}. Until then you can undo it.`,
    end: "End session",
    ending: "Ending…",
    alive: "It is still alive.",
    now: "End at once",
  },

  rename: { title: (name: string) => `Rename “${name}”`, name: "Name", rename: "Rename" },

  restore: {
    were: (number: number) => `${count(number, "session was", "sessions were")} running.`,
    restarted: (time: string) => `Your computer restarted at ${time}.`,
    shutDown: (time: string) => `Your computer was shut down at ${time}.`,
    loggedOut: (time: string) => `You logged out at ${time}.`,
    stoppedAll: (time: string) => `Everything was stopped at ${time}.`,
    lost: (number: number) => `${count(number, "session was", "sessions were")} lost.`,
    offered: (number: number) => `${count(number, "session", "sessions")} can be restored.`,
    earlier: (number: number) => `${number} more ended earlier.`,
    kept: (number: number) => `What ${number === 1 ? "it" : "they"} printed is kept.`,
    starts: (programs: number) =>
      programs === 0
        ? "Nothing is ticked, so nothing starts."
        : `Restoring starts ${count(programs, "program")}${programs > 2 ? ", 2 at a time" : ""}.`,
    can: {
      resume: "Resume conversation",
      replay: "Start again with its prompt",
      rerun: "Run the command again",
      nothing: "Cannot be restored",
      unknown: "Cannot be restored by this version",
    },
    found: "conversation found",
    notFound: "conversation not found",
    noDirectory: "its directory is gone",
    noProgram: "its program is gone",
    restored: (run: number) => `Started, run ${run}`,
    select: (name: string) => `Restore ${name}`,
    restore: (number: number) => `Restore ${count(number, "session")}`,
    restoring: "Restoring…",
    notNow: "Not now",
    decline: "Don't restore",
    declineHint: "Does not offer these again",
  },

  quit: {
    title: "Quit Holdfast?",
    /** `queued`: so many prompts wait that nobody delivers meanwhile. `closedNow`: so many sessions were closed just now and
        can still be had back. */
    body: (live: number, queued: number, closedNow = 0) => {
      const running = count(live, "session keeps", "sessions keep");
      const closed = closedNow === 1 ? "the session" : `the ${closedNow} sessions`;
      const stopped =
        closedNow === 0 ? "Nothing is stopped." : `Nothing is stopped, not even ${closed} that you closed just now.`;
      const sessions = live === 0 ? "No session is running." : `${running} running. ${stopped}`;
      const prompts = count(queued, "queued prompt waits", "queued prompts wait");
      return queued === 0 ? sessions : `${sessions} ${prompts} until Holdfast runs again.`;
    },
    quit: "Quit",
  },

  stop: {
    title: "Stop everything?",
    body: (live: number, working: number) => {
      if (live === 0) return "No session is running. The daemon is stopped.";
      const atWork = working === 0 ? "" : ` ${count(working, "agent is", "agents are")} working.`;
      return `This ends ${count(live, "session")}.${atWork} They can be restored.`;
    },
    alive: (names: string) => `Could not be stopped: ${names}. The rest is stopped.`,
    stop: "Stop everything",
    stopping: "Stopping…",
  },

  statuses,
  ends,
  times,
  actions,
  palette,
  quick,
  keys,
  settings,
  agents,
  closing,
  layout,
  links,
  images,
  queue,
  details,
  restart,
  back,

  paste: {
    title: (lines: number) => `Paste ${lines} lines?`,
    body: "The program takes them as if you typed them: each line may run at once.",
    paste: "Paste",
  },

  welcome,
} as const;
