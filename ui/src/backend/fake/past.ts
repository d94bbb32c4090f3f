// What happened to the sessions of the scripted double, and what would happen to them. Data only.

import type { Conversations } from "../../protocol/Conversations";
import type { Moment } from "../../protocol/Moment";
import type { Notification } from "../../protocol/Notification";
import type { Session } from "../../protocol/Session";
import type { Shown } from "../../protocol/Shown";
import type { Survival } from "../../protocol/Survival";
import { MINUTE } from "./scenes";

const HOUR = 60 * MINUTE;

export function shownOf(session: Session): Shown {
  const { generation, created_at, started_at, end } = session;
  const runs = Array.from({ length: generation }, (_, at) => {
    const last = at + 1 === generation;
    const lost = { reason: "machine_lost", actor: "unknown", at: Date.now() - 5 * HOUR } as const;
    return { generation: at + 1, started_at: last ? started_at : created_at, end: last ? end : lost };
  });
  return { session, runs, env: ["DATABASE_URL"], log: true, timeline: timeline(session) };
}

function timeline(session: Session): Moment[] {
  const now = Date.now();
  const { generation, end } = session;
  const moment = (at: number, what: Moment["what"], text: string, more: Partial<Moment> = {}): Moment => {
    return { at, generation, what, text, ...more };
  };
  const again = generation > 1;
  const first: Moment[] = [
    moment(now - 74 * HOUR, "made", "made", { generation: 0, actor: "user" }),
    moment(now - 74 * HOUR + 400, "started", "its program was started", {
      generation: 1,
      actor: "user",
      evidence: ["host 900, program 901"],
    }),
  ];
  const lost: Moment[] = [
    moment(now - 5 * HOUR, "closed", "closed by the daemon: it was lost with the machine", {
      generation: generation - 1,
      actor: "unknown",
      evidence: ["no end record", "the boot id changed"],
    }),
    moment(now - 3.2 * HOUR, "started", "its program was started again", {
      actor: "user",
      evidence: ["host 900, program 901"],
    }),
    moment(now - 3.2 * HOUR + 10, "restored", "brought back", { actor: "user" }),
  ];
  const lately: Moment[] = [
    moment(now - 41 * MINUTE, "prompt_queued", "a prompt of 212 characters waits", { actor: "user" }),
    moment(now - 40 * MINUTE, "prompt_delivered", "the prompt was given to it", {
      actor: "daemon",
      evidence: ["told by the daemon's journal", "its hook said that it was taken up"],
    }),
    moment(now - 12 * MINUTE, "adopted", "a new daemon took it up", { actor: "daemon" }),
  ];
  const over: Moment[] = end
    ? [moment(end.at, "ended", "it ended", { actor: end.actor, evidence: ["its host recorded the end"] })]
    : [];
  return [...first, ...(again ? lost : []), ...(session.agent ? lately : []), ...over];
}

export function survivalOf({ end, agent, conversation }: Session): Survival {
  if (end) return { facts: [] };
  const resumes = agent === null || conversation !== null;
  return {
    facts: [
      { what: "quit", holds: "yes" },
      { what: "crash", holds: "yes" },
      { what: "update", holds: "yes" },
      {
        what: "reboot",
        holds: resumes ? "resumes" : "no",
        note: resumes ? "its conversation is found and goes on" : "its agent has not said which conversation it has",
      },
      {
        what: "logout",
        holds: "no",
        note: "the system ends your programs when you log out: loginctl enable-linger lets them go on",
      },
    ],
  };
}

/** What was told lately. */
export function notificationsOf(sessions: Session[]): Notification[] {
  const kinds = { permission: "needs_permission", question: "asks", finished: "finished", failed: "failed" } as const;
  const told = sessions.flatMap((session): Omit<Notification, "number" | "change">[] => {
    const kind = kinds[session.attention as keyof typeof kinds];
    if (!kind) return [];
    const { id, name, generation, agent_word, last_line } = session;
    const at = session.end?.at ?? session.output_at ?? 0;
    const text = agent_word?.message ?? (kind === "failed" ? "ended for want of memory: 3.9 GB" : last_line);
    const one = { session: id, name, generation, turn: 4, at, kind, text };
    const before = { ...one, at: at - 9 * MINUTE, kind: "finished" as const, turn: 3, text: "", resolved_at: at };
    return kind === "asks" ? [before, one] : [one];
  });
  return told.toSorted((a, b) => a.at - b.at).map((one, at) => ({ ...one, number: at + 1, change: at + 1 }));
}

export function conversations(): Conversations {
  const at = Date.now();
  const had = (agent: string, project: string, title: string, ago: number) => ({
    agent,
    id: `7b1e4f02-9a53-4d1c-8e07-${String(ago).padStart(12, "0")}`,
    directory: `/home/ada/src/${project}`,
    title,
    at: at - ago,
  });
  return {
    limited: false,
    conversations: [
      had("claude-code", "payments-api", "Make the webhook retries idempotent", 2 * HOUR),
      had("codex", "search-index", "Why does compaction stall on large posting lists?", 26 * HOUR),
      had("claude-code", "docs-site", "Two layouts for the landing page, side by side", 50 * HOUR),
      had("claude-code", "mobile", "Resolve sync conflicts without losing edits", 70 * HOUR),
    ],
  };
}
