// Finds text in what one terminal keeps, and marks it. It changes nothing of what is there.

import { SearchAddon } from "@xterm/addon-search";
import type { Terminal } from "@xterm/xterm";

import { marksOf, type Scheme } from "./theme";

/** More matches in one terminal are not marked. */
const MOST_MARKS = 1000;

export class Finder {
  private readonly search = new SearchAddon({ highlightLimit: MOST_MARKS });

  constructor(
    private readonly terminal: Terminal,
    private readonly scheme: () => Scheme,
  ) {
    terminal.loadAddon(this.search);
  }

  /** Marks all matches and goes to one: the next below or above, or, while it is typed, the one that it is on already.
      Capital letters count if there is one. */
  find(text: string, which: "typed" | "next" | "previous"): void {
    if (text === "") return this.end();
    const caseSensitive = text !== text.toLowerCase();
    const options = { caseSensitive, decorations: marksOf(this.scheme()) };
    if (which === "typed") {
      // Without a place to go on from it begins at the end, where the newest is.
      this.terminal.clearSelection();
      this.search.findPrevious(text, options);
    } else if (which === "next") this.search.findNext(text, options);
    else this.search.findPrevious(text, options);
  }

  /** Tells which match is shown, from 1 on (0: none, or too many to count), and how many there are. */
  onFound(listener: (at: number, all: number) => void): () => void {
    const listening = this.search.onDidChangeResults(({ resultIndex, resultCount }) =>
      listener(resultIndex + 1, resultCount),
    );
    return () => listening.dispose();
  }

  /** Takes the marks away. */
  end(): void {
    this.search.clearDecorations();
    this.terminal.clearSelection();
  }
}
