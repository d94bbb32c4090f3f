// What a person writes for one session's agent: text that is written, and text that is on its way. There is one for each
// session and window, so that an answer that comes late finds it, whatever is shown meanwhile. Nothing typed is ever lost.

import { SvelteMap } from "svelte/reactivity";

import { draftOf, keepDraft } from "../state/drafts";

const drafts = new Map<string, Draft>();

/** What is written for session `id`. */
export function draftFor(id: string): Draft {
  const known = drafts.get(id);
  if (known) return known;
  const made = new Draft(id);
  drafts.set(id, made);
  return made;
}

/** For tests: as in a window that has just opened. */
export function forgetDrafts(): void {
  drafts.clear();
}

export class Draft {
  /** Pictures of images that were pasted, by the path that stands for each in the text. They live as long as the window. */
  readonly images = new SvelteMap<string, string>();
  private written = $state("");
  /** What was entered and not answered yet, the oldest first. */
  private sent: string[] = [];

  constructor(private readonly id: string) {
    this.written = draftOf(id);
  }

  get text(): string {
    return this.written;
  }

  set text(text: string) {
    this.written = text;
    this.keep();
  }

  /** Empties the field and sends what was in it. Where it is not taken, it stands before what was written since. */
  async send(deliver: (text: string) => Promise<boolean>): Promise<boolean> {
    const entered = this.written;
    this.sent.push(entered);
    this.text = "";
    const isTaken = await deliver(entered).catch(() => false);
    this.sent.splice(this.sent.indexOf(entered), 1);
    if (isTaken) this.keep();
    else this.text = [entered, this.written].filter(Boolean).join("\n");
    return isTaken;
  }

  /** A window that ends before the answer has come cannot tell what became of it: the next one shows it. */
  private keep(): void {
    keepDraft(this.id, [...this.sent, this.written].filter(Boolean).join("\n"));
  }
}
