// Keeps this window's layout with the app, so that it is back after whatever ended the window. Nothing is written before
// what was kept is read, and what cannot be kept or read costs nothing but the layout.

import type { Backend } from "../backend/backend";

/** A change is on disk after so many milliseconds at most. */
const SOON = 300;

export class KeptLayout {
  private last = "";
  private next: unknown = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly backend: Pick<Backend, "layout" | "saveLayout">) {}

  /** What was kept last; `null` where there is nothing that can be read. */
  async read(): Promise<unknown> {
    try {
      const kept = await this.backend.layout();
      this.last = JSON.stringify(kept);
      return kept;
    } catch {
      return null;
    }
  }

  /** This is the layout now. */
  keep(layout: unknown): void {
    this.next = layout;
    this.timer ??= setTimeout(() => this.write(), SOON);
  }

  /** Writes at once what waits to be written. */
  flush(): void {
    if (this.timer !== undefined) this.write();
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const written = JSON.stringify(this.next);
    if (written === this.last) return;
    this.last = written;
    this.backend.saveLayout(this.next).catch(() => (this.last = ""));
  }
}
