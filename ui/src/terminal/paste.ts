// What may be pasted into a terminal. Pure.

/** Control characters, the end of a bracketed paste with them; tabs and line ends stay. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/gu;

/** Text without anything that the terminal, or the program in it, would take for more than text. */
export function cleanPaste(text: string): string {
  // The sequence goes as a whole, else its printable rest would be pasted.
  return text.replaceAll(/\u001b\[20[01]~/gu, "").replace(CONTROL, "");
}

/** How many lines would run at once: 1 where nothing but a last line end follows the text. */
export function lineCount(text: string): number {
  return text.replace(/(\r\n|\r|\n)$/u, "").split(/\r\n|\r|\n/u).length;
}

/** Cleaned text as the terminal passes it on: lines end as the Enter key ends them, and programs that ask are told. */
export function asTyped(text: string, bracketed: boolean): string {
  const lines = text.replace(/\r?\n/gu, "\r");
  return bracketed ? `\u001b[200~${lines}\u001b[201~` : lines;
}

/** A file's path as one word of a command line; agents read it alike. `null` for a name that no line can hold. */
export function quoted(path: string, windows: boolean): string | null {
  if (cleanPaste(path) !== path || /[\n\r\t]/u.test(path)) return null;
  if (/^[\w@%+=:,./-]+$/u.test(path) || (windows && /^[\w@%+=:,./\\-]+$/u.test(path))) return path;
  return windows ? `"${path}"` : `'${path.replaceAll("'", `'\\''`)}'`;
}
