// @vitest-environment jsdom

import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Backend } from "../backend/backend";
import { agents } from "../backend/fake/agents";
import { sample } from "../session/sample";
import { Sessions } from "../state/sessions.svelte";
import { View } from "../state/view.svelte";
import NewSession from "./NewSession.svelte";

const request = vi.fn();
let view: View;
let dialog: Record<string, unknown> | undefined;

beforeEach(() => {
  localStorage.clear();
  // The test's browser knows no dialogs.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  request
    .mockReset()
    .mockImplementation(async (name: string) => (name === "agents" ? agents : sample({ id: "new", agent: "codex" })));
});
afterEach(() => {
  if (dialog) void unmount(dialog);
  document.body.replaceChildren();
});

async function open(): Promise<void> {
  const nobody = () => undefined;
  const sessions = new Sessions({ request } as unknown as Backend, nobody, nobody);
  view = new View(sessions);
  dialog = mount(NewSession, { target: document.body, props: { sessions, view, agent: undefined } });
  flushSync();
  await vi.waitFor(() => expect(marked("agent-codex")).not.toBeNull());
}

const marked = <T extends HTMLElement>(mark: string) => document.querySelector<T>(`[data-testid=${mark}]`);

function choose(agent: string): void {
  marked(`agent-${agent}`)?.querySelector("input")?.click();
  flushSync();
}

function fill(mark: string, value: string): void {
  const field = marked<HTMLTextAreaElement | HTMLSelectElement>(mark);
  if (!field) throw new Error(`there is no ${mark}`);
  field.value = value;
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  flushSync();
}

async function start(): Promise<Record<string, unknown>> {
  marked("new-start")?.click();
  await vi.waitFor(() => expect(request).toHaveBeenCalledWith("new", expect.anything()));
  return request.mock.calls.findLast(([name]) => name === "new")?.[1];
}

it("starts a command, or the shell, where nothing else was ever chosen", async () => {
  await open();
  fill("new-command", "cargo watch -x check");
  expect(await start()).toEqual({ command: ["cargo", "watch", "-x", "check"], environment: null, env: {} });
});

it("starts an agent with its prompt, model and permission mode, and begins with them the next time", async () => {
  await open();
  choose("codex");
  fill("new-prompt", "mend the tests\nand push");
  fill("new-model", "small");
  fill("new-permission", "read-only");
  expect(await start()).toEqual({
    agent: "codex",
    kind: "worker",
    prompt: "mend the tests\nand push",
    model: "small",
    permission: "read-only",
    environment: null,
    env: {},
  });
  await vi.waitFor(() => expect(view.selected).toBe("new"));
  if (dialog) void unmount(dialog);
  await open();
  expect(marked<HTMLTextAreaElement>("new-prompt")?.value).toBe("");
  expect(marked<HTMLSelectElement>("new-permission")?.value).toBe("read-only");
});

it("leaves to the agent what nobody chose", async () => {
  await open();
  choose("claude-code");
  expect(await start()).toEqual({ agent: "claude-code", kind: "worker", environment: null, env: {} });
});

it("marks a mode that asks for nothing, and does not begin with it the next time", async () => {
  await open();
  choose("claude-code");
  fill("new-permission", "bypassPermissions");
  expect(document.body.textContent).toContain("does whatever you may, unasked");
  expect((await start()).permission).toBe("bypassPermissions");
  await vi.waitFor(() => expect(view.selected).toBe("new"));
  if (dialog) void unmount(dialog);
  await open();
  expect(marked<HTMLSelectElement>("new-permission")?.selectedIndex).toBe(0);
});

it("says how to get what is not installed, and keeps a prompt that was not sent", async () => {
  await open();
  expect(marked("agent-aider")).toBeNull();
  expect(document.body.textContent).toContain("pipx install aider-chat");
  choose("codex");
  fill("new-prompt", "half a th");
  if (dialog) void unmount(dialog);
  await open();
  choose("codex");
  expect(marked<HTMLTextAreaElement>("new-prompt")?.value).toBe("half a th");
});
