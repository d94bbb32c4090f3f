import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import { clean } from "../clean";
import type { Plan } from "../protocol/Plan";
import type { Row } from "../protocol/Row";
import { clock } from "../session/age";
import { basis, canRestore, headline } from "./headline";

const now = new Date(2026, 10, 20, 14, 30).getTime();
const at = new Date(2026, 10, 20, 9, 12).getTime();

function row(cause: Partial<Row["cause"]>, change: Partial<Row> = {}): Row {
  return {
    id: "00",
    name: "build",
    project: "/p",
    cwd: "/p",
    command: ["make"],
    generation: 1,
    cause: { reason: "machine_lost", actor: "unknown", at, ...cause },
    can: "rerun",
    evidence: { directory: true, program: true, transcript: null },
    ticked: true,
    ...change,
  };
}

it.each<[Row[], string]>([
  [[row({}), row({})], "Your computer restarted at 09:12. 2 sessions were running."],
  [[row({})], "Your computer restarted at 09:12. 1 session was running."],
  [[row({ reason: "os_shutdown" })], "Your computer was shut down at 09:12. 1 session was running."],
  [[row({ reason: "logout" })], "You logged out at 09:12. 1 session was running."],
  [[row({ reason: "stopped", intent: "full_stop" })], "Everything was stopped at 09:12. 1 session was running."],
  [[row({ reason: "stopped", intent: "update" })], "1 session can be restored."],
  [[row({ reason: "stopped", intent: "full_stop" }), row({ reason: "host_lost" })], "2 sessions can be restored."],
  [[row({}), row({ reason: "host_lost" })], "2 sessions were lost."],
  [
    [row({}), row({ at: at - 9 * 60_000 }), row({ at: at - 86_400_000 }), row({ reason: "host_lost", at: 0 })],
    "Your computer restarted at 09:12. 2 sessions were running. 2 more ended earlier.",
  ],
  [[row({}), row({ at: 0 })], "Your computer restarted at 09:12. 1 session was running. 1 more ended earlier."],
])("%# reads %s", (rows, text) => expect(headline(rows, now)).toBe(text.replace("%#", "")));

it("tells the plan that is shared with command line and notification alike", () => {
  const path = new URL("../../../src-tauri/protocol/testdata/restore-plan.json", import.meta.url);
  const shared: { at: number; headline: string; ticked: string[]; plan: Plan } = JSON.parse(readFileSync(path, "utf8"));
  const { rows } = shared.plan;
  expect(headline(rows, shared.at)).toBe(shared.headline.replace("{time}", clock(shared.at, shared.at)));
  const ticked = rows.filter((one) => one.ticked && canRestore(one));
  expect(ticked.map(({ name }) => clean(name))).toEqual(shared.ticked);
});

it("says what a row rests on", () => {
  const there = { directory: true, program: true, transcript: true };
  expect(basis(row({}, { can: "resume", evidence: there }))).toBe("conversation found");
  expect(basis(row({}, { can: "replay", evidence: { ...there, transcript: false } }))).toBe("conversation not found");
  expect(basis(row({}, { can: "nothing", evidence: { ...there, directory: false } }))).toBe("its directory is gone");
  expect(basis(row({}, { can: "nothing", evidence: { ...there, program: false } }))).toBe("its program is gone");
  expect(basis(row({}))).toBe("");
  expect(basis(row({}, { ticked: false, note: "3 starts\u0007 failed" }))).toBe("3 starts failed");
});

it("offers nothing where nothing can be done", () => {
  expect(canRestore(row({}, { can: "nothing" }))).toBe(false);
  expect(canRestore(row({}, { can: "unknown" }))).toBe(false);
  expect(canRestore(row({}))).toBe(true);
});
