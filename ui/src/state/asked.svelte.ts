// An answer of the daemon that is shown, and asked for anew while it is. What was known stays until there is more.

import { asWireError } from "../backend/backend";
import type { WireError } from "../protocol/WireError";

export class Asked<T> {
  /** `null`: nobody has answered yet. */
  value = $state.raw<T | null>(null);
  /** Why the last question came to nothing; `value` is then older. */
  error = $state.raw<WireError | null>(null);
  busy = $state(false);
  /** The same as `busy`, which effects would listen to. */
  private asking = false;
  private again = false;

  constructor(private readonly question: () => Promise<T>) {}

  /** Asks, or once more after the question under way: what it is about may have changed meanwhile. */
  async ask(): Promise<void> {
    if (this.asking) return void (this.again = true);
    this.asking = this.busy = true;
    do {
      this.again = false;
      await this.askOnce();
    } while (this.again);
    this.asking = this.busy = false;
  }

  private async askOnce(): Promise<void> {
    try {
      this.value = await this.question();
      this.error = null;
    } catch (thrown) {
      this.error = asWireError(thrown);
    }
  }

  /** Asks now and every so many milliseconds, until the returned function is called. */
  every(milliseconds: number): () => void {
    void this.ask();
    const timer = setInterval(() => void this.ask(), milliseconds);
    return () => clearInterval(timer);
  }
}
