// @vitest-environment jsdom

import { beforeEach, expect, it } from "vitest";

import type { Backend } from "../backend/backend";
import type { Row } from "../protocol/Row";
import { sample } from "../session/sample";
import { Sessions } from "./sessions.svelte";
import { NARROWEST, View, WIDEST } from "./view.svelte";

let sessions: Sessions;
let view: View;

beforeEach(() => {
  localStorage.clear();
  const nobody = () => undefined;
  sessions = new Sessions({ request: async () => ({ rows: [] }) } as unknown as Backend, nobody, nobody);
  view = new View(sessions);
  sessions.take({
    kind: "sessions",
    sessions: [
      sample({ id: "a", name: "asks", status: "needs_input", output_at: 9 }),
      sample({ id: "b", name: "works", status: "working" }),
      sample({ id: "c", name: "done", status: "idle", attention: "finished", seen: false }),
      sample({ id: "d", name: "asks too", status: "needs_input", output_at: 8 }),
    ],
  });
});

it("orders sessions by what they want", () => expect(view.order).toEqual(["a", "d", "b", "c"]));

it("goes around in that order", () => {
  view.step(1);
  expect(view.selected).toBe("a");
  view.step(-1);
  expect(view.selected).toBe("c");
  view.step(1);
  expect(view.selected).toBe("a");
  view.selectAt(2);
  expect(view.selected).toBe("b");
  view.selectAt(7);
  expect(view.selected).toBe("b");
});

it("begins where it was left, else with what needs a person", () => {
  view.begin();
  expect(view.selected).toBe("a");
  view.select("b");
  const { kept } = view;
  const again = new View(sessions);
  again.takeUp(kept);
  again.begin();
  expect(again.selected).toBe("b");
  sessions.take({ kind: "event", event: { event: "removed", id: "b" } });
  again.begin();
  expect(again.selected).toBeNull();
  const later = new View(sessions);
  later.takeUp(kept);
  later.begin();
  expect(later.selected).toBe("a");
});

it("is left without a session by whoever closes the last pane", () => {
  view.begin();
  view.layout.close();
  view.begin();
  expect(view.selected).toBeNull();
});

it("shows what was chosen before it was known what was kept", () => {
  view.select("c");
  view.layout.open("c");
  const { kept } = view;
  const later = new View(sessions);
  later.select("b");
  later.takeUp(kept);
  expect(later.selected).toBe("b");
  expect(later.kept.tabs).toHaveLength(2);
});

it("takes up nothing that makes no sense", () => {
  for (const raw of [null, 7, "x", [], { sidebar: null }, { sidebar: { open: 1, width: "wide" } }, { tabs: {} }]) {
    view.takeUp(raw);
    expect([view.selected, view.sidebarOpen, view.sidebarWidth]).toEqual([null, true, 296]);
  }
});

it("finds the next that needs a person", () => {
  view.select("b");
  view.nextThatNeedsMe();
  expect(view.selected).toBe("a");
  view.nextThatNeedsMe();
  expect(view.selected).toBe("d");
  view.nextThatNeedsMe();
  expect(view.selected).toBe("a");
});

it("shows what the filter finds", () => {
  view.filter = "asks";
  expect(view.order).toEqual(["a", "d"]);
});

it("leaves a row where it was clicked until another is selected", () => {
  view.select("c");
  const seen = sample({ id: "c", name: "done", status: "idle", attention: "finished", seen: true, as_of: 9000 });
  sessions.take({ kind: "event", event: { event: "session", session: seen } });
  expect(view.groups.find(({ group }) => group === "finished")?.ids).toEqual(["c"]);
  view.select("a");
  expect(view.groups.find(({ group }) => group === "finished")).toBeUndefined();
});

const lost = (id: string, generation = 1) => ({ id, generation }) as Row;

it("shows the restore plan to whoever asked for it, as soon as it is known", () => {
  view.offer(5, []);
  view.wantRestore();
  expect(view.dialog).toBeNull();
  view.offer(5, [lost("a")]);
  expect(view.dialog).toEqual({ kind: "restore" });
  view.dialog = null;
  view.offer(5, [lost("a")]);
  expect(view.dialog).toBeNull();
  sessions.plan = { reconciling: false, rows: [lost("a")] };
  view.wantRestore();
  expect(view.dialog).toEqual({ kind: "restore" });
});

it("offers to restore when a daemon starts, but nothing twice that was put off", () => {
  view.offer(5, [lost("a"), lost("b")]);
  expect(view.dialog).toEqual({ kind: "restore" });
  view.notNow(5, [lost("a"), lost("b")]);
  view.dialog = null;
  view.offer(5, [lost("a"), lost("b")]);
  view.offer(6, [lost("a"), lost("b")]);
  view.offer(7, []);
  expect(view.dialog).toBeNull();
  view.offer(8, [lost("a"), lost("b", 2)]);
  expect(view.dialog).toEqual({ kind: "restore" });
});

it("offers what was put off in an earlier window only when a row is new or it did not see the daemon start", () => {
  view.notNow(5, [lost("a")]);
  view.offer(6, [lost("a")]);
  const opens = (startedAt: number, rows: Row[]) => {
    const later = new View(sessions);
    later.offer(startedAt, rows);
    return later.dialog !== null;
  };
  expect(opens(6, [lost("a")])).toBe(false);
  expect(opens(6, [lost("a"), lost("b")])).toBe(true);
  expect(opens(7, [lost("a")])).toBe(true);
});

it("does not interrupt with what is lost while one is at work, but tells who comes later", () => {
  view.offer(5, []);
  view.offer(5, [lost("a")]);
  expect(view.dialog).toBeNull();
  const later = new View(sessions);
  later.offer(5, [lost("a")]);
  expect(later.dialog).toEqual({ kind: "restore" });
});

it("keeps the sidebar within its limits, also the next time", () => {
  view.setSidebarWidth(10);
  expect(view.sidebarWidth).toBe(NARROWEST);
  view.setSidebarWidth(1000);
  const later = new View(sessions);
  later.takeUp(view.kept);
  expect(later.sidebarWidth).toBe(WIDEST);
});
