// @vitest-environment jsdom

import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Backend } from "../backend/backend";
import type { Queue } from "../protocol/Queue";
import { sample } from "../session/sample";
import { draftOf } from "../state/drafts";
import { Sessions } from "../state/sessions.svelte";
import { View } from "../state/view.svelte";
import { forgetDrafts } from "./draft.svelte";
import PromptBar from "./PromptBar.svelte";
import { PromptQueue } from "./queue.svelte";
import { Round } from "./round.svelte";

const prompt = (number: number, text: string) => ({ number, text, state: "waiting" as const, by: "user", at: 0 });
const working = sample({ agent: "fake", status: "working", queued: 1 });

let queue: Queue;
const request = vi.fn();
let sessions: Sessions;
let bar: Record<string, unknown> | undefined;

beforeEach(() => {
  localStorage.clear();
  forgetDrafts();
  queue = { prompts: [prompt(1, "run the tests\nand mend them")], delivered: [] };
  request.mockReset().mockImplementation(async (name: string) => (name === "enqueue" ? prompt(2, "x") : queue));
  const nobody = () => undefined;
  sessions = new Sessions({ request } as unknown as Backend, nobody, nobody);
});
afterEach(() => {
  if (bar) void unmount(bar);
  bar = undefined;
  document.body.replaceChildren();
});

function open(session = working, typeIn = vi.fn(async () => true)) {
  bar = mount(PromptBar, {
    target: document.body,
    props: { backend: {} as Backend, sessions, view: new View(sessions), session, typeIn, leave: () => undefined },
  });
  flushSync();
  return typeIn;
}

const marked = <T extends HTMLElement>(mark: string) => document.querySelector<T>(`[data-testid=${mark}]`);

function write(text: string): void {
  const field = marked<HTMLTextAreaElement>("composer");
  if (!field) throw new Error("there is no field");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
}

function press(key: string, shiftKey = false): boolean {
  const event = new KeyboardEvent("keydown", { key, shiftKey, cancelable: true, bubbles: true });
  marked("composer")?.dispatchEvent(event);
  flushSync();
  return event.defaultPrevented;
}

it("shows what waits, and queues what is entered while the agent works", async () => {
  open();
  await vi.waitFor(() => expect(marked("prompt-1")?.textContent).toContain("run the tests"));
  expect(marked("composer-send")?.textContent).toBe("Queue");
  write("then push");
  expect(press("Enter", true)).toBe(false);
  expect(press("Enter")).toBe(true);
  expect(request).toHaveBeenCalledWith("enqueue", { id: working.id, text: "then push" });
  expect(marked<HTMLTextAreaElement>("composer")?.value).toBe("");
});

it("types into an agent at work only where the person wants that", async () => {
  const typeIn = open();
  marked("when-idle")?.click();
  flushSync();
  expect(marked("composer-send")?.textContent).toBe("Send now");
  write("stop that");
  press("Enter");
  expect(typeIn).toHaveBeenCalledWith("stop that");
  expect(request).not.toHaveBeenCalledWith("enqueue", expect.anything());
});

it("gives back what was refused, with the reason, before what was written since", async () => {
  open();
  request.mockImplementation(async (name: string) => {
    if (name === "queue") return queue;
    throw { code: "too_large", message: "100 prompts wait already", hint: "drop some" };
  });
  write("one more");
  press("Enter");
  write("and another");
  await vi.waitFor(() => expect(marked("queue-error")?.textContent).toContain("100 prompts wait already. Drop some."));
  expect(marked<HTMLTextAreaElement>("composer")?.value).toBe("one more\nand another");
});

it("keeps what was written for a session until it is sent", () => {
  open();
  write("half a th");
  if (bar) void unmount(bar);
  document.body.replaceChildren();
  expect(draftOf(working.id)).toBe("half a th");
  open();
  expect(marked<HTMLTextAreaElement>("composer")?.value).toBe("half a th");
});

it("edits a waiting prompt in the same field and puts aside what was written", async () => {
  open();
  await vi.waitFor(() => expect(marked("edit-1")).not.toBeNull());
  write("later");
  marked("edit-1")?.click();
  flushSync();
  expect(marked<HTMLTextAreaElement>("composer")?.value).toBe("run the tests\nand mend them");
  request.mockImplementation(async () => ({ prompts: [prompt(1, "run them")], delivered: [] }));
  write("run them");
  press("Enter");
  await vi.waitFor(() => expect(marked("prompt-1")?.textContent).toContain("run them"));
  expect(request).toHaveBeenCalledWith("change_queue", {
    id: working.id,
    number: 1,
    change: { edit: { text: "run them" } },
  });
  expect(marked<HTMLTextAreaElement>("composer")?.value).toBe("later");
});

it("says what uncertain means and leaves the choice to the person", async () => {
  queue.prompts = [{ ...prompt(1, "deploy"), state: "uncertain", why: "its host did not answer in time" }];
  open();
  await vi.waitFor(() => expect(document.body.textContent).toContain("Nobody can tell whether its agent has it."));
  expect(document.body.textContent).toContain("Its host did not answer in time.");
  marked("send-again")?.click();
  expect(request).toHaveBeenCalledWith("change_queue", { id: working.id, number: 1, change: "send_again" });
});

it("lets no late answer overwrite a newer one", async () => {
  let answer: (queue: Queue) => void = () => undefined;
  const held = new Promise<Queue>((resolve) => (answer = resolve));
  request.mockImplementation((name: string) =>
    name === "queue" ? held : Promise.resolve({ prompts: [], delivered: [] }),
  );
  const late = new PromptQueue(sessions, "aa");
  const asked = late.refresh();
  await late.change(1, "drop");
  answer(queue);
  await asked;
  expect(late.prompts).toEqual([]);
});

it("asks several, and follows each to its receipt though another refuses", async () => {
  vi.useFakeTimers();
  queue = { prompts: [prompt(2, "x")], delivered: [] };
  request.mockImplementation(async (name: string, { id }: { id: string }) => {
    if (name === "queue") return queue;
    if (id === "bb") throw { code: "bad_request", message: "bb runs no agent" };
    return prompt(2, "x");
  });
  const round = new Round(sessions);
  await round.send(["aa", "bb"], "x");
  expect(round.results.get("aa")?.fate).toBe("waits");
  expect(round.results.get("bb")?.error?.code).toBe("bad_request");
  queue = { prompts: [], delivered: [{ number: 2, submitted_at: 5, picked_up_at: 7 }] };
  await vi.advanceTimersByTimeAsync(500);
  expect(round.results.get("aa")).toEqual({ number: 2, fate: "taken_up", at: 7 });
  await vi.advanceTimersByTimeAsync(5000);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
