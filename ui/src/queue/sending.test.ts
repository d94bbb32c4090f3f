import { describe, expect, it } from "vitest";

import type { Prompt } from "../protocol/Prompt";
import type { Session } from "../protocol/Session";
import { sample } from "../session/sample";
import { fateOf, firstLine, isMoving, moveTo, sendingOf, shown } from "./sending";

const agent = (change: Partial<Session>) => sample({ agent: "claude-code", ...change });
const prompt = (number: number, change: Partial<Prompt> = {}): Prompt => ({
  number,
  text: `prompt ${number}`,
  state: "waiting",
  by: "user",
  at: 0,
  ...change,
});

it.each<[Partial<Session>, boolean, string]>([
  [{ status: "idle" }, true, "at_once"],
  [{ status: "idle" }, false, "at_once"],
  [{ status: "running" }, true, "at_once"],
  [{ status: "working" }, true, "when_idle"],
  [{ status: "working" }, false, "into_work"],
  [{ status: "starting" }, false, "when_idle"],
  [{ status: "unreachable" }, false, "when_idle"],
  [{ status: "needs_input", attention: "permission" }, false, "after_answer"],
  [{ status: "working", attention: "question" }, false, "after_answer"],
  [{ status: "ended" }, false, "next_run"],
  [{ status: "queued" }, true, "next_run"],
])("a prompt for %j, to wait: %s, goes %s", (change, whenIdle, sending) => {
  expect(sendingOf(agent(change), whenIdle)).toBe(sending);
});

it("a prompt waits behind one of which nobody can tell, unless it is typed", () => {
  expect(sendingOf(agent({ status: "idle" }), true, true)).toBe("held");
  expect(sendingOf(agent({ status: "working" }), true, true)).toBe("held");
  expect(sendingOf(agent({ status: "working" }), false, true)).toBe("into_work");
});

describe("rows", () => {
  const idle = agent({ status: "idle" });

  it("are not made for what is about to be given", () => {
    expect(shown(idle, [prompt(1, { at: 1000 })], 2000)).toEqual([]);
    expect(shown(idle, [prompt(1, { at: 1000 })], 9000)).toHaveLength(1);
    expect(shown(agent({ status: "working" }), [prompt(1, { at: 1000 })], 2000)).toHaveLength(1);
  });

  it("are always made for what is uncertain, and for what waits behind it", () => {
    expect(shown(idle, [prompt(1, { state: "uncertain", at: 1000 }), prompt(2, { at: 1000 })], 2000)).toHaveLength(2);
  });

  it("may change unheard while something is being sent", () => {
    expect(isMoving(agent({ status: "working" }), [prompt(1)])).toBe(false);
    expect(isMoving(agent({ status: "working" }), [prompt(1, { state: "sending" })])).toBe(true);
    expect(isMoving(idle, [prompt(1)])).toBe(true);
    expect(isMoving(idle, [])).toBe(false);
  });
});

it("follows a prompt to its end", () => {
  const prompts = [prompt(1, { state: "sending" }), prompt(2), prompt(5, { state: "uncertain" })];
  const delivered = [
    { number: 3, submitted_at: 1 },
    { number: 4, submitted_at: 1, picked_up_at: 2 },
  ];
  const fates = [1, 2, 3, 4, 5, 6].map((number) => fateOf({ prompts, delivered }, number));
  expect(fates).toEqual(["sending", "waits", "given", "taken_up", "uncertain", null]);
});

it.each<[number, number, number | null | "nothing"]>([
  [3, 0, 1],
  [3, 1, 2],
  [1, 1, 3],
  [1, 2, null],
  [1, 9, null],
  [2, -1, 1],
  [2, 1, "nothing"],
  [9, 0, "nothing"],
])("moves prompt %i to place %i before %s", (number, place, before) => {
  const change = moveTo([prompt(1), prompt(2), prompt(3)], number, place);
  expect(change).toEqual(before === "nothing" ? null : { move: { before } });
});

it("does not move what is being sent", () => {
  expect(moveTo([prompt(1, { state: "sending" }), prompt(2)], 1, 1)).toBeNull();
});

it("shows the first line that says something", () => {
  expect(firstLine("\n  \nmake it\nthen test")).toEqual({ line: "make it", more: true });
  expect(firstLine("make it\n")).toEqual({ line: "make it", more: false });
});
