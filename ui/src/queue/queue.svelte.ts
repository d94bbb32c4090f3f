// The prompts that wait for one session's agent, as the daemon has them. Nothing is changed here before it said so.

import { asWireError } from "../backend/backend";
import type { Change } from "../protocol/Change";
import type { Prompt } from "../protocol/Prompt";
import type { Receipt } from "../protocol/Receipt";
import type { WireError } from "../protocol/WireError";
import type { Sessions } from "../state/sessions.svelte";

export class PromptQueue {
  prompts = $state.raw<Prompt[]>([]);
  delivered = $state.raw<Receipt[]>([]);
  /** Why it cannot be told what waits, or why the last change was not made. */
  error = $state.raw<WireError | null>(null);

  /** Counts questions and changes, so that a late answer never overwrites a newer one. */
  private asked = 0;
  private asking = false;
  private again = false;

  constructor(
    private readonly sessions: Sessions,
    private readonly id: string,
  ) {}

  /** Asks what waits. However often it is called, one question is on its way at a time. */
  async refresh(): Promise<void> {
    if (this.asking) return void (this.again = true);
    this.asking = true;
    const number = (this.asked += 1);
    try {
      const { prompts, delivered } = await this.sessions.ask("queue", { id: this.id });
      if (number === this.asked) this.take(prompts, delivered);
    } catch (thrown) {
      const error = asWireError(thrown);
      // A daemon that is away is told of elsewhere.
      if (number === this.asked && error.code === "damaged") this.error = error;
    }
    this.asking = false;
    if (this.again) {
      this.again = false;
      void this.refresh();
    }
  }

  /** Adds a prompt. Its number once it is on disk; `null` where it was refused, which `error` then tells. */
  async add(text: string): Promise<number | null> {
    const added = await this.carryOut(() => this.sessions.ask("enqueue", { id: this.id, text }));
    void this.refresh();
    return added?.number ?? null;
  }

  /** Changes something about a prompt. Whether it was changed. */
  async change(number: number, change: Change): Promise<boolean> {
    const queue = await this.carryOut(() => this.sessions.ask("change_queue", { id: this.id, number, change }));
    if (queue) this.take(queue.prompts, queue.delivered);
    else void this.refresh();
    return queue !== null;
  }

  private async carryOut<T>(action: () => Promise<T>): Promise<T | null> {
    this.asked += 1;
    try {
      const answer = await action();
      this.asked += 1;
      this.error = null;
      return answer;
    } catch (thrown) {
      this.error = asWireError(thrown);
      return null;
    }
  }

  private take(prompts: Prompt[], delivered: Receipt[]): void {
    this.prompts = prompts;
    this.delivered = delivered;
    if (this.error?.code === "damaged") this.error = null;
  }
}
