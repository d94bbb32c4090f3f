import { expect, it } from "vitest";

import type { AgentWord } from "../protocol/AgentWord";
import type { Session } from "../protocol/Session";
import { lineOf, messageOf } from "./line";
import { sample } from "./sample";

const word = (message: string): AgentWord => ({
  activity: "permission",
  since: 0,
  source: "hook",
  why: "",
  conversation: null,
  message,
  turn: 1,
});

it.each<[Partial<Session>, string]>([
  [{}, "Compiling app"],
  [{ last_line: "", title: "vim" }, "vim"],
  [
    { status: "needs_input", attention: "permission", agent_word: word("may I run\u0007 make?") },
    "Permission · may I run make?",
  ],
  [{ status: "needs_input", attention: "question", agent_word: word("which?") }, "Question · which?"],
  [{ status: "needs_input", attention: "permission", last_line: "1. Yes  2. No" }, "Permission · 1. Yes 2. No"],
  [{ status: "needs_input", last_line: "y/n" }, "y/n"],
  [{ status: "working", attention: "stuck" }, "Says nothing · Compiling app"],
  [{ status: "working", agent_word: word("old") }, "Compiling app"],
  [{ status: "queued", why: "it waits until fewer workers run" }, "It waits until fewer workers run"],
  [{ status: "unreachable", why: "its host has not answered" }, "Its host has not answered"],
  [{ status: "unreachable", why: "" }, "Does not answer"],
  [{ status: "ended", end: { reason: "failed", actor: "agent", at: 0, code: 3 } }, "Failed with status 3"],
])("%# says of %j: %s", (change, line) => expect(lineOf(sample(change), 0)).toBe(line));

it("quotes no agent that is gone", () => {
  const session = sample({ agent_word: word("may I?") });
  expect(messageOf(session)).toBe("may I?");
  expect(messageOf({ ...session, end: { reason: "completed", actor: "agent", at: 0 } })).toBe("");
});
