// What happened in sessions that a person has not seen, session by session: what waits for somebody first. Pure.

import type { Notification } from "../protocol/Notification";
import type { NotificationKind } from "../protocol/NotificationKind";
import type { Look } from "../session/status";

/** What a person has seen, by the numbers of changes: all up to one, and more of single sessions. */
export interface SeenUpTo {
  all: number;
  sessions: Record<string, number>;
}

/** The news of one session. */
export interface News {
  /** Absent: they are about several. */
  session: string | undefined;
  name: string;
  /** The newest first. */
  items: Notification[];
  /** Somebody has to answer. */
  waits: boolean;
  /** Nobody needs to look any more. */
  over: boolean;
}

const looks: Record<NotificationKind, Look> = {
  needs_permission: { shape: "diamond", tone: "amber", word: "" },
  asks: { shape: "diamond", tone: "amber", word: "" },
  stuck: { shape: "spinner", tone: "amber", word: "" },
  finished: { shape: "disc", tone: "green", word: "" },
  failed: { shape: "square", tone: "red", word: "" },
  restored: { shape: "disc", tone: "accent", word: "" },
  unknown: { shape: "dot", tone: "grey", word: "" },
};

/** Shape and colour of a notification; the word beside it says the same. */
export function lookOf({ kind, resolved_at }: Notification): Look {
  return resolved_at === undefined ? looks[kind] : { shape: "ring", tone: "grey", word: "" };
}

function isSeen({ change, session }: Notification, seen: SeenUpTo): boolean {
  return change <= Math.max(seen.all, seen.sessions[session ?? ""] ?? 0);
}

/** The news that `seen` leaves, of whichever session waits first, then the newest. */
export function newsOf(notifications: Iterable<Notification>, seen: SeenUpTo): News[] {
  const by = new Map<string, Notification[]>();
  for (const one of notifications) {
    if (isSeen(one, seen)) continue;
    const key = one.session ?? `${one.number}`;
    by.set(key, [...(by.get(key) ?? []), one]);
  }
  const news = [...by.values()].map((list): News => {
    const items = list.toSorted((a, b) => b.number - a.number);
    const standing = items.filter(({ resolved_at }) => resolved_at === undefined);
    return {
      session: items[0]?.session,
      name: items[0]?.name ?? "",
      items,
      waits: standing.some(({ kind }) => kind === "needs_permission" || kind === "asks"),
      over: standing.length === 0,
    };
  });
  const rank = ({ waits, over }: News) => (waits ? 0 : over ? 2 : 1);
  return news.toSorted((a, b) => rank(a) - rank(b) || (b.items[0]?.number ?? 0) - (a.items[0]?.number ?? 0));
}
