// @vitest-environment jsdom

import { expect, it } from "vitest";

import { ids } from "../actions/registry";
import { text } from "../text";
import { type Key, type Kind, schema } from "./schema";
import { all, found, sections, wordsOf } from "./sections";

const nothing = () => "";

it("shows every setting in one section, and every action's keys", () => {
  const shown = sections.map(all);
  expect(shown.flatMap(({ rows }) => rows).toSorted()).toEqual([...Object.keys(schema), "login"].toSorted());
  expect(shown.flatMap(({ keys }) => keys)).toEqual(ids);
  for (const { rows, keys } of shown) expect(rows.length + keys.length).toBeGreaterThan(0);
});

it("has words for every value of a choice, and a title and a sentence for every setting", () => {
  for (const [key, { kind }] of Object.entries(schema) as [Key, { kind: Kind }][]) {
    const { title, body, choices = {} } = wordsOf(key);
    expect(title).not.toBe("");
    expect(body, key).toMatch(/\.$/u);
    // Palettes have names of their own.
    if (kind.type === "choice" && key !== "appearance.palette") expect(Object.keys(choices)).toEqual(kind.of);
  }
});

it("finds rows by title, description, value, key in the file and section", () => {
  const rows = (search: string) => found(search, nothing).flatMap((shown) => shown.rows);
  expect(rows("blink")).toEqual(["terminal.cursor_blink"]);
  expect(rows("FONT installed")).toEqual(["terminal.font_family"]);
  expect(rows("deutsch")).toEqual(["appearance.language"]);
  expect(rows("grace_seconds")).toEqual(["daemon.grace_seconds"]);
  expect(rows("notifications sound")).toEqual(["notifications.sound"]);
  expect(rows("log in")).toContain("login");
  expect(rows("xylophone")).toEqual([]);
});

it("finds keys by what they do and by how they are pressed", () => {
  const keys = (search: string) =>
    found(search, (id) => (id === "rename" ? "Ctrl+Shift+Y" : "")).flatMap((shown) => shown.keys);
  expect(keys("rename")).toEqual(["rename"]);
  expect(keys("shift+y")).toEqual(["rename"]);
  expect(found("rename", nothing).map(({ section }) => text.settings.sections[section])).toEqual(["Keyboard"]);
});
