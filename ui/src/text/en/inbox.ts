// The words about what happened while nobody looked.

import type { NotificationKind } from "../../protocol/NotificationKind";
import { count } from "./count";

export const inbox = {
  /** The bell's, for screen readers. */
  bell: (sessions: number) => (sessions === 0 ? "Inbox, nothing new" : `Inbox, news of ${count(sessions, "session")}`),
  title: "While you were away",
  since: (time: string) => `You last looked at ${time}.`,
  none: "Nothing happened that you have not seen.",
  seeAll: "Mark all as seen",
  over: "no longer waits",
  gone: "This session is not in the list any more.",
  failed: (why: string) => `What happened meanwhile is not known: ${why}`,
  kinds: {
    needs_permission: "Needs permission",
    asks: "Asks a question",
    finished: "Finished",
    failed: "Failed",
    restored: "Restored",
    stuck: "Says nothing",
    unknown: "Something that this version does not know",
  } satisfies Record<NotificationKind, string>,
} as const;
