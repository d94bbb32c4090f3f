// The whole window on the scripted backend with a thousand sessions, fifty of which change each second while the list is
// scrolled. What the frames took becomes the page's title, in milliseconds: "frames <median> <longest>".

import "../src/app.css";

import { mount } from "svelte";

import App from "../src/App.svelte";
import { FakeBackend } from "../src/backend/fake/fake";
import type { Session } from "../src/protocol/Session";

const SECONDS = 10;
const CHANGES_A_SECOND = 50;

const backend = new FakeBackend("thousand");
const target = document.getElementById("app");
if (target) mount(App, { target, props: { backend } });
const sessions = await backend.request("list", { all: false });
// The first paint is not what is asked about.
await new Promise((resolve) => setTimeout(resolve, 2000));

const gaps: number[] = [];
let last = performance.now();
const began = last;
let changed = 0;
requestAnimationFrame(function frame(now) {
  gaps.push(now - last);
  last = now;
  while (changed < ((now - began) / 1000) * CHANGES_A_SECOND) change(changed++);
  list()?.scrollBy(0, Math.floor((now - began) / 2000) % 2 === 0 ? 24 : -24);
  if (now - began < SECONDS * 1000) requestAnimationFrame(frame);
  else tell();
});

/** One session prints a line; every tenth changes its status as well, and so its group. */
function change(number: number): void {
  const session = sessions[(number * 37) % sessions.length] as Session;
  const status = number % 10 === 0 ? (session.status === "working" ? "idle" : "working") : session.status;
  const told = { ...session, status, last_line: `line ${number}`, output_at: Date.now(), as_of: Date.now() };
  backend.emit({ kind: "event", event: { event: "session", session: told as Session } });
}

function list(): Element | null {
  return document.querySelector("[data-testid=sessions], aside nav, aside [role=list]");
}

function tell(): void {
  const sorted = gaps.toSorted((a, b) => a - b);
  document.title = `frames ${sorted[sorted.length >> 1]} ${sorted.at(-1)}`;
}
