// Scenes for the scripted double: what the daemon would say. Data only.

import type { AgentWord } from "../../protocol/AgentWord";
import type { DaemonStatus } from "../../protocol/DaemonStatus";
import type { End } from "../../protocol/End";
import type { Plan } from "../../protocol/Plan";
import type { Row } from "../../protocol/Row";
import type { Session } from "../../protocol/Session";
import type { DaemonState } from "../backend";

export interface Scene {
  daemon: { state: DaemonState; message?: string; log?: string };
  sessions: Session[];
  plan: Plan;
}

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const started = Date.now();

export const status: DaemonStatus = {
  pid: 4711,
  version: "0.1.0",
  owner: "app",
  root: "/home/ada/.local/share/holdfast",
  // The same at each load: it is one start of one daemon.
  started_at: 1_790_000_000_000,
  reconciling: false,
  sessions: 0,
  supervisors: 1,
};

/** A session that runs, with `change` made to it. `ago` is how long ago it last printed. */
export function session(name: string, branch: string | null, ago: number, change: Partial<Session> = {}): Session {
  const at = started - ago;
  const cwd = `/home/ada/src/${name.replaceAll(" ", "-")}`;
  return {
    id: idOf(name),
    name,
    project: cwd,
    workspace: cwd,
    cwd,
    branch,
    agent: null,
    kind: "program",
    parent: null,
    command: ["bash"],
    status: "running",
    why: "its program runs",
    attention: "none",
    seen: true,
    generation: 1,
    host_pid: 900,
    child_pid: 901,
    created_at: at - 3 * HOUR,
    started_at: at - 3 * HOUR,
    output_at: at,
    end: null,
    archive: "no",
    conversation: null,
    last_line: "",
    title: null,
    size: { cols: 100, rows: 30 },
    output_bytes: 11_900_000,
    as_of: started - 2000,
    fresh: true,
    ...change,
  };
}

export function end(reason: End["reason"], ago: number, change: Partial<End> = {}): End {
  return { reason, actor: "agent", at: started - ago, ...change };
}

/** Sixteen digits that are always the same for a name. */
export function idOf(name: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const c of name) hash = ((hash ^ BigInt(c.charCodeAt(0))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, "0");
}

const claude: Partial<Session> = { agent: "claude-code", kind: "worker", command: ["claude"] };
/** What a hook has told of an agent. */
function told(activity: AgentWord["activity"], ago: number, message?: string): Partial<Session> {
  const conversation = "7b1e4f02-9a53-4d1c-8e07-5a2b6f90c04d";
  const word: AgentWord = { activity, since: started - ago, source: "hook", why: "", conversation, turn: 4 };
  return { conversation, agent_word: message === undefined ? word : { ...word, message } };
}

const codex: Partial<Session> = { agent: "codex", kind: "worker", command: ["codex"] };

function working(line: string): Partial<Session> {
  return { ...claude, status: "working", why: "its agent said so 3 seconds ago", last_line: line };
}

function ended(at: End): Partial<Session> {
  return { status: "ended", why: "its program is gone", end: at, host_pid: null, child_pid: null };
}

