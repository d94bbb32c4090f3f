// What can be done with a session, by how it stands: the one list that menus and quick verbs are made from. Pure.

import type { Session } from "../protocol/Session";
import { isLive } from "./status";

export type Verb =
  | "split"
  | "window"
  | "rename"
  | "restart"
  | "restart_when_idle"
  | "resume"
  | "mute"
  | "unmute"
  | "copy_id"
  | "archive"
  | "unarchive"
  | "end";

/** What can be done with `session` now, in groups, what ends something last. `muted`: nobody is notified of it. */
export function verbsFor(session: Session, muted: boolean): Verb[][] {
  const archived = session.archive === "done";
  const live = isLive(session);
  const restarts: Verb[] = session.status === "idle" ? ["restart"] : ["restart_when_idle", "restart"];
  return [
    archived ? ["window"] : ["split", "window"],
    [
      ...(archived ? [] : (["rename"] as Verb[])),
      ...(live && session.agent !== null ? restarts : []),
      ...(session.status === "ended" && !archived ? (["resume"] as Verb[]) : []),
      muted ? "unmute" : "mute",
      "copy_id",
    ],
    [
      ...(session.archive === "no" ? (["archive"] as Verb[]) : (["unarchive"] as Verb[])),
      ...(live ? ["end" as const] : []),
    ],
  ];
}
