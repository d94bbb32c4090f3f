// Actions on sessions: on all of them, and on the one of the focused pane. What can be done with a session and how is the
// business of its verbs, which its menu has as well.

import { canRestore } from "../restore/headline";
import { isLive } from "../session/status";
import { type Verb, verbsFor } from "../session/verbs";
import { isMuted } from "../settings/muted";
import { Doing } from "../sidebar/doing";
import type { Action, Workbench } from "./action";

const isConnected = ({ sessions }: Workbench) => sessions.daemon.state === "connected";

async function startShell({ sessions, view }: Workbench): Promise<void> {
  view.select((await sessions.create({ environment: null, env: {} })).id);
}

/** Live agents: of plain programs nobody can tell when they are idle. */
function agents({ sessions }: Workbench) {
  return [...sessions.entries.values()]
    .map(({ session }) => session)
    .filter((one) => one.agent !== null && isLive(one));
}

/** What a session's menu offers under the same name, for the session of the focused pane. */
const verb = (name: Verb): Action => ({
  group: "session",
  when: ({ session, sessions }) =>
    session !== undefined && verbsFor(session, isMuted(sessions.settings, session.id)).flat().includes(name),
  run: ({ session, sessions, view, backend }) => session && new Doing(backend, sessions, view).run(name, session),
});

export const working = {
  new: { group: "sessions", chord: "Cmd+N", run: ({ view }) => (view.dialog = { kind: "new" }) },
  shell: { group: "sessions", when: isConnected, run: startShell },
  prompt_several: { group: "sessions", chord: "Cmd+Shift+E", run: ({ view }) => (view.dialog = { kind: "several" }) },
  restart_all: {
    group: "sessions",
    when: (bench) => isConnected(bench) && agents(bench).length > 0,
    run: (bench) => Promise.all(agents(bench).map((session) => bench.view.restarts.whenIdle(session))),
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
  rename: verb("rename"),
  restart_when_idle: verb("restart_when_idle"),
  restart: verb("restart"),
  call_off: {
    group: "session",
    when: ({ session, view }) => session !== undefined && view.restarts.stageOf(session.id) === "waiting",
    run: ({ session, view }) => session && view.restarts.callOff(session.id),
  },
  resume: verb("resume"),
  start_again: {
    group: "session",
    when: ({ session }) => session?.status === "ended" && session.agent !== null,
    run: ({ session, sessions }) => session && sessions.resume(session.id, true),
  },
  window: verb("window"),
  mute: verb("mute"),
  unmute: verb("unmute"),
  copy_id: verb("copy_id"),
  archive: verb("archive"),
  unarchive: verb("unarchive"),
  end: verb("end"),
} satisfies Record<string, Action>;
