import { beforeEach, expect, it, vi } from "vitest";

import type { Backend } from "../backend/backend";
import type { DaemonStatus } from "../protocol/DaemonStatus";
import type { Plan } from "../protocol/Plan";
import { sample } from "../session/sample";
import { Sessions } from "./sessions.svelte";

const status = { version: "1", started_at: 5 } as DaemonStatus;
const plan: Plan = { reconciling: false, rows: [] };
const request = vi.fn();
const wishes = vi.fn();
const notices = vi.fn();
let sessions: Sessions;

beforeEach(() => {
  vi.resetAllMocks();
  request.mockResolvedValue(plan);
  sessions = new Sessions({ request } as unknown as Backend, wishes, notices);
});

it("does not take the list before the first connection for an empty one", () => {
  sessions.take({ kind: "daemon", state: "connecting" });
  sessions.take({ kind: "sessions", sessions: [] });
  expect(sessions.known).toBe(false);
  sessions.take({ kind: "daemon", state: "connected", status });
  sessions.take({ kind: "sessions", sessions: [] });
  expect(sessions.known).toBe(true);
});

it("follows the list and its changes", () => {
  const other = sample({ id: "bb", name: "other", status: "working" });
  sessions.take({ kind: "sessions", sessions: [sample(), other] });
  expect(sessions.live).toBe(2);
  expect(sessions.working).toBe(1);
  sessions.take({ kind: "event", event: { event: "session", session: { ...other, status: "ended", as_of: 7000 } } });
  expect(sessions.live).toBe(1);
  sessions.take({ kind: "event", event: { event: "removed", id: "bb" } });
  expect(sessions.get("bb")).toBeUndefined();
  sessions.take({ kind: "sessions", sessions: [] });
  expect(sessions.entries.size).toBe(0);
});

it("lets nothing old overwrite something new, but a whole list always counts", () => {
  sessions.take({ kind: "sessions", sessions: [sample({ as_of: 10, last_line: "new" })] });
  sessions.take({ kind: "event", event: { event: "session", session: sample({ as_of: 9, last_line: "old" }) } });
  expect(sessions.get(sample().id)?.last_line).toBe("new");
  sessions.take({ kind: "sessions", sessions: [sample({ as_of: 8, last_line: "list" })] });
  expect(sessions.get(sample().id)?.last_line).toBe("list");
});

it("does not show what is put away", () => {
  sessions.take({ kind: "sessions", sessions: [sample({ archive: "done" })] });
  expect(sessions.entries.size).toBe(0);
});

it("asks for the restore plan when connected and when it changed", async () => {
  sessions.take({ kind: "daemon", state: "connected", status });
  sessions.take({ kind: "event", event: { event: "plan_changed" } });
  sessions.take({ kind: "event", event: { event: "reconciled" } });
  await vi.waitFor(() => expect(sessions.plan).toEqual(plan));
  expect(request.mock.calls).toEqual([
    ["plan", {}],
    ["plan", {}],
    ["plan", {}],
  ]);
});

it("forgets what an earlier daemon offered", async () => {
  sessions.take({ kind: "daemon", state: "connected", status });
  await vi.waitFor(() => expect(sessions.plan).toEqual(plan));
  sessions.take({ kind: "daemon", state: "connected", status: { ...status, started_at: 6 } });
  expect(sessions.plan).toBeNull();
  await vi.waitFor(() => expect(sessions.plan).toEqual(plan));
});

it("tells once what was wrong before it listened", () => {
  const told = { ...status, problems: ["settings.toml: line 2"] };
  sessions.take({ kind: "daemon", state: "connected", status: told });
  sessions.take({ kind: "daemon", state: "connected", status: told });
  expect(notices.mock.calls).toEqual([["settings.toml: line 2"]]);
});

it("keeps what the daemon said of itself when it is gone", () => {
  sessions.take({ kind: "daemon", state: "connected", status });
  sessions.take({ kind: "daemon", state: "failed", message: "no more", log: "/log" });
  expect(sessions.daemon).toEqual({ state: "failed", message: "no more", log: "/log", status });
});

it("passes on what the tray wants and what people should know", () => {
  sessions.take({ kind: "select", id: "aa" });
  sessions.take({ kind: "ask_stop" });
  sessions.take({ kind: "event", event: { event: "notice", message: "disk full" } });
  expect(wishes.mock.calls).toEqual([[{ kind: "select", id: "aa" }], [{ kind: "ask_stop" }]]);
  expect(notices).toHaveBeenCalledWith("disk full");
});

it("counts the prompts that wait, unless the daemon stays to give them", () => {
  sessions.take({ kind: "daemon", state: "connected", status });
  sessions.take({ kind: "sessions", sessions: [sample({ queued: 2 }), sample({ id: "bb", queued: 1 })] });
  expect(sessions.queued).toBe(3);
  sessions.take({ kind: "daemon", state: "connected", status: { ...status, owner: "headless" } });
  expect(sessions.queued).toBe(0);
});

it("says as of when a silent daemon told something last, also once it is gone, until it or another one tells more", () => {
  sessions.take({ kind: "daemon", state: "connected", status });
  sessions.take({ kind: "sessions", sessions: [sample()] });
  sessions.fallsSilent(1000);
  expect([sessions.silent, sessions.asOf]).toEqual([true, 1000]);
  sessions.take({ kind: "daemon", state: "connecting" });
  expect([sessions.silent, sessions.asOf]).toEqual([false, 1000]);
  sessions.fallsSilent(2000);
  expect([sessions.silent, sessions.asOf], "nobody is asked who is not there").toEqual([false, 1000]);
  sessions.take({ kind: "daemon", state: "connected", status });
  expect(sessions.asOf).toBeNull();
  sessions.fallsSilent(3000);
  sessions.take({ kind: "event", event: { event: "reconciled" } });
  expect([sessions.silent, sessions.asOf]).toEqual([false, null]);
});
