import { beforeEach, expect, it, vi } from "vitest";

import type { Session } from "../protocol/Session";
import type { Sessions } from "../state/sessions.svelte";
import { Restarts } from "./restarts.svelte";
import { sample } from "./sample";

const working = sample({ agent: "fake", status: "working" });
const idle: Session = { ...working, status: "idle" };
const busy = [{ id: working.id, generation: null, error: { code: "busy", message: "build is not idle" } }];
const done = [{ id: working.id, generation: 2, error: null }];
const ask = vi.fn();
const failed = vi.fn();
let restarts: Restarts;

beforeEach(() => {
  ask.mockReset().mockResolvedValue(done);
  failed.mockReset();
  restarts = new Restarts({ ask } as unknown as Sessions, failed);
});

it("waits until the agent is idle, and asks then", async () => {
  await restarts.whenIdle(working);
  expect(restarts.waiting).toEqual([working.id]);
  await restarts.heard(working, working.id);
  expect(ask).not.toHaveBeenCalled();
  await restarts.heard(idle, working.id);
  expect(ask).toHaveBeenCalledExactlyOnceWith("restart", { ids: [working.id], now: false, environment: null });
  expect(restarts.stageOf(working.id)).toBeUndefined();
});

it("restarts what is idle at once, and waits on where it has just gone to work", async () => {
  ask.mockResolvedValueOnce(busy);
  await restarts.whenIdle(idle);
  expect(restarts.stageOf(working.id)).toBe("waiting");
  expect(failed).not.toHaveBeenCalled();
  await restarts.heard(idle, working.id);
  expect(restarts.stageOf(working.id)).toBeUndefined();
});

it("can be called off while it waits", async () => {
  await restarts.whenIdle(working);
  restarts.callOff(working.id);
  await restarts.heard(idle, working.id);
  expect(ask).not.toHaveBeenCalled();
});

it("forgets a wish about a run that is over", async () => {
  for (const next of [{ ...idle, generation: 2 }, { ...working, status: "ended" as const }, undefined]) {
    await restarts.whenIdle(working);
    await restarts.heard(next, working.id);
    expect(restarts.waiting).toEqual([]);
  }
  expect(ask).not.toHaveBeenCalled();
});

it("tells why it was not restarted", async () => {
  const gone = { code: "conversation_gone", message: "it is gone" };
  ask.mockResolvedValueOnce([{ id: working.id, generation: null, error: gone }]);
  await restarts.now(working);
  ask.mockRejectedValueOnce({ code: "daemon_unreachable", message: "no daemon answers" });
  await restarts.whenIdle(idle);
  expect(failed.mock.calls.map(([, error]) => error.code)).toEqual(["conversation_gone", "daemon_unreachable"]);
  expect(ask).toHaveBeenNthCalledWith(1, "restart", { ids: [working.id], now: true, environment: null });
});
