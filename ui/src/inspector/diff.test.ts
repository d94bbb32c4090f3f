import { expect, it } from "vitest";

import { diffOf } from "../backend/fake/workspace";
import { hunks } from "./diff";

const shown = (diff: string) =>
  hunks(diff).map(({ context, lines }) => [
    context,
    ...lines.map(({ side, number, text }) => `${side} ${number ?? ""} ${text}`),
  ]);

it("numbers lines as they stand in the file, removed ones as they stood", () => {
  const diff = "--- a/x\n+++ b/x\n@@ -3,3 +3,3 @@ fn main() {\n one\n-two\n+zwei\n three\n";
  expect(shown(diff)).toEqual([["fn main() {", "same 3 one", "removed 4 two", "added 4 zwei", "same 5 three"]]);
});

it("takes a line that looks like the name of a file for what it is", () => {
  const diff = "--- a/x.sql\n+++ b/x.sql\n@@ -1,2 +1,2 @@\n--- a comment\n+++ a sum\n same\n";
  expect(shown(diff)).toEqual([["", "removed 1 -- a comment", "added 1 ++ a sum", "same 2 same"]]);
});

it("reads counts that are left out, and what git says of the end of a file", () => {
  const diff = "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n";
  expect(shown(diff)).toEqual([
    ["", "removed 1 a", "note  No newline at end of file", "added 1 b", "note  No newline at end of file"],
  ]);
});

it("reads several hunks, and one that was cut off", () => {
  const diff = `${diffOf("src/a.rs").text}@@ -90,4 +98,4 @@\n left`;
  const all = hunks(diff);
  expect(all.map(({ lines }) => lines.length)).toEqual([16, 8, 1]);
  expect(all[0]?.lines.at(-1)).toEqual({ side: "same", number: 23, text: "}" });
  expect(all[2]?.lines).toEqual([{ side: "same", number: 98, text: "left" }]);
});

it("finds nothing in what is no diff", () => expect(hunks("Binary files differ\n\n+x\n")).toEqual([]));
