import { expect, it } from "vitest";

import type { Session } from "../protocol/Session";
import { sample } from "./sample";
import { lookOf } from "./status";

const end = (reason: string) => ({ status: "ended", end: { reason, actor: "user", at: 0 } }) as Partial<Session>;

it.each<[Partial<Session>, string]>([
  [{ status: "working" }, "spinner neutral Working"],
  [{ status: "starting" }, "spinner neutral Starting"],
  [{ status: "needs_input", attention: "permission" }, "diamond amber Needs permission"],
  [{ status: "needs_input", attention: "question" }, "diamond amber Asks a question"],
  [{ status: "needs_input" }, "diamond amber Needs you"],
  [{ status: "working", attention: "stuck" }, "spinner amber Stuck"],
  [{ status: "working", attention: "permission" }, "diamond amber Needs permission"],
  [{ status: "idle", attention: "finished", seen: false }, "disc green Finished"],
  [{ status: "idle", attention: "finished", seen: true }, "dot grey Idle"],
  [{ status: "running" }, "dot grey Running"],
  [{ status: "queued" }, "dot grey Waits for its turn"],
  [{ status: "unreachable" }, "question grey Does not answer"],
  [{ status: "orphaned" }, "question grey Runs without its host"],
  [{ status: "damaged" }, "question grey Record damaged"],
  [{ status: "unknown" }, "question grey Unknown to this version"],
  [end("stopped"), "ring grey Stopped"],
  [end("completed"), "ring grey Finished"],
  [{ ...end("completed"), attention: "finished", seen: false }, "disc green Finished"],
  [end("failed"), "square red Failed"],
  [end("crashed"), "square red Crashed"],
  [end("host_lost"), "square red Lost"],
  [end("logout"), "ring grey Ended"],
  [{ ...end("completed"), archive: "done" }, "ring grey Archived"],
  [{ ...end("completed"), archive: "pending" }, "ring grey Finished, to be archived"],
  [{ status: "unreachable", archive: "pending" }, "question grey Does not answer, to be archived"],
])("%j looks like %s", (change, text) => {
  const { shape, tone, word } = lookOf(sample(change));
  expect(`${shape} ${tone} ${word}`).toBe(text);
});
