// What the sessions take, asked every three seconds while somebody looks and never otherwise. Nothing is kept of before.
// It is also how a daemon is found out that is there and answers nobody: nothing else is asked as regularly.

import { asWireError } from "../backend/backend";
import type { SessionUsage } from "../protocol/SessionUsage";
import type { Usage } from "../protocol/Usage";
import type { Sessions } from "../state/sessions.svelte";

const EVERY = 3000;

/** How long the daemon, which answers from memory, may take until it counts as silent, in milliseconds. */
const PATIENCE = 2000;

export class UsageWatch {
  private answer = $state.raw<Usage | null>(null);
  private readonly by = $derived(new Map(this.answer?.sessions.map((one) => [one.id, one])));
  /** An older daemon cannot tell. */
  private unable = false;
  private asking = false;
  private watchers = 0;
  private timers: (() => void) | null = null;

  constructor(private readonly sessions: Sessions) {}

  /** What all of them take. `null`: not known. */
  get all(): Usage | null {
    return this.answer;
  }

  /** What one of them takes. Absent: not known, or it is not live. */
  of(id: string): SessionUsage | undefined {
    return this.by.get(id);
  }

  /** Asks now and again until the returned function was called by all who watch. */
  watch(): () => void {
    this.watchers += 1;
    this.timers ??= this.begin();
    return () => {
      this.watchers -= 1;
      if (this.watchers > 0) return;
      this.timers?.();
      this.timers = null;
    };
  }

  private begin(): () => void {
    void this.ask();
    // The first answer has no rates yet.
    const soon = setTimeout(() => void this.ask(), 1100);
    const timer = setInterval(() => void this.ask(), EVERY);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
    };
  }

  private async ask(): Promise<void> {
    if (this.asking || this.unable || this.sessions.daemon.state !== "connected") return;
    this.asking = true;
    const asked = Date.now();
    const patience = setTimeout(() => this.sessions.fallsSilent(asked), PATIENCE);
    try {
      this.answer = await this.sessions.ask("usage", {});
      this.sessions.speaks();
    } catch (thrown) {
      const { code } = asWireError(thrown);
      this.answer = null;
      this.unable = code === "unknown_request";
      if (code === "timed_out" || code === "daemon_unreachable") this.sessions.fallsSilent(asked);
      else this.sessions.speaks();
    }
    clearTimeout(patience);
    this.asking = false;
  }
}
