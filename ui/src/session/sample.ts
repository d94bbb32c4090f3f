// A session for tests.

import type { Session } from "../protocol/Session";

/** A running session with `change` made to it. */
export function sample(change: Partial<Session> = {}): Session {
  return {
    id: "00000000000000aa",
    name: "build",
    project: "/home/ada/src/app",
    workspace: "/home/ada/src/app",
    cwd: "/home/ada/src/app",
    branch: "main",
    agent: null,
    kind: "program",
    parent: null,
    command: ["cargo", "build"],
    status: "running",
    why: "its program runs",
    attention: "none",
    seen: true,
    generation: 1,
    host_pid: 1,
    child_pid: 2,
    created_at: 1000,
    started_at: 1000,
    output_at: 5000,
    end: null,
    archive: "no",
    conversation: null,
    last_line: "Compiling app",
    title: null,
    size: { cols: 80, rows: 24 },
    output_bytes: 10,
    as_of: 6000,
    fresh: true,
    ...change,
  };
}
