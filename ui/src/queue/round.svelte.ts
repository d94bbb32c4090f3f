// One prompt for several agents: what became of it at each. A refusal of one is no matter to the others.

import { SvelteMap } from "svelte/reactivity";

import { asWireError } from "../backend/backend";
import type { Queue } from "../protocol/Queue";
import type { WireError } from "../protocol/WireError";
import type { Sessions } from "../state/sessions.svelte";
import { type Fate, fateOf } from "./sending";

/** What became of the prompt at one agent. */
export interface Result {
  /** Its number there. 0 where it was refused. */
  number: number;
  fate: Fate | null;
  /** When it was given or taken up, in milliseconds since 1970. */
  at?: number;
  error?: WireError;
}

/** How often those that have not taken it up are looked at, in milliseconds. */
const LOOK = 500;

export class Round {
  readonly results = new SvelteMap<string, Result>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly sessions: Sessions) {}

  /** Asks each, and resolves once all have answered; receipts follow until `stop`. */
  async send(ids: string[], text: string): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        try {
          const { number } = await this.sessions.ask("enqueue", { id, text });
          this.results.set(id, { number, fate: "waits" });
        } catch (thrown) {
          this.results.set(id, { number: 0, fate: null, error: asWireError(thrown) });
        }
      }),
    );
    this.timer ??= setInterval(() => void this.look(), LOOK);
    await this.look();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const open = [...this.results].filter(([, { fate }]) => fate !== null && fate !== "taken_up" && fate !== "dropped");
    if (open.length === 0) return this.stop();
    await Promise.all(
      open.map(async ([id, { number }]) => {
        // Who does not answer now is asked again.
        const queue = await this.sessions.ask("queue", { id }).catch(() => null);
        if (queue) this.results.set(id, resultOf(queue, number));
      }),
    );
  }
}

function resultOf(queue: Queue, number: number): Result {
  const receipt = queue.delivered.find((one) => one.number === number);
  const at = receipt?.picked_up_at ?? receipt?.submitted_at;
  return { number, fate: fateOf(queue, number) ?? "dropped", ...(at !== undefined && { at }) };
}
