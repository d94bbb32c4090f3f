// Reads a unified diff line by line, so that it can be shown with line numbers. Pure; what it cannot read it shows as it is.

export type Side = "same" | "added" | "removed" | "note";

/** One line of a diff. */
export interface DiffLine {
  side: Side;
  /** Its number in the file: of removed ones as it was before. Absent: it stands in no file. */
  number?: number;
  text: string;
}

/** Lines that belong together. */
export interface Hunk {
  /** What git says it stands in, such as the head of a function. Empty: nothing. */
  context: string;
  lines: DiffLine[];
}

/** The hunks of `diff`. What stands above the first, such as the names of files, is left out. */
export function hunks(diff: string): Hunk[] {
  const all: Hunk[] = [];
  let [before, after] = [0, 0];
  // Lines of the hunk that are still to come, so that "--- x" within one is what it is: a removed line.
  let [removed, added] = [0, 0];
  for (const line of diff.split("\n")) {
    const hunk = all.at(-1);
    if (!hunk || (removed <= 0 && added <= 0 && !line.startsWith("\\"))) {
      const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/u.exec(line);
      if (!head) continue;
      [before, after] = [Number(head[1]), Number(head[3])];
      [removed, added] = [Number(head[2] ?? 1), Number(head[4] ?? 1)];
      all.push({ context: head[5] ?? "", lines: [] });
      continue;
    }
    const text = line.slice(1);
    if (line.startsWith("+")) {
      hunk.lines.push({ side: "added", number: after++, text });
      added -= 1;
    } else if (line.startsWith("-")) {
      hunk.lines.push({ side: "removed", number: before++, text });
      removed -= 1;
    } else if (line.startsWith("\\")) {
      hunk.lines.push({ side: "note", text: text.trim() });
    } else {
      hunk.lines.push({ side: "same", number: after++, text });
      before += 1;
      removed -= 1;
      added -= 1;
    }
  }
  return all;
}