function twenty(): Session[] {
  return [
    session("payments-api", "retry-webhooks", 2 * MINUTE, {
      ...claude,
      status: "needs_input",
      attention: "permission",
      generation: 2,
      why: "its agent asked for permission, by hook",
      last_line: "3. No",
      ...told("permission", 2 * MINUTE, "Run sqlx migrate run on the development database?"),
    }),
    session("docs-site", "main", 9 * MINUTE, {
      ...claude,
      status: "needs_input",
      attention: "question",
      why: "its agent asked a question, by hook",
      last_line: "> ",
      ...told("question", 9 * MINUTE, "Which of the two layouts do you prefer?"),
    }),
    session("scraper", "fix-robots", 12 * MINUTE, {
      ...ended(end("out_of_memory", 12 * MINUTE, { actor: "kernel", signal: 9, detail: "it used 3.9 GB" })),
      ...codex,
      attention: "failed",
      seen: false,
    }),
    session("checkout-ui", "cart-redesign", 4000, { ...working("Editing src/cart/Summary.tsx"), queued: 3 }),
    session("search-worker", "bm25", 9000, working("cargo test --release (41 s)")),
    session("infra", "terraform-1.9", 1000, working("Planning 14 changes")),
    session("mobile", "offline-sync", 70_000, working("Reading sync/conflict.dart")),
    session("search-index", "compact-postings", 18 * MINUTE, {
      ...codex,
      status: "idle",
      attention: "finished",
      seen: false,
      last_line: "All 212 tests pass; 2 commits",
    }),
    session("billing-report", "q3-fixes", 31 * MINUTE, {
      ...claude,
      status: "idle",
      attention: "finished",
      seen: false,
      last_line: "Report written to out/q3.html",
    }),
    session("dev server", null, 4 * HOUR, {
      command: ["cargo", "watch", "-x", "check"],
      cwd: "/home/ada/src/payments-api",
      project: "/home/ada/src/payments-api",
      last_line: "[Finished running. Exit status: 0]",
    }),
    session("postgres logs", null, 6 * HOUR, {
      command: ["docker", "logs", "-f", "pg"],
      last_line: "checkpoint complete: wrote 88 buffers",
    }),
    session("shell", null, 3 * MINUTE, { last_line: "ada@loom:~/src$" }),
    session("far-away", "main", 40 * MINUTE, {
      status: "unreachable",
      fresh: false,
      why: "its host lives and has not answered for 40 minutes",
    }),
    session("auth-service", "passkeys", 55 * MINUTE, {
      ...claude,
      status: "idle",
      last_line: "Ready for the next task",
    }),
    session("design-tokens", "main", 2 * HOUR, { ...codex, status: "idle", last_line: "3 files changed" }),
    session("etl", "nightly", 3 * HOUR, {
      ...claude,
      status: "idle",
      queued: 4,
      uncertain: 1,
      last_line: "Waiting for the next prompt",
    }),
    session("release-notes", "v0.8", 26 * HOUR, ended(end("stopped", 26 * HOUR, { actor: "user", intent: "kill" }))),
    session("migration", "users-v2", 27 * HOUR, ended(end("failed", 27 * HOUR, { code: 101 }))),
    session("bench", "main", 30 * HOUR, ended(end("completed", 30 * HOUR, { code: 0 }))),
    session("old-laptop", "main", 50 * HOUR, {
      ...ended(end("machine_lost", 50 * HOUR, { actor: "unknown", last_seen: started - 51 * HOUR })),
    }),
    session("spike-grpc", "main", 90 * HOUR, { ...ended(end("completed", 90 * HOUR, { code: 0 })), archive: "done" }),
  ];
}

function row(of: Session, cause: End, change: Partial<Row>): Row {
  return {
    id: of.id,
    name: of.name,
    project: of.project,
    cwd: of.cwd,
    command: of.command,
    generation: of.generation,
    cause,
    can: "rerun",
    evidence: { directory: true, program: true, transcript: null },
    ticked: true,
    ...change,
  };
}

function lost(): Scene {
  const cause = end("machine_lost", 40 * MINUTE, { actor: "unknown", last_seen: started - 55 * MINUTE });
  const sessions = twenty()
    .slice(0, 9)
    .map((live) => ({ ...live, ...ended(cause), attention: "none" as const, seen: true }));
  const found = { directory: true, program: true, transcript: true };
  const rows = sessions.map((of, at) => {
    if (at === 2) return row(of, cause, { can: "replay", ticked: false, evidence: { ...found, transcript: false } });
    if (at === 6) return row(of, cause, { can: "nothing", ticked: false, evidence: { ...found, directory: false } });
    return of.agent ? row(of, cause, { can: "resume", evidence: found }) : row(of, cause, {});
  });
  return { daemon: { state: "connected" }, sessions, plan: { reconciling: false, rows } };
}

const nothing: Plan = { reconciling: false, rows: [] };

/** Scenes by the name that the address asks for. */
export const scenes: Record<string, () => Scene> = {
  twenty: () => ({ daemon: { state: "connected" }, sessions: twenty(), plan: nothing }),
  empty: () => ({ daemon: { state: "connected" }, sessions: [], plan: nothing }),
  restore: lost,
  connecting: () => ({ daemon: { state: "connecting" }, sessions: [], plan: nothing }),
  stopped: () => ({
    daemon: { state: "stopped", message: "everything was stopped" },
    sessions: twenty(),
    plan: nothing,
  }),
  failed: () => ({
    daemon: {
      state: "failed",
      message: "it left 3 times within a minute",
      log: `${status.root}/log/daemon.log`,
    },
    sessions: twenty(),
    plan: nothing,
  }),
  orphaned: () => ({
    daemon: { state: "connected" },
    sessions: [
      session("lonely-watch", "main", 3 * MINUTE, {
        status: "orphaned",
        why: "its host is gone and its processes are still there: 901, 917",
        host_pid: null,
      }),
    ],
    plan: nothing,
  }),
  thousand: () => ({
    daemon: { state: "connected" },
    plan: nothing,
    sessions: Array.from({ length: 1000 }, (_, at) => {
      const like = twenty()[at % 20];
      return { ...session(`session ${at}`, "main", at * MINUTE), ...like, id: idOf(`${at}`), name: `session ${at}` };
    }),
  }),
};
