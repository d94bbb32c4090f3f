// What only this window knows: what is selected, typed into the filter, open. Nothing of it is about sessions themselves.

import { clean } from "../clean";
import { Closings } from "../closing/closings.svelte";
import { Layout } from "../layout/layout.svelte";
import { read, type StoredTabs, write } from "../layout/stored";
import type { Row } from "../protocol/Row";
import type { WireError } from "../protocol/WireError";
import { sentence } from "../session/end";
import { type Entry, grouped, held, matches } from "../session/groups";
import { Restarts } from "../session/restarts.svelte";
import type { Scheme } from "../terminal/theme";
import { text } from "../text";
import type { Sessions } from "./sessions.svelte";

/** The dialog that is open. At most one is. */
export type Dialog =
  /** `agent`: the one that is chosen when it opens. Absent: the last choice. */
  | { kind: "new"; agent?: string }
  | { kind: "end"; id: string }
  | { kind: "restart"; id: string }
  | { kind: "rename"; id: string }
  | { kind: "restore" }
  | { kind: "find" }
  | { kind: "several" }
  | { kind: "quit" }
  | { kind: "stop" }
  | { kind: "paste"; lines: number; answer: (yes: boolean) => void };

/** What is kept of a window for the next one in its place. */
export interface Kept extends StoredTabs {
  sidebar: { open: boolean; width: number };
}

/** A line to tell a person something that they did not ask for. */
export interface Notice {
  message: string;
  fault: boolean;
}

export const NARROWEST = 200;
export const WIDEST = 420;
const PUT_OFF = "restore.put_off";

export class View {
  filter = $state("");
  dialog = $state.raw<Dialog | null>(null);
  notice = $state.raw<Notice | null>(null);
  sidebarOpen = $state(true);
  sidebarWidth = $state(296);
  /** Whether a prompt for an agent at work is to wait until it is idle. */
  whenIdle = $state(true);
  scheme = $state<Scheme>("dark");
  /** The time that ages are told by, in milliseconds since 1970. */
  now = $state(Date.now());
  /** Whether a person can be looking at the window. */
  watched = $state(document.hasFocus());

  /** Restarts that this window waits with. */
  readonly restarts: Restarts;
  /** Tabs and panes. */
  readonly layout: Layout;
  /** What was closed and can still be had back. */
  readonly closing: Closings;

  readonly groups = $derived.by(() => {
    const before = this.before;
    const entries = [...this.sessions.entries.values()].map((entry) =>
      before?.session.id === entry.session.id ? held(entry, before) : entry,
    );
    const inSight = entries.filter(({ session }) => !this.closing.hides(session.id));
    return grouped(inSight.filter((entry) => matches(entry.session, this.filter)));
  });
  /** Ids from the one that needs a person most to the one that needs nobody. */
  readonly order = $derived(this.groups.flatMap((group) => group.entries.map((entry) => entry.session.id)));

  /** Whether it showed a session at least once, or was left without on purpose. */
  private begun = false;
  /** The selected session's entry as it was when it was selected. */
  private before = $state.raw<Entry | null>(null);
  /** The start of the daemon whose first plan was dealt with. */
  private offered: number | null = null;
  /** Whether somebody asked for the restore plan before it was known. */
  private wanted = false;
  /** The lost runs that a person has seen and put off. */
  private readonly putOff = new Set<string>();

  constructor(private readonly sessions: Sessions) {
    this.restarts = new Restarts(sessions, (id, error) =>
      this.tell(text.restart.failed(clean(sessions.get(id)?.name) || id, why(error)), true),
    );
    this.layout = new Layout(
      (id) => sessions.entries.has(id) && !this.closing.hides(id),
      (id) => (this.before = (id !== null && sessions.entries.get(id)) || null),
    );
    this.closing = new Closings({
      get: (id) => sessions.get(id),
      kill: (id, now) => sessions.kill(id, now),
      hide: (id) => this.layout.hide(id),
      showAgain: (id) => this.layout.reopen(id),
      seconds: () => sessions.settings.get("app.undo_seconds"),
      failed: (id, error) => {
        const reason = error ? why(error) : text.closing.alive;
        this.tell(text.closing.failed(clean(sessions.get(id)?.name) || id, reason), true);
      },
    });
  }

  /** The session of the focused pane. */
  get selected(): string | null {
    return this.layout.session;
  }

  /** Shows a session: where it is shown already, else in the tab that follows what is chosen. */
  select(id: string): void {
    // Whoever looks at what they closed wants it back.
    this.closing.undo(id);
    this.layout.select(id);
  }

  /** Brings back what was closed last: a pane, or with it the session that was to end. */
  reopen(): void {
    const { lastClosed } = this.layout;
    const closed = lastClosed.find((id) => this.closing.hides(id));
    if (closed !== undefined) this.closing.undo(closed);
    else this.layout.reopen();
  }

