import { expect, it } from "vitest";

import type { End } from "../protocol/End";
import { capital, endInBrief, endInFull, isFault, sentence } from "./end";

const now = new Date(2026, 10, 20, 14, 30).getTime();
const at = new Date(2026, 10, 20, 9, 12).getTime();
const seen = new Date(2026, 10, 20, 8, 57).getTime();

function end(reason: End["reason"], change: Partial<End> = {}): End {
  return { reason, actor: "unknown", at, ...change };
}

it.each<[End, string]>([
  [end("completed", { actor: "agent", code: 0 }), "Finished by itself at 09:12."],
  [end("failed", { actor: "agent", code: 101 }), "Failed with status 101 at 09:12."],
  [end("failed"), "Failed at 09:12."],
  [end("crashed", { signal: 11 }), "Crashed by SIGSEGV at 09:12."],
  [end("stopped", { actor: "user", intent: "kill" }), "Stopped by you at 09:12."],
  [end("stopped", { actor: "user" }), "Stopped by you at 09:12."],
  [end("stopped", { actor: "user", intent: "full_stop" }), "Stopped by you with everything else at 09:12."],
  [end("stopped", { actor: "user", intent: "archive" }), "Stopped by you and archived at 09:12."],
  [end("stopped", { actor: "user", intent: "restart" }), "Stopped by you to start again at 09:12."],
  [end("stopped", { actor: "daemon", intent: "update" }), "Stopped by Holdfast for an update at 09:12."],
  [
    end("stopped", { actor: "daemon", intent: "start_timeout" }),
    "Stopped by Holdfast: it did not come up in time at 09:12.",
  ],
  [end("stopped", { actor: "daemon", intent: "limit" }), "Stopped by Holdfast at a limit that you set at 09:12."],
  [end("stopped", { actor: "agent:00112233" }), "Stopped by session 00112233 at 09:12."],
  [end("stopped", { actor: "agent:known" }), "Stopped by session lead at 09:12."],
  [end("stopped", { actor: "somebody new", intent: "unknown" }), "Stopped by somebody unknown at 09:12."],
  [
    end("external_signal", { signal: 15, detail: "from pkill (4711)" }),
    "Ended from outside by SIGTERM at 09:12. From pkill (4711).",
  ],
  [end("unknown_signal", { signal: 9 }), "Ended by SIGKILL, sender unknown at 09:12."],
  [end("unknown_signal", { signal: 40 }), "Ended by signal 40, sender unknown at 09:12."],
  [
    end("out_of_memory", { actor: "kernel", detail: "it used 3.9 GB" }),
    "Ended by the system: out of memory at 09:12. It used 3.9 GB.",
  ],
  [end("host_lost", { last_seen: seen }), "Lost: its host went away. Last known to run at 08:57."],
  [end("host_lost"), "Lost: its host went away at 09:12."],
  [end("host_out_of_memory"), "Lost: the system ended its host, out of memory at 09:12."],
  [end("os_shutdown", { actor: "system" }), "Ended when the computer was shut down at 09:12."],
  [end("logout", { actor: "user" }), "Ended when you logged out at 09:12."],
  [end("machine_lost", { last_seen: seen }), "Ended at the restart of 09:12 or before. Last known to run at 08:57."],
  [end("start_failed", { detail: "no such program: clade" }), "Could not be started at 09:12. No such program: clade."],
  [end("unknown"), "Ended in a way that this version does not know at 09:12."],
])("%j reads %j", (record, text) => {
  expect(endInFull(record, now, (id) => (id === "known" ? "lead" : undefined))).toBe(text);
});

it("is brief in a row", () => {
  expect(endInBrief(end("failed", { code: 1 }), now)).toBe("Failed with status 1");
  expect(endInBrief(end("machine_lost"), now)).toBe("Ended at the restart of 09:12 or before");
});

it("cleans what a record brings along", () => {
  const hostile = end("start_failed", { detail: "\u001b[2Jno\u202e such file" });
  expect(endInFull(hostile, now)).toBe("Could not be started at 09:12. [2Jno such file.");
});

it("calls no wish of a person a fault", () => {
  expect(
    ["completed", "stopped", "os_shutdown", "logout"].some((reason) => isFault(end(reason as End["reason"]))),
  ).toBe(false);
  expect(
    ["failed", "crashed", "machine_lost", "host_lost"].every((reason) => isFault(end(reason as End["reason"]))),
  ).toBe(true);
});

it.each([
  ["no daemon answers", "No daemon answers."],
  ["/tmp/x is no directory", "/tmp/x is no directory."],
  ["src/x is no directory", "src/x is no directory."],
  ["Done.", "Done."],
])("%j as a sentence is %j", (message, text) => expect(sentence(message)).toBe(text));

it("starts with a capital letter", () => expect(capital("gone")).toBe("Gone"));
