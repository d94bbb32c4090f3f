import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Attached, AttachOptions, Backend } from "../backend/backend";
import type { Frame } from "../backend/frames";
import { Attachment, type Link } from "./attachment";
import type { TerminalView } from "./terminal";

const size = { cols: 80, rows: 24 };
const colors = { foreground: [0, 0, 0], background: [0, 0, 0], cursor: [0, 0, 0] } as never;
const end = { reason: "completed", actor: "agent", at: 1 } as const;

/** One call of `attach` that the test answers. */
interface Call {
  options: AttachOptions;
  say: (frame: Frame, bytes?: number) => void;
  open: (change?: Partial<Attached>) => Promise<void>;
  refuse: () => Promise<void>;
}

let calls: Call[];
let log: string[];
let links: string[];
let attachment: Attachment;

const backend = {
  attach(options: AttachOptions, listener: (frame: Frame, bytes: number) => void) {
    return new Promise<Attached>((resolve, reject) => {
      const number = calls.length + 1;
      const settle = () => vi.advanceTimersByTimeAsync(0).then(() => undefined);
      calls.push({
        options,
        say: (frame, bytes = 0) => listener(frame, bytes),
        open: (change) => {
          resolve({ attachment: number, session: "a", generation: 1, size, live: true, ...change });
          return settle();
        },
        refuse: () => {
          reject({ code: "unreachable", message: "no host" });
          return settle();
        },
      });
    });
  },
  input: (number: number, bytes: Uint8Array) => log.push(`input ${number} ${new TextDecoder().decode(bytes)}`),
  ack: (number: number, bytes: number) => log.push(`ack ${number} ${bytes}`),
  resize: async (number: number, to: typeof size) => void log.push(`resize ${number} ${to.cols}x${to.rows}`),
  history: async (number: number, lines: number) => void log.push(`history ${number} ${lines}`),
  detach: async (number: number) => void log.push(`detach ${number}`),
} as unknown as Backend;

const view = {
  above: 1000,
  begin: (to: typeof size) => log.push(`begin ${to.cols}x${to.rows}`),
  resize: (to: typeof size) => log.push(`resized ${to.cols}x${to.rows}`),
  write: (data: Uint8Array | string) =>
    log.push(`write ${typeof data === "string" ? "separator" : new TextDecoder().decode(data)}`),
  goLive: () => log.push("live"),
  inOrder: (action: () => void) => action(),
  setInteractive: (yes: boolean) => log.push(`interactive ${yes}`),
} as unknown as TerminalView;

const bytes = (text: string) => new TextEncoder().encode(text);
const output = (text: string): Frame => ({ kind: "output", offset: 0, bytes: bytes(text) });

function call(number: number): Call {
  const found = calls[number - 1];
  if (!found) throw new Error(`attach was called ${calls.length} times, not ${number}`);
  return found;
}

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  log = [];
  links = [];
  attachment = new Attachment(backend, "a", view, size, () => colors, {
    changed: (link: Link) => links.push(link.state),
    painted: () => undefined,
    loading: (yes) => log.push(`loading ${yes}`),
    notice: (message) => log.push(`notice ${message}`),
  });
  attachment.attach();
});
afterEach(() => {
  attachment.close();
  vi.useRealTimers();
});

it("shows older text, separator and screen, then output", async () => {
  await call(1).open({ generation: 2 });
  log.length = 0;
  call(1).say({ kind: "snapshot", start: { offset: 7, size, before: 3, length: 6 } });
  call(1).say({ kind: "snapshot_bytes", bytes: bytes("oldscr") });
  call(1).say({ kind: "snapshot_bytes", bytes: bytes("een") });
  call(1).say(output("more"));
  expect(log).toEqual(["begin 80x24", "write old", "write separator", "write scr", "write een", "live", "write more"]);
});

it("keeps what comes before the answer", async () => {
  call(1).say({ kind: "snapshot", start: { offset: 0, size, before: 0, length: 2 } });
  call(1).say({ kind: "snapshot_bytes", bytes: bytes("hi") });
  expect(log).toEqual([]);
  await call(1).open();
  expect(log).toEqual(["ack 1 0", "interactive true", "begin 80x24", "write hi", "live"]);
});

it("acknowledges what is on the screen, in portions", async () => {
  await call(1).open();
  log.length = 0;
  call(1).say(output("a"), 50 * 1024);
  call(1).say(output("b"), 50 * 1024);
  expect(log).toEqual(["write a", "write b", `ack 1 ${100 * 1024}`]);
});