  /** The list is known: what is gone is not shown any more, and whoever comes to the window finds a terminal. */
  begin(): void {
    this.layout.prune();
    if (!this.begun && this.layout.tabs.active === null) this.selectAt(0);
    this.begun ||= this.layout.tabs.active !== null;
  }

  /** What the next window in this one's place takes up. */
  get kept(): Kept {
    return { ...write(this.layout.tabs), sidebar: { open: this.sidebarOpen, width: this.sidebarWidth } };
  }

  /** Takes up what was kept. It is foreign data, `null` where there is nothing. */
  takeUp(raw: unknown): void {
    this.layout.takeUp(read(raw));
    const { open, width } = (raw as Partial<Kept> | null)?.sidebar ?? {};
    if (typeof open === "boolean") this.sidebarOpen = open;
    if (typeof width === "number" && Number.isFinite(width)) this.setSidebarWidth(width);
  }

  /** Selects the session that stands at `index` in the sidebar, the first being 0. */
  selectAt(index: number): void {
    const id = this.order[index];
    if (id) this.select(id);
  }

  /** Selects the next session in the sidebar, or the one before; from the end it goes on at the start. */
  step(by: 1 | -1): void {
    const { order } = this;
    if (order.length === 0) return;
    const at = this.selected === null ? -1 : order.indexOf(this.selected);
    this.selectAt(at < 0 ? 0 : (at + by + order.length) % order.length);
  }

  /** Selects the session that needs a person, after the selected one. */
  nextThatNeedsMe(): void {
    const ids = this.groups.find((group) => group.group === "needs")?.entries.map((entry) => entry.session.id) ?? [];
    const next = ids[(ids.indexOf(this.selected ?? "") + 1) % Math.max(1, ids.length)];
    if (next) this.select(next);
  }

  setSidebarWidth(width: number): void {
    this.sidebarWidth = Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
  }

  tell(message: string, fault = false): void {
    this.notice = { message, fault };
  }

  /** Somebody asked to see what could be restored: shown as soon as it is known. */
  wantRestore(): void {
    if (this.sessions.plan?.rows.length) this.dialog = { kind: "restore" };
    else this.wanted = true;
  }

  /** Shows the restore plan unasked if it is the first since the daemon started or the window was opened, and has a row
      that was not put off. Whoever is at work when something is lost later is not interrupted. */
  offer(startedAt: number, rows: readonly Row[]): void {
    const isFirst = this.offered !== startedAt;
    this.offered = startedAt;
    for (const run of putOffUnder(startedAt)) this.putOff.add(run);
    this.rememberPutOff(startedAt);
    const hasNews = rows.some((row) => !this.putOff.has(runOf(row)));
    const isShown = (isFirst && hasNews) || (this.wanted && rows.length > 0);
    this.wanted = false;
    if (isShown && this.dialog === null) this.dialog = { kind: "restore" };
  }

  /** Remembers "Not now" about these rows. */
  notNow(startedAt: number, rows: readonly Row[]): void {
    for (const row of rows) this.putOff.add(runOf(row));
    this.rememberPutOff(startedAt);
  }

  /** For windows to come, until a daemon starts that this one does not see. */
  private rememberPutOff(startedAt: number): void {
    localStorage.setItem(PUT_OFF, [startedAt, ...this.putOff].join("\n"));
  }

  /** Keeps time, colour scheme and focus up to date until the returned function is called. */
  watch(): () => void {
    const watching = new AbortController();
    const { signal } = watching;
    const light = matchMedia("(prefers-color-scheme: light)");
    const paint = () => (this.scheme = light.matches ? "light" : "dark");
    const tick = () => {
      if (document.visibilityState === "visible") this.now = Date.now();
    };
    const look = () => {
      this.watched = document.visibilityState === "visible" && document.hasFocus();
      tick();
    };
    paint();
    look();
    light.addEventListener("change", paint, { signal });
    document.addEventListener("visibilitychange", look, { signal });
    window.addEventListener("focus", look, { signal });
    window.addEventListener("blur", look, { signal });
    const timer = setInterval(tick, 60_000);
    return () => {
      watching.abort();
      clearInterval(timer);
    };
  }
}

/** What went wrong and what to do about it, in sentences. */
function why({ message, hint }: WireError): string {
  return [message, hint]
    .filter(Boolean)
    .map((line) => sentence(clean(line)))
    .join(" ");
}

/** A later loss of the same session is another run. */
function runOf({ id, generation }: Row): string {
  return `${id} ${generation}`;
}

/** The runs that were put off in a window before this one, under the same daemon. */
function putOffUnder(startedAt: number): string[] {
  const [under, ...runs] = localStorage.getItem(PUT_OFF)?.split("\n") ?? [];
  return under === String(startedAt) ? runs : [];
}
