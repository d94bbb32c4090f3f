// Gathers what comes faster than it can be drawn, and passes it on once a frame, in its order. Nothing is left out.

/** How long it waits at most, in milliseconds: a window that nobody sees draws no frames. */
const LONGEST = 100;

export class Frames<T> {
  private waiting: T[] = [];
  private frame: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly pass: (all: T[]) => void) {}

  add(one: T): void {
    this.waiting.push(one);
    if (this.frame !== null) return;
    this.frame = requestAnimationFrame(() => this.flush());
    this.timer = setTimeout(() => this.flush(), LONGEST);
  }

  /** Passes on what waits, now. */
  flush(): void {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.frame = null;
    const all = this.waiting;
    this.waiting = [];
    if (all.length > 0) this.pass(all);
  }
}
