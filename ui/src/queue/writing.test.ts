// @vitest-environment jsdom

import { beforeEach, describe, expect, it } from "vitest";

import { draftOf } from "../state/drafts";
import { draftFor, forgetDrafts } from "./draft.svelte";
import { historyOf, Recall, remember } from "./history";
import { inserted, mentionAt, mentioned, without } from "./mention";

beforeEach(() => {
  localStorage.clear();
  forgetDrafts();
});

describe("a mention", () => {
  it.each<[string, string | null]>([
    ["@", ""],
    ["look at @src/ma", "src/ma"],
    ["(@a", "a"],
    ["two\n@b", "b"],
    ["ada@example.org", null],
    ["@a b", null],
    ["@a@b", null],
    ["", null],
  ])("ends %j with %j", (text, typed) => expect(mentionAt(text, text.length)?.typed ?? null).toBe(typed));

  it("is looked for up to the caret and replaced there", () => {
    const text = "see @ma and @other";
    const mention = mentionAt(text, 7);
    expect(mention).toEqual({ start: 4, end: 7, typed: "ma" });
    expect(mention && mentioned(text, mention, "src/main.rs")).toEqual({
      text: "see @src/main.rs and @other",
      caret: 17,
    });
  });

  it("of a path with blanks is quoted", () => {
    expect(mentioned("@n", { start: 0, end: 2, typed: "n" }, "My notes.md").text).toBe('@"My notes.md" ');
  });
});

it("puts a path between words, and takes it out again", () => {
  expect(inserted("look athere", 7, "/a.png")).toEqual({ text: "look at /a.png here", caret: 15 });
  expect(inserted("", 0, "/a.png").text).toBe("/a.png ");
  expect(without("look at /a.png here", "/a.png")).toBe("look at here");
});

describe("history", () => {
  it("goes back and forth, and leaves the arrow keys to what is typed", () => {
    for (const prompt of ["one", "two", "one"]) remember("aa", prompt);
    expect(historyOf("aa")).toEqual(["two", "one"]);
    const recall = new Recall("aa");
    expect(recall.step(-1, "")).toBeNull();
    expect(recall.step(1, "")).toBe("one");
    expect(recall.step(1, "one")).toBe("two");
    expect(recall.step(1, "two")).toBeNull();
    expect(recall.step(-1, "two")).toBe("one");
    expect(recall.step(-1, "one")).toBe("");
    expect(recall.step(1, "typed")).toBeNull();
    expect(recall.step(1, "")).toBe("one");
    expect(recall.step(1, "one changed")).toBeNull();
    expect(recall.step(1, "")).toBe("one");
  });

  it("is kept for each session and bounded", () => {
    for (let at = 0; at < 60; at++) remember("aa", `prompt ${at}`);
    for (let at = 0; at < 120; at++) remember(`session ${at}`, "x");
    expect(historyOf("aa")).toEqual([]);
    expect(historyOf("session 119")).toEqual(["x"]);
    remember("aa", "y".repeat(30_000));
    expect(historyOf("aa")).toEqual([]);
  });

  it("survives what is no history", () => {
    localStorage.setItem("prompts", "{");
    expect(historyOf("aa")).toEqual([]);
  });
});

describe("a draft", () => {
  it("is kept until the daemon has taken it, also by a window that ends before", async () => {
    const draft = draftFor("aa");
    draft.text = "do it";
    let answer: (isTaken: boolean) => void = () => undefined;
    const sent = draft.send(() => new Promise((resolve) => (answer = resolve)));
    expect(draft.text).toBe("");
    expect(draftOf("aa")).toBe("do it");
    draft.text = "and then";
    expect(draftOf("aa")).toBe("do it\nand then");
    answer(true);
    await sent;
    expect(draftOf("aa")).toBe("and then");
  });

  it("comes back before what was written since, where it was refused or nobody answered", async () => {
    const draft = draftFor("aa");
    draft.text = "do it";
    const sent = draft.send(() => Promise.reject(new Error("gone")));
    draftFor("aa").text = "and then";
    await sent;
    expect(draftFor("aa").text).toBe("do it\nand then");
    expect(draftOf("aa")).toBe("do it\nand then");
  });
});
