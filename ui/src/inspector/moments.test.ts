import { expect, it } from "vitest";

import type { End } from "../protocol/End";
import type { Moment } from "../protocol/Moment";
import type { Run } from "../protocol/Run";
import { days, lineOf } from "./moments";

const now = new Date(2026, 10, 20, 14, 30).getTime();
const moment = (what: Moment["what"], change: Partial<Moment> = {}): Moment => {
  return { at: now, generation: 2, what, text: "told", ...change };
};
const run = (end: End | null): Run[] => [{ generation: 2, started_at: 1, end }];
const say = (of: Moment, runs: Run[] = []) => {
  const { words, by, look } = lineOf(of, runs, now, (id) => (id === "b" ? "builder" : undefined));
  return [[words, by].filter(Boolean).join(" | "), look.shape, look.tone];
};

it.each<[Moment, unknown[]]>([
  [moment("started", { generation: 1, actor: "user" }), ["Started | by you", "disc", "accent"]],
  [moment("started", { actor: "agent:b" }), ["Started again, run 2 | by session builder", "disc", "accent"]],
  [moment("adopted", { actor: "daemon" }), ["Taken up by a new daemon", "dot", "grey"]],
  [moment("stop_wanted", { actor: "unknown" }), ["Stop asked for", "dot", "grey"]],
  [moment("orphaned"), ["Its host is gone, its processes are not", "diamond", "amber"]],
  [moment("damaged"), ["A record cannot be read", "square", "red"]],
  [moment("unknown", { text: "it was cloned" }), ["It was cloned", "dot", "grey"]],
])("%j reads %j", (of, said) => expect(say(of)).toEqual(said));

it("tells an end as the run's record says it, and who it was", () => {
  const ends: [End, unknown[]][] = [
    [{ reason: "completed", actor: "agent", at: now }, ["Finished by itself", "disc", "green"]],
    [{ reason: "stopped", actor: "user", at: now, intent: "kill" }, ["Stopped by you", "ring", "grey"]],
    [{ reason: "failed", actor: "agent", at: now, code: 101 }, ["Failed with status 101", "square", "red"]],
  ];
  for (const [end, said] of ends) {
    expect(say(moment("ended", { actor: end.actor }), run(end))).toEqual(said);
    expect(say(moment("closed", { actor: end.actor }), run(end))).toEqual(said);
  }
  expect(say(moment("ended", { generation: 1 }), run(ends[0]?.[0] ?? null))[0]).toBe("Ended");
});

it("keeps what a moment rests on, each once, fit to be shown", () => {
  const of = moment("closed", {
    text: "it was lost",
    evidence: ["no end record", "it was lost", "\u001b[31mhostile\u202e"],
  });
  expect(lineOf(of, [], now).evidence).toEqual(["It was lost.", "No end record.", "[31mhostile."]);
});

it("goes back day by day", () => {
  const at = (hours: number) => moment("renamed", { at: now - hours * 3_600_000 });
  const told = days([at(50), at(15), at(2), at(1)], [], now);
  expect(told.map(({ lines }) => lines.map((line) => (now - line.at) / 3_600_000))).toEqual([[1, 2], [15], [50]]);
});
