// What happened while nobody looked, as the daemon keeps it, and how far a person has seen it. The latter is shared by all
// windows; seeing here answers nothing and ends nothing.

import type { Notification } from "../protocol/Notification";
import type { Notifications } from "../protocol/Notifications";
import { newsOf, type SeenUpTo } from "./news";

const SEEN = "inbox.seen";
const WATCHED = "inbox.watched";
/** So many are kept here at most, the newest. */
const MOST = 500;

export class Inbox {
  private notifications = $state.raw<ReadonlyMap<number, Notification>>(new Map());
  private seen = $state.raw<SeenUpTo>(read());
  /** When somebody last looked at a window before this time, in milliseconds since 1970. `null`: never. */
  since = $state<number | null>(Number(localStorage.getItem(WATCHED)) || null);
  readonly news = $derived(newsOf(this.notifications.values(), this.seen));
  /** So many sessions have something that still matters. */
  readonly count = $derived(this.news.filter(({ over }) => !over).length);
  private watched = false;

  /** `ask`: has the daemon tell what changed after a number. */
  constructor(private readonly ask: (after: number) => Promise<Notifications>) {}

  /** Takes in what the daemon has. Rejects with a [`WireError`]. */
  async load(): Promise<void> {
    let after = this.seen.all;
    for (;;) {
      const answer = await this.ask(after);
      // Another root counts anew.
      if (answer.last < after) {
        this.keep({ all: 0, sessions: {} });
        this.notifications = new Map();
        after = 0;
        continue;
      }
      this.put(answer.notifications);
      after = Math.max(after, ...answer.notifications.map(({ change }) => change));
      if (!answer.more || answer.notifications.length === 0) return;
    }
  }

  /** One is new or has changed. */
  take(notification: Notification): void {
    this.put([notification]);
  }

  /** A person looks at a session, or has. */
  see(session: string): void {
    const last = this.last(session);
    if (last <= (this.seen.sessions[session] ?? 0)) return;
    // Of sessions that nothing is told of any more nothing needs to be remembered.
    const told = new Set([...this.notifications.values()].map((one) => one.session));
    const others = Object.entries(this.seen.sessions).filter(([id]) => told.has(id));
    this.keep({ ...this.seen, sessions: { ...Object.fromEntries(others), [session]: last } });
  }

  seeAll(): void {
    this.keep({ all: Math.max(this.seen.all, this.last()), sessions: {} });
  }

  /** Somebody looks at the window, or no longer does. */
  watch(on: boolean, now: number): void {
    if (on && !this.watched) this.since = Number(localStorage.getItem(WATCHED)) || null;
    // Also while it goes on: a window that is killed says no goodbye.
    if (on || this.watched) localStorage.setItem(WATCHED, String(now));
    this.watched = on;
  }

  /** Another window has seen something. */
  reread(): void {
    this.seen = read();
  }

  private last(session?: string): number {
    let last = 0;
    for (const one of this.notifications.values())
      if (session === undefined || one.session === session) last = Math.max(last, one.change);
    return last;
  }

  private put(notifications: readonly Notification[]): void {
    const all = new Map(this.notifications);
    for (const one of notifications) if ((all.get(one.number)?.change ?? 0) <= one.change) all.set(one.number, one);
    const newest = [...all].toSorted(([a], [b]) => a - b).slice(-MOST);
    this.notifications = new Map(newest);
  }

  private keep(seen: SeenUpTo): void {
    this.seen = seen;
    localStorage.setItem(SEEN, JSON.stringify(seen));
  }
}

function read(): SeenUpTo {
  try {
    const seen = JSON.parse(localStorage.getItem(SEEN) ?? "null") as Partial<SeenUpTo> | null;
    return { all: Number(seen?.all) || 0, sessions: seen?.sessions ?? {} };
  } catch {
    return { all: 0, sessions: {} };
  }
}
