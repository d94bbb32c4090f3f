// Actions on sessions: on all of them, and on the one of the focused pane.

import { canRestore } from "../restore/headline";
import { isLive } from "../session/status";
import { mutedWith, mutedWithout } from "../settings/muted";
import type { Action, Workbench } from "./action";

const isConnected = ({ sessions }: Workbench) => sessions.daemon.state === "connected";
const isAlive = ({ session }: Workbench) => session !== undefined && isLive(session);
const isAgent = (bench: Workbench) => isAlive(bench) && bench.session?.agent !== null;
const isEnded = ({ session }: Workbench) => session?.status === "ended";
const isMuted = ({ session, sessions }: Workbench) =>
  session !== undefined && sessions.settings.get("notifications.muted").includes(session.id);

const restartOf = ({ session, view }: Workbench) => session && view.restarts.stageOf(session.id);

async function startShell({ sessions, view }: Workbench): Promise<void> {
  view.select((await sessions.create({ environment: null, env: {} })).id);
}

function agentsAtLife({ sessions }: Workbench) {
  return [...sessions.entries.values()]
    .map(({ session }) => session)
    .filter((one) => one.agent !== null && isLive(one));
}

export const working = {
  new: { group: "sessions", chord: "Cmd+N", run: ({ view }) => (view.dialog = { kind: "new" }) },
  shell: { group: "sessions", when: isConnected, run: startShell },
  prompt_several: { group: "sessions", chord: "Cmd+Shift+E", run: ({ view }) => (view.dialog = { kind: "several" }) },
  restart_all: {
    group: "sessions",
    when: (bench) => isConnected(bench) && agentsAtLife(bench).length > 0,
    run: (bench) => Promise.all(agentsAtLife(bench).map((session) => bench.view.restarts.whenIdle(session))),
  },
  restore: {
    group: "sessions",
    when: ({ sessions }) => sessions.plan?.rows.some(canRestore) ?? false,
    run: ({ view }) => (view.dialog = { kind: "restore" }),
  },

  prompt: {
    group: "session",
    chord: "Cmd+E",
    when: ({ prompt }) => Boolean(prompt),
    run: ({ prompt }) => prompt?.focus(),
  },
  rename: {
    group: "session",
    when: ({ session }) => session !== undefined,
    run: ({ session, view }) => session && (view.dialog = { kind: "rename", id: session.id }),
  },
  restart: {
    group: "session",
    when: (bench) => isAgent(bench) && restartOf(bench) === undefined,
    run: ({ session, view }) => session && view.restarts.whenIdle(session),
  },
  restart_now: {
    group: "session",
    when: (bench) => isAgent(bench) && restartOf(bench) !== "restarting",
    run: ({ session, view }) => session && (view.dialog = { kind: "restart", id: session.id }),
  },
  call_off: {
    group: "session",
    when: (bench) => restartOf(bench) === "waiting",
    run: ({ session, view }) => session && view.restarts.callOff(session.id),
  },
  end: {
    group: "session",
    when: isAlive,
    run: ({ session, view }) => session && (view.dialog = { kind: "end", id: session.id }),
  },
  resume: {
    group: "session",
    when: isEnded,
    run: ({ session, sessions }) => session && sessions.resume(session.id),
  },
  start_again: {
    group: "session",
    when: (bench) => isEnded(bench) && bench.session?.agent !== null,
    run: ({ session, sessions }) => session && sessions.resume(session.id, true),
  },
  archive: {
    group: "session",
    when: isEnded,
    run: async ({ session, sessions }) => {
      const [archived] = session ? await sessions.ask("archive", { ids: [session.id] }) : [];
      if (archived?.error) throw archived.error;
    },
  },
  mute: {
    group: "session",
    when: (bench) => bench.session !== undefined && !isMuted(bench),
    run: ({ session, sessions: { settings } }) => session && mutedWith(settings, session.id),
  },
  unmute: {
    group: "session",
    when: isMuted,
    run: ({ session, sessions: { settings } }) => session && mutedWithout(settings, session.id),
  },
} satisfies Record<string, Action>;
