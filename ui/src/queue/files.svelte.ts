// The files to choose from while one is mentioned in a prompt. The daemon finds them; one question is on its way at a time.

import { clean } from "../clean";
import type { FoundFiles } from "../protocol/FoundFiles";
import { type Mention, mentionAt } from "./mention";

export class FileChoice {
  found = $state.raw<string[]>([]);
  /** Which of them is chosen with Enter. */
  at = $state(0);
  private mention = $state.raw<Mention | null>(null);
  /** Where a person closed the list; it stays closed for this mention. */
  private closedAt: number | null = null;
  private asking = false;

  /** `find` asks the daemon for files like a text. */
  constructor(private readonly find: (text: string) => Promise<FoundFiles>) {}

  /** The mention that a file may be chosen for. */
  get open(): Mention | null {
    return this.found.length > 0 ? this.mention : null;
  }

  /** The text or the caret is another. */
  look(text: string, caret: number): void {
    const mention = mentionAt(text, caret);
    if (mention === null || mention.start !== this.closedAt) this.closedAt = null;
    this.mention = this.closedAt === null ? mention : null;
    if (this.mention === null) this.found = [];
    else void this.ask();
  }

  close(): void {
    this.closedAt = this.mention?.start ?? null;
    this.mention = null;
    this.found = [];
  }

  /** Goes to the next one or the one before, and on at the other end. */
  step(by: 1 | -1): void {
    this.at = (this.at + by + this.found.length) % this.found.length;
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    // What is typed meanwhile is asked for afterwards.
    for (let asked; this.mention !== null && asked !== this.mention.typed;) {
      asked = this.mention.typed;
      // Whoever finds no files here goes on typing.
      const { files } = await this.find(asked).catch(() => ({ files: [] }));
      if (this.mention !== null) this.found = files.filter(isPlain);
      this.at = 0;
    }
    this.asking = false;
  }
}

/** Whether a path reads as what it is: one with control or invisible characters could be taken for another. */
function isPlain(path: string): boolean {
  return clean(path, path.length + 1) === path;
}
