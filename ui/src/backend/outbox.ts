// Keeps what is typed in order: one message is on its way at a time, and what comes meanwhile goes together in the next.
// Calls into the app may overtake each other, keystrokes must not.

export class Outbox {
  private waiting: Uint8Array[] = [];
  private sending = false;

  /** `send` hands bytes over and resolves once they were taken. A failure drops them: the terminal is gone. */
  constructor(private readonly send: (bytes: Uint8Array) => Promise<unknown>) {}

  push(bytes: Uint8Array): void {
    this.waiting.push(bytes);
    if (!this.sending) void this.drain();
  }

  private async drain(): Promise<void> {
    this.sending = true;
    while (this.waiting.length > 0) {
      const bytes = joined(this.waiting);
      this.waiting = [];
      await this.send(bytes).catch(() => undefined);
    }
    this.sending = false;
  }
}

function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
