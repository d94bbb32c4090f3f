// What a terminal's view tells its owner. The view itself does nothing outside of itself.

/** A link under the pointer. */
export interface Pointed {
  target: string;
  /** The text that a program put on it; `null` where that is the target. */
  shown: string | null;
  /** It stands at the lower edge. */
  isLow: boolean;
}

export interface ViewEvents {
  /** A person typed, pasted or used the mouse where the program wants to know. */
  input(bytes: Uint8Array): void;
  /** `away`: scrolled up from the end. `news`: and something was printed since. */
  scrolled(away: boolean, news: boolean): void;
  /** A person scrolled up to the first line that is there. */
  reachedTop(): void;
  /** A program put text on the clipboard while its pane had the focus. */
  clipboard(text: string): void;
  /** Whether so many lines may be pasted into a program that would run each. */
  mayPaste(lines: number): Promise<boolean>;
  /** A person selected text and let go. */
  selected(text: string): void;
  /** An image was pasted. */
  image(image: File): void;
  /** A link was clicked as links are opened. `shown`: the text that a program put on it; `null` where that is the target. */
  follow(target: string, shown: string | null): void;
  /** The pointer is on a link, or, with `null`, on none any more. */
  over(link: Pointed | null): void;
}
