// What a person typed as a command becomes a program and its arguments. Pure; nothing is run here.

/** A program with arguments, and whether a shell reads the line because it uses the shell's language. */
export interface Command {
  argv: string[];
  shell: boolean;
}

/** Characters that mean something to a shell when they stand outside quotes. */
const SPECIAL = /[|&;<>()$`*?[\]{}~#!]/u;

/** The command that a line stands for, or `null` where a quote is not closed. An empty line is no arguments at all. */
export function parseCommand(line: string): Command | null {
  const argv: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  let special = false;
  for (let at = 0; at < line.length; at += 1) {
    const c = line.charAt(at);
    if (quote) {
      if (c === quote) quote = null;
      else if (quote === '"' && c === "\\" && '"\\$`'.includes(line.charAt(at + 1))) word += line.charAt((at += 1));
      else {
        special ||= quote === '"' && (c === "$" || c === "`");
        word += c;
      }
    } else if (c === "'" || c === '"') {
      quote = c;
      word ??= "";
    } else if (/\s/u.test(c)) {
      if (word !== null) argv.push(word);
      word = null;
    } else {
      if (c === "\\" && at + 1 < line.length) word = (word ?? "") + line.charAt((at += 1));
      else word = (word ?? "") + c;
      special ||= SPECIAL.test(c);
    }
  }
  if (quote) return null;
  if (word !== null) argv.push(word);
  // An assignment before the program is the shell's language, too.
  special ||= /^\w+=/u.test(argv[0] ?? "");
  return special ? { argv: ["sh", "-c", line.trim()], shell: true } : { argv, shell: false };
}

/** A program and its arguments as one would type them. */
export function commandLine(argv: readonly string[]): string {
  if (argv.length === 3 && argv[0] === "sh" && argv[1] === "-c") return argv[2] ?? "";
  return argv.map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
