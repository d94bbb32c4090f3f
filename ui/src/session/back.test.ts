import { expect, it } from "vitest";

import type { AgentRow } from "../protocol/AgentRow";
import type { Row } from "../protocol/Row";
import type { WireError } from "../protocol/WireError";
import { waysBack } from "./back";
import { sample } from "./sample";

const ended = sample({ agent: "fake", status: "ended", conversation: "7b1e", generation: 2 });
const agent = (resumable: boolean) => ({ id: "fake", name: "Fake", resumable }) as AgentRow;
const row = (change: Partial<Row>) =>
  ({ generation: 2, can: "replay", evidence: { directory: true, program: true, transcript: false }, ...change }) as Row;
const refused = (code: WireError["code"]): WireError => ({ code, message: "the conversation 7b1e is gone" });

it("resumes a conversation, or begins a new one", () => {
  expect(waysBack(ended, agent(true), undefined, null)).toEqual({ resume: true, why: "" });
  expect(waysBack(ended, undefined, undefined, null).resume).toBe(true);
});

it("only runs a program again", () => {
  expect(waysBack(sample({ status: "ended" }), undefined, undefined, null)).toEqual({
    resume: false,
    why: "",
  });
});

it("says why a conversation cannot be resumed", () => {
  expect(waysBack(ended, agent(false), undefined, null).why).toBe("Fake cannot resume a conversation.");
  expect(waysBack(ended, agent(true), row({}), null).why).toBe("Conversation not found.");
  expect(waysBack(ended, agent(true), row({ note: "several may be its own" }), null).why).toBe(
    "Several may be its own.",
  );
  expect(waysBack(ended, agent(true), undefined, refused("conversation_gone")).why).toBe(
    "The conversation 7b1e is gone.",
  );
});

it("lets a person try again what another holds for now, and what the plan says of an older run", () => {
  expect(waysBack(ended, agent(true), undefined, refused("conversation_taken")).resume).toBe(true);
  expect(waysBack(ended, agent(true), row({ generation: 1 }), null).resume).toBe(true);
  expect(waysBack(ended, agent(true), row({ can: "resume" }), null).resume).toBe(true);
});