it("types first what was typed while it was being attached", async () => {
  attachment.input(bytes("a"));
  attachment.input(bytes("b"));
  await call(1).open();
  expect(log.slice(-2)).toEqual(["input 1 a", "input 1 b"]);
});

it("forgets what was typed at a connection that failed, or at a program that is gone", async () => {
  attachment.input(bytes("a"));
  await call(1).refuse();
  attachment.input(bytes("b"));
  await vi.advanceTimersByTimeAsync(200);
  await call(2).open({ live: false, end });
  attachment.input(bytes("c"));
  expect(log.filter((line) => line.startsWith("input"))).toEqual([]);
});

it("types and resizes while it is attached", async () => {
  await call(1).open();
  log.length = 0;
  attachment.input(bytes("x"));
  attachment.resize(size);
  attachment.resize({ cols: 90, rows: 30 });
  call(1).say({ kind: "event", event: { event: "resized", size: { cols: 90, rows: 30 } } });
  expect(log).toEqual(["input 1 x", "resize 1 90x30", "resized 90x30"]);
});

it("tells the size that the pane has by the time it is attached", async () => {
  attachment.resize({ cols: 90, rows: 30 });
  await call(1).open();
  expect(log.at(-1)).toBe("resize 1 90x30");
});

it("stays with the last screen once the program ended", async () => {
  await call(1).open();
  call(1).say({ kind: "event", event: { event: "ended", end } });
  call(1).say({ kind: "closed", clean: true });
  attachment.input(bytes("x"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(links).toEqual(["connecting", "live", "ended"]);
  expect(calls).toHaveLength(1);
  expect(log).toContain("interactive false");
  expect(log).not.toContain("input 1 x");
});

it("shows an ended run that is replayed, and the next run when there is one", async () => {
  await call(1).open({ live: false, end, generation: 1 });
  call(1).say({ kind: "closed", clean: true });
  attachment.sessionChanged(1);
  expect(calls).toHaveLength(1);
  attachment.sessionChanged(2);
  await call(2).open({ generation: 2 });
  expect(links).toEqual(["connecting", "ended", "connecting", "live"]);
});

it("tries again when the connection is lost, each time later, and stops", async () => {
  await call(1).open();
  call(1).say({ kind: "closed", clean: false });
  for (const [at, wait] of [200, 400, 800, 1600, 3200].entries()) {
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(calls).toHaveLength(at + 1);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toHaveLength(at + 2);
    await call(at + 2).refuse();
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toHaveLength(6);
  expect(links.at(-1)).toBe("lost");
});

it("tries again at once when the session changes", async () => {
  await call(1).refuse();
  expect(links.at(-1)).toBe("waiting");
  attachment.sessionChanged(1);
  expect(calls).toHaveLength(2);
  await call(2).open();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls).toHaveLength(2);
});

it("begins to count anew once a screen was shown", async () => {
  await call(1).refuse();
  await vi.advanceTimersByTimeAsync(200);
  await call(2).open();
  call(2).say({ kind: "snapshot", start: { offset: 0, size, before: 0, length: 0 } });
  call(2).say({ kind: "closed", clean: false });
  await vi.advanceTimersByTimeAsync(200);
  expect(calls).toHaveLength(3);
});

it("lets go of an attachment that comes too late, and ignores what it says", async () => {
  attachment.close();
  call(1).say(output("late"));
  await call(1).open();
  expect(log).toEqual(["detach 1"]);
});

const painted = (more?: boolean): Frame => ({
  kind: "snapshot",
  start: { offset: 0, size, before: 0, length: 0, ...(more !== undefined && { more }) },
});

it("asks for older lines once, a step at a time, until there are no more", async () => {
  await call(1).open();
  call(1).say(painted(true));
  log.length = 0;
  attachment.wantOlder();
  attachment.wantOlder();
  expect(log).toEqual(["loading true", "history 1 5000"]);
  call(1).say(painted(true));
  Object.assign(view, { above: 7000 });
  attachment.wantOlder();
  expect(log.slice(-2)).toEqual(["loading true", "history 1 20000"]);
  call(1).say(painted(false));
  expect(log.at(-2)).toBe("loading false");
  log.length = 0;
  attachment.wantOlder();
  expect(log).toEqual([]);
  Object.assign(view, { above: 1000 });
});

it("asks an older host for nothing, and forgets what it asked for with the connection", async () => {
  await call(1).open();
  call(1).say(painted());
  attachment.wantOlder();
  expect(log).not.toContain("loading true");
  call(1).say(painted(true));
  attachment.wantOlder();
  call(1).say({ kind: "closed", clean: false });
  await vi.advanceTimersByTimeAsync(200);
  expect(log).toContain("loading false");
});
