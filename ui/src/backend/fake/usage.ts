// What the sessions of the scripted double take: the same for a session at each look, but for a little life in it.

import type { Process } from "../../protocol/Process";
import type { Processes } from "../../protocol/Processes";
import type { Sample } from "../../protocol/Sample";
import type { Session } from "../../protocol/Session";
import type { Usage } from "../../protocol/Usage";

const MB = 1_000_000;
/** How far apart measurements were taken, in milliseconds. */
const STEP = 20_000;

/** From 0 to 1, the same for the same words. */
function chance(...of: (string | number)[]): number {
  let hash = 17;
  for (const c of of.join(" ")) hash = (hash * 31 + c.charCodeAt(0)) % 100_003;
  return hash / 100_003;
}

function takes({ id, status, output_at }: Session, at: number): { cpu: number; memory: number } {
  // Who asks something was at work until then.
  const isAtWork = status === "working" || (status === "needs_input" && at < (output_at ?? 0));
  const busy = isAtWork ? 22 : status === "needs_input" ? 1.8 : 0.3;
  const wave = 1 + Math.sin(at / 90_000 + chance(id) * 6) / 2;
  return {
    cpu: busy * wave * (0.5 + chance(id, Math.floor(at / 3000))),
    memory: Math.round((60 + chance(id) * 260 + wave * 30) * MB),
  };
}

export function usageOf(sessions: Session[]): Usage {
  const at = Date.now();
  const live = sessions.filter(({ child_pid }) => child_pid !== null);
  const rows = live.map((session) => ({ id: session.id, ...takes(session, at), processes: 3 }));
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + of(row), 0);
  return {
    at,
    sessions: rows,
    cpu: sum(({ cpu }) => cpu),
    memory: sum(({ memory }) => memory),
    memory_is: "proportional",
  };
}

export function processesOf(session: Session): Processes {
  const at = Date.now();
  if (session.child_pid === null) return { at, processes: [], memory_is: "proportional", history: [] };
  const history = Array.from({ length: 45 }, (_, ago): Sample => {
    const then = at - (44 - ago) * STEP;
    return { at: then, ...takes(session, then), processes: 4 };
  });
  const { cpu, memory } = takes(session, at);
  const child = (pid: number, parent: number | null, name: string, command: string, share: number): Process => ({
    pid,
    parent,
    name,
    command,
    cpu: cpu * share,
    memory: Math.round(memory * share),
    started_at: session.started_at ?? at,
  });
  const [program = "bash"] = session.command;
  return {
    at,
    memory_is: "proportional",
    history,
    processes: [
      child(901, null, program, session.command.join(" "), 0.46),
      child(917, 901, "node", "node /usr/lib/node_modules/@mcp/server-filesystem/dist/index.js .", 0.16),
      child(1204, 901, "bash", "bash -c cargo test webhook_retry", 0.02),
      child(1205, 1204, "cargo", "cargo test webhook_retry", 0.12),
      child(1260, 1205, "webhook_retry-4f1c", "target/debug/deps/webhook_retry-4f1c2a --nocapture", 0.24),
    ],
  };
}
