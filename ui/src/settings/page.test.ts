// @vitest-environment jsdom

import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Workbench } from "../actions/action";
import type { AppMessage, Backend } from "../backend/backend";
import { FakeSystem } from "../backend/fake/system";
import { sample } from "../session/sample";
import { Sessions } from "../state/sessions.svelte";
import { View } from "../state/view.svelte";
import type { Section } from "./sections";
import SettingsDialog from "./SettingsDialog.svelte";

let system: FakeSystem;
let sessions: Sessions;
let view: View;
let dialog: Record<string, unknown> | undefined;

beforeEach(() => {
  localStorage.clear();
  // The test's browser knows no dialogs and scrolls nothing.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  Element.prototype.scrollTo = () => undefined;
  const nobody = () => undefined;
  system = new FakeSystem((message: AppMessage) => sessions.take(message));
  sessions = new Sessions(system as unknown as Backend, nobody, nobody);
  view = new View(sessions);
  system.tellSettings();
  sessions.take({ kind: "sessions", sessions: [sample({ id: "a", name: "payments" })] });
});
afterEach(() => {
  if (dialog) void unmount(dialog);
  document.body.replaceChildren();
});

function open(section: Section): void {
  const bench = { backend: system as unknown as Backend, sessions, view, session: undefined } as Workbench;
  dialog = mount(SettingsDialog, { target: document.body, props: { bench, section } });
  flushSync();
}

function marked<T extends HTMLElement = HTMLElement>(testid: string): T {
  const found = document.querySelector<T>(`[data-testid="${testid}"]`);
  if (!found) throw new Error(`nothing is marked ${testid}`);
  return found;
}

const has = (testid: string) => document.querySelector(`[data-testid="${testid}"]`) !== null;

async function enter(testid: string, value: string): Promise<void> {
  marked<HTMLInputElement>(testid).value = value;
  marked(testid).dispatchEvent(new Event("change", { bubbles: true }));
  await settled();
}

async function settled(): Promise<void> {
  await Promise.resolve();
  await Promise.resolve();
  flushSync();
}

async function click(testid: string): Promise<void> {
  marked(testid).click();
  await settled();
}

async function press(testid: string, key: string, code: string, ...held: ("ctrlKey" | "shiftKey")[]): Promise<void> {
  const all = { key, code, bubbles: true, cancelable: true, ...Object.fromEntries(held.map((name) => [name, true])) };
  marked(testid).dispatchEvent(new KeyboardEvent("keydown", all));
  await settled();
}

it("writes what is changed at once, and takes it back", async () => {
  open("terminal");
  await enter("control-terminal.font_size", "16");
  expect(sessions.settings.get("terminal.font_size")).toBe(16);
  await click("reset-terminal.font_size");
  expect(sessions.settings.raw("terminal.font_size")).toBeUndefined();
  expect(marked<HTMLInputElement>("control-terminal.font_size").value).toBe("13");
});

it("takes no number that cannot be, and says which can", async () => {
  open("terminal");
  await enter("control-terminal.font_size", "99");
  expect(sessions.settings.raw("terminal.font_size")).toBeUndefined();
  expect(marked("note-terminal.font_size").textContent).toContain("8 to 32");
  await enter("control-terminal.font_size", "14");
  expect(has("note-terminal.font_size")).toBe(false);
});

it("says so where the file has what cannot be", async () => {
  await system.setSetting("appearance.theme", "pink");
  open("appearance");
  expect(marked("note-appearance.theme").textContent).toContain("pink");
});

it("changes nothing while the file has a fault, and says where it is", async () => {
  open("appearance");
  system.tellSettings("settings.toml: line 3: expected a value");
  flushSync();
  expect(marked("settings-problem").textContent).toContain("settings.toml: line 3");
  expect(document.querySelector<HTMLFieldSetElement>("fieldset")?.disabled).toBe(true);
});

it("says at its row why a setting was not written", async () => {
  vi.spyOn(system, "setSetting").mockRejectedValue({ code: "disk_full", message: "the disk is full" });
  open("terminal");
  await enter("control-terminal.font_size", "16");
  await settled();
  expect(marked("setting-terminal.font_size").querySelector("[role=alert]")?.textContent).toContain(
    "The disk is full.",
  );
});

it("shows the file in the file manager", async () => {
  open("app");
  await click("settings-show-file");
  expect(system.did.revealed).toEqual(["/home/ada/.config/holdfast/settings.toml"]);
});

it("lists who is muted by name, also who is gone, and unmutes them", async () => {
  await system.setSetting("notifications.muted", ["a", "b"]);
  open("notifications");
  expect(marked("setting-notifications.muted").textContent).toMatch(/payments.*A session that is gone \(b\)/su);
  await click("unmute-a");
  expect(sessions.settings.get("notifications.muted")).toEqual(["b"]);
  await click("unmute-b");
  expect(sessions.settings.raw("notifications.muted")).toBeUndefined();
});

it("starts at login only when asked, as the system has it", async () => {
  open("app");
  await settled();
  expect(marked<HTMLInputElement>("control-login").checked).toBe(false);
  marked<HTMLInputElement>("control-login").click();
  await settled();
  expect(await system.startsAtLogin()).toBe(true);
});

it("records keys as they are pressed, and refuses those of the terminal with the reason", async () => {
  open("keys");
  await click("key-change-rename");
  await press("key-change-rename", "Shift", "ShiftLeft", "shiftKey");
  await press("key-change-rename", "k", "KeyK", "ctrlKey");
  expect(marked("key-problem-rename").textContent).toContain("Ctrl+K belongs to the terminal");
  expect(sessions.settings.raw("keys.rename")).toBeUndefined();
  await click("key-change-rename");
  await press("key-change-rename", "Y", "KeyY", "ctrlKey", "shiftKey");
  expect(sessions.settings.raw("keys.rename")).toBe("Ctrl+Shift+Y");
  expect(view.keys.textOf("rename")).toBe("Ctrl+Shift+Y");
  await click("key-reset-rename");
  expect(view.keys.textOf("rename")).toBe("");
});

it("asks before it takes keys from another action, and leaves both as they are on Escape", async () => {
  open("keys");
  await click("key-change-rename");
  await press("key-change-rename", "Escape", "Escape");
  expect(has("key-problem-rename")).toBe(false);
  await click("key-change-rename");
  await press("key-change-rename", "K", "KeyK", "ctrlKey", "shiftKey");
  expect(view.keys.textOf("palette")).toBe("Ctrl+Shift+K");
  await click("key-take-rename");
  await settled();
  expect([view.keys.textOf("rename"), view.keys.textOf("palette")]).toEqual(["Ctrl+Shift+K", ""]);
});

it("does nothing else with keys that are being recorded", async () => {
  open("keys");
  await click("key-change-rename");
  const event = new KeyboardEvent("keydown", { key: "N", code: "KeyN", ctrlKey: true, shiftKey: true });
  expect(view.keys.actionOf(event)).toBeUndefined();
  marked("key-change-rename").dispatchEvent(new FocusEvent("blur"));
  expect(view.keys.actionOf(event)).toBe("new");
});
