// A file that is mentioned in a prompt: `@` and what is typed after it, up to the caret. Pure.

/** What is typed of a file's path, and where it stands in the text, the `@` included. */
export interface Mention {
  start: number;
  end: number;
  typed: string;
}

/** The mention that ends at the caret, if one does. An address of mail is none. */
export function mentionAt(text: string, caret: number): Mention | null {
  const match = /(?:^|[\s([{"'`])@([^\s@]*)$/u.exec(text.slice(0, caret));
  const typed = match?.[1];
  if (typed === undefined) return null;
  return { start: caret - typed.length - 1, end: caret, typed };
}

/** The text with a file's path in place of the mention, and where the caret then stands. */
export function mentioned(text: string, { start, end }: Mention, path: string): { text: string; caret: number } {
  // Agents read a path with blanks where it is quoted.
  const word = /\s/u.test(path) ? `@"${path}"` : `@${path}`;
  const rest = text.slice(end);
  const gap = /^\s/u.test(rest) ? "" : " ";
  return { text: text.slice(0, start) + word + gap + rest, caret: start + word.length + 1 };
}

/** The text with `words` at the caret, a blank before and after where there is none; and where the caret then stands. */
export function inserted(text: string, caret: number, words: string): { text: string; caret: number } {
  const before = text.slice(0, caret);
  const rest = text.slice(caret);
  const word = `${before === "" || /\s$/u.test(before) ? "" : " "}${words}${/^\s/u.test(rest) ? "" : " "}`;
  return { text: before + word + rest, caret: caret + word.length };
}

/** The text without a word and the blank after it. */
export function without(text: string, word: string): string {
  const at = text.indexOf(word);
  if (at < 0) return text;
  const rest = text.slice(at + word.length);
  return text.slice(0, at) + rest.replace(/^ /u, "");
}
