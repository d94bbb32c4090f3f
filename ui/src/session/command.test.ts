import { expect, it } from "vitest";

import { commandLine, parseCommand } from "./command";

it.each([
  ["", []],
  ["cargo watch -x check", ["cargo", "watch", "-x", "check"]],
  [`git commit -m "two words"`, ["git", "commit", "-m", "two words"]],
  [`echo 'it''s' ""`, ["echo", "its", ""]],
  [`echo a\\ b "c\\"d"`, ["echo", "a b", 'c"d']],
  [`printf '$HOME | x'`, ["printf", "$HOME | x"]],
])("%j is a program with arguments", (line, argv) => expect(parseCommand(line)).toEqual({ argv, shell: false }));

it.each(["a && b", "ls *.rs", "echo $HOME", `echo "$HOME"`, "a | b", "PORT=1 node x.js", "a > b", "cd ~/x"])(
  "%j is for a shell",
  (line) => expect(parseCommand(` ${line} `)).toEqual({ argv: ["sh", "-c", line], shell: true }),
);

it("says so where a quote is not closed", () => expect(parseCommand(`echo "a`)).toBeNull());

it.each([
  [["cargo", "build"], "cargo build"],
  [["echo", "two words"], "echo 'two words'"],
  [["sh", "-c", "a && b"], "a && b"],
])("%j is shown as %s", (argv, line) => expect(commandLine(argv)).toBe(line));
