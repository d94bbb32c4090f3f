// Closes sessions so that a person can have them back: each is out of sight at once, and the daemon is asked to stop it only
// when its time is over. Several can be closed at once. The window keeps the time: without it nothing is stopped.

import { asWireError } from "../backend/backend";
import type { Killed } from "../protocol/Killed";
import type { Session } from "../protocol/Session";
import type { WireError } from "../protocol/WireError";
import { asking, type Closing, closed, current, due, passed, settled, undone } from "./closing";

/** How often time is told, in milliseconds. */
const TICK = 250;

/** What is closed, and where it is shown. */
interface Around {
  get(id: string): Session | undefined;
  kill(id: string, now: boolean): Promise<Killed | undefined>;
  /** Takes a session off the screen. Whether it was there. */
  hide(id: string): boolean;
  /** Shows it where it was. */
  showAgain(id: string): void;
  /** How long a person has, in seconds. */
  seconds(): number;
  /** It was not stopped, and is back in sight. `null`: it lives on although it was asked to end. */
  failed(id: string, error: WireError | null): void;
}

export class Closings {
  all = $state.raw<readonly Closing[]>([]);
  private timer: ReturnType<typeof setInterval> | undefined;
  private last = 0;

  constructor(private readonly around: Around) {}

  /** Whether a session is out of sight because it was closed. */
  hides(id: string): boolean {
    return this.all.some((each) => each.id === id);
  }

  close(session: Session): void {
    const wait = this.around.seconds() * 1000;
    this.all = closed(this.all, session, wait, this.around.hide(session.id));
    this.last = Date.now();
    this.timer ??= setInterval(() => this.tick(), TICK);
    if (wait === 0) this.tick();
  }

  undo(id: string): void {
    const wanted = this.all.find((each) => each.id === id);
    if (!wanted || wanted.asked) return;
    this.become(undone(this.all, id));
    if (wanted.shown) this.around.showAgain(id);
  }

  /** Something was heard of sessions: a run that ended by itself, or another one, is not closed any more. */
  heard(): void {
    this.become(current(this.all, (id) => this.around.get(id)));
  }

  /** The window is left: nothing more is stopped. */
  dispose(): void {
    this.become([]);
  }

  private tick(): void {
    const now = Date.now();
    this.become(passed(this.all, now - this.last));
    this.last = now;
    for (const { id } of due(this.all)) void this.stop(id);
  }

  private async stop(id: string): Promise<void> {
    this.become(asking(this.all, id));
    try {
      const killed = await this.around.kill(id, false);
      this.become(settled(this.all, id));
      if (killed?.result === "still_alive") this.around.failed(id, null);
    } catch (thrown) {
      this.become(settled(this.all, id));
      this.around.failed(id, asWireError(thrown));
    }
  }

  private become(all: readonly Closing[]): void {
    this.all = all;
    if (all.length > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
