// Restarts in place, as wished in this window: at once, or as soon as the agent is idle. A wish that waits ends with the
// window, and with the session's run; nothing is ended before the daemon has said that it can be started again.

import { SvelteMap } from "svelte/reactivity";

import { asWireError } from "../backend/backend";
import type { Session } from "../protocol/Session";
import type { WireError } from "../protocol/WireError";
import type { Sessions } from "../state/sessions.svelte";

/** How far a restart has come. */
interface Wish {
  stage: "waiting" | "restarting";
  /** The run that is to be ended. */
  generation: number;
}

export class Restarts {
  private readonly wishes = new SvelteMap<string, Wish>();

  /** `failed` is told why a session was not restarted. */
  constructor(
    private readonly sessions: Sessions,
    private readonly failed: (id: string, error: WireError) => void,
  ) {}

  /** How far the restart of a session has come. Absent: none is wished. */
  stageOf(id: string): Wish["stage"] | undefined {
    return this.wishes.get(id)?.stage;
  }

  get waiting(): string[] {
    return [...this.wishes].filter(([, { stage }]) => stage === "waiting").map(([id]) => id);
  }

  /** Restarts a session as soon as it is idle. */
  async whenIdle({ id, generation, status }: Session): Promise<void> {
    if (this.wishes.has(id)) return;
    this.wishes.set(id, { stage: "waiting", generation });
    if (status === "idle") await this.restart(id, generation, false);
  }

  /** Restarts a session whatever it does. */
  now({ id, generation }: Session): Promise<void> {
    return this.restart(id, generation, true);
  }

  /** Calls off a restart that has not begun. */
  callOff(id: string): void {
    if (this.stageOf(id) === "waiting") this.wishes.delete(id);
  }

  /** A session is heard of that is to be restarted: it may be idle now, or gone. */
  async heard(session: Session | undefined, id: string): Promise<void> {
    const wish = this.wishes.get(id);
    if (wish?.stage !== "waiting") return;
    const isSame = session?.generation === wish.generation && session.status !== "ended";
    if (!isSame) this.wishes.delete(id);
    else if (session.status === "idle") await this.restart(id, wish.generation, false);
  }

  private async restart(id: string, generation: number, now: boolean): Promise<void> {
    if (this.stageOf(id) === "restarting") return;
    this.wishes.set(id, { stage: "restarting", generation });
    const error = await this.ask(id, now);
    // It went on working just then: its next rest is waited for.
    if (error?.code === "busy" && !now) return void this.wishes.set(id, { stage: "waiting", generation });
    this.wishes.delete(id);
    if (error) this.failed(id, error);
  }

  private async ask(id: string, now: boolean): Promise<WireError | null> {
    try {
      const [row] = await this.sessions.ask("restart", { ids: [id], now, environment: null });
      return row?.error ?? null;
    } catch (thrown) {
      return asWireError(thrown);
    }
  }
}
