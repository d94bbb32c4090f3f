import { expect, it } from "vitest";

import type { Session } from "../protocol/Session";
import { sample } from "./sample";
import { verbsFor } from "./verbs";

it.each<[Partial<Session>, boolean, string]>([
  [{}, false, "split window | rename mute copy_id | archive end"],
  [{}, true, "split window | rename unmute copy_id | archive end"],
  [{ agent: "codex", status: "idle" }, false, "split window | rename restart mute copy_id | archive end"],
  [
    { agent: "codex", status: "working" },
    false,
    "split window | rename restart_when_idle restart mute copy_id | archive end",
  ],
  [{ status: "ended" }, false, "split window | rename resume mute copy_id | archive"],
  [{ status: "ended", agent: "codex" }, false, "split window | rename resume mute copy_id | archive"],
  [{ status: "unreachable", archive: "pending" }, false, "split window | rename mute copy_id | unarchive end"],
  [{ status: "ended", archive: "done" }, false, "window | mute copy_id | unarchive"],
  [{ status: "damaged" }, false, "split window | rename mute copy_id | archive"],
])("with %j, muted %s, can be done: %s", (change, muted, verbs) => {
  const groups = verbsFor(sample(change), muted).map((group) => group.join(" "));
  expect(groups.join(" | ")).toBe(verbs);
});
