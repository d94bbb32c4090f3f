import { expect, test } from "vitest";

import type { Backend } from "../backend/backend";
import { isAllowed, type Key, schema, valueOf } from "./schema";
import { Settings } from "./settings.svelte";

test("what is usual is allowed, for every setting", () => {
  for (const [key, { kind, usual }] of Object.entries(schema)) expect(isAllowed(kind, usual), key).toBe(true);
});

test("what is not allowed means what is usual", () => {
  const table: [Key, unknown, unknown][] = [
    ["terminal.font_size", 16, 16],
    ["terminal.font_size", 400, 13],
    ["terminal.font_size", "16", 13],
    ["appearance.theme", "dark", "dark"],
    ["appearance.theme", "pink", "system"],
    ["notifications.quiet_from", "22:30", "22:30"],
    ["notifications.quiet_from", "25:00", ""],
    ["notifications.muted", ["a"], ["a"]],
    ["notifications.muted", [1], []],
    ["app.closing", undefined, "tray"],
  ];
  for (const [key, raw, means] of table) expect(valueOf(key, raw), `${key} ${raw}`).toEqual(means);
});

test("a key is found in the tables of the file, and a table that is none is no key", () => {
  const settings = new Settings({} as Backend);
  settings.file = { values: { terminal: { font_size: 15 }, app: "nonsense" }, path: "" };
  expect(settings.get("terminal.font_size")).toBe(15);
  expect(settings.get("app.closing")).toBe("tray");
  expect(settings.raw("keys.new")).toBeUndefined();
});
