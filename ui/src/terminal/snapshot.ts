// Puts a snapshot together: older text, a line that separates it, then the bytes of the screen itself. Pure.

import type { SnapshotStart } from "../backend/frames";

const NEWLINE = 10;

/** What a run's snapshot becomes, piece by piece, as its bytes come in. */
export class Snapshot {
  /** Bytes of older text, and of the screen, that are still to come. */
  private before: number;
  private rest: number;

  /** `separator` stands between older text and the screen. */
  constructor(
    private readonly start: SnapshotStart,
    private readonly separator: string,
  ) {
    this.before = start.before;
    this.rest = start.length;
  }

  /** Whether all its bytes have come. */
  get complete(): boolean {
    return this.before === 0 && this.rest === 0;
  }

  /** Whether there are older lines than its first one. */
  get more(): boolean {
    return this.start.more ?? false;
  }

  /** What to write for the next bytes. */
  take(bytes: Uint8Array): (Uint8Array | string)[] {
    const pieces: (Uint8Array | string)[] = [];
    const older = bytes.subarray(0, this.before);
    if (older.byteLength > 0) {
      pieces.push(older);
      this.before -= older.byteLength;
      if (this.before === 0) pieces.push(this.divide(older.at(-1) === NEWLINE));
    }
    const screen = bytes.subarray(older.byteLength);
    if (screen.byteLength > 0) pieces.push(screen);
    this.rest = Math.max(0, this.rest - screen.byteLength);
    return pieces;
  }

  /** The separator; then older text and separator are scrolled out, and the screen is as fresh as its bytes expect. */
  private divide(onNewLine: boolean): string {
    const line = `\u001b[!p\u001b[0m${onNewLine ? "" : "\r\n"}\u001b[2m${this.separator}\u001b[0m\r\n`;
    return `${line}${"\n".repeat(this.start.size.rows - 1)}\u001b[H`;
  }
}
