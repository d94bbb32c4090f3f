// What only this window knows: what is selected, typed into the filter, open. Nothing of it is about sessions themselves.

import { untrack } from "svelte";

import { Keys } from "../actions/keys.svelte";
import { Zoom } from "../actions/zoom";
import { clean } from "../clean";
import { Closings } from "../closing/closings.svelte";
import { inBrief, inWords } from "../fault";
import { Inspecting } from "../inspector/inspecting.svelte";
import { Layout } from "../layout/layout.svelte";
import { read as readTabs, type StoredTabs, write as writeTabs } from "../layout/stored";
import type { Row } from "../protocol/Row";
import { byAttention, byProject, type Entry, held, matches, type Section } from "../session/groups";
import { Restarts } from "../session/restarts.svelte";
import type { Section as SettingsSection } from "../settings/sections";
import { Arrangement } from "../sidebar/arrangement.svelte";
import { UsageWatch } from "../sidebar/usage.svelte";
import type { Way } from "../terminal/links";
import { text } from "../text";
import { schemeOf } from "../themes/palettes";
import type { Theme } from "../themes/scheme";
import type { Sessions } from "./sessions.svelte";

/** The dialog that is open. At most one is. */
export type Dialog =
  /** `agent`: the one that is chosen when it opens. Absent: the last choice. `directory`: where it starts. Absent: where
      the selected session does. */
  | { kind: "new"; agent?: string; directory?: string }
  | { kind: "end"; id: string }
  | { kind: "restart"; id: string }
  | { kind: "archive"; id: string }
  | { kind: "rename"; id: string }
  | { kind: "restore" }
  | { kind: "find" }
  | { kind: "several" }
  | { kind: "palette" }
  | { kind: "quick" }
  | { kind: "keys" }
  /** `section`: the one that is shown first. */
  | { kind: "settings"; section?: SettingsSection }
  | { kind: "quit" }
  | { kind: "stop" }
  | { kind: "link"; way: Extract<Way, { kind: "ask" | "refuse" }>; shown: string | null }
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
  /** In a large window more from the start; from then on as wide as somebody has made it. */
  sidebarWidth = $state(Math.round(Math.min(WIDEST, Math.max(296, innerWidth * 0.15))));
  /** Whether a prompt for an agent at work is to wait until it is idle. */
  whenIdle = $state(true);
  /** Whether the system is dark or light. */
  private system = $state<Theme>("dark");
  /** The time that ages are told by, in milliseconds since 1970. */
  now = $state(Date.now());
  /** Whether a person can be looking at the window. */
  watched = $state(document.hasFocus());

  /** Whether the window is dark or light. */
  readonly theme = $derived.by((): Theme => {
    const wanted = this.sessions.settings.get("appearance.theme");
    return wanted === "system" ? this.system : wanted;
  });
  /** The colours of its terminals. */
  readonly scheme = $derived.by(() => schemeOf(this.sessions.settings.get("appearance.palette"), this.theme));

  /** Restarts that this window waits with. */
  readonly restarts: Restarts;
  /** Tabs and panes. */
  readonly layout: Layout;
  /** What was closed and can still be had back. */
  readonly closing: Closings;
  /** The chords of actions. */
  readonly keys: Keys;
  readonly zoom = new Zoom(window.outerWidth, window.innerWidth);

  /** The panel with everything about the selected session. */
  readonly inspecting = new Inspecting();
  /** What sessions take. */
  readonly usage: UsageWatch;
  /** How the list is arranged. */
  readonly arrangement = new Arrangement();

  /** The list as it is shown. Made anew only when a row may stand elsewhere, or is looked for by what it says. */
  readonly groups = $derived.by(() => {
    const sections = this.arrangement.by === "project" ? byProject : byAttention;
    return sections(this.listed());
  });
  /** Ids as they stand in the list, closed groups as well. */
  readonly order = $derived(this.groups.flatMap(({ ids }) => ids));
  /** Ids from the one that needs a person most to the one that needs nobody. */
  readonly byAttention = $derived(this.arrangement.by === "project" ? idsOf(byAttention(this.listed())) : this.order);

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
    this.usage = new UsageWatch(sessions);
    this.keys = new Keys(sessions.settings);
    this.restarts = new Restarts(sessions, (id, error) =>
      this.tell(text.restart.failed(clean(sessions.get(id)?.name) || id, inWords(error)), true),
    );
    this.layout = new Layout(
      (id) => sessions.get(id) !== undefined && !this.closing.hides(id),
      (id) => (this.before = (id !== null && sessions.entries.get(id)) || null),
    );
    this.closing = new Closings({
      get: (id) => sessions.get(id),
      kill: (id, now) => sessions.kill(id, now),
      hide: (id) => this.layout.hide(id),
      showAgain: (id) => this.layout.reopen(id),
      seconds: () => sessions.settings.get("app.undo_seconds"),
      failed: (id, error) => {
        const reason = error ? inWords(error) : text.closing.alive;
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

  /** Shows a session beside the selected one, in a pane that stays. */
  openInSplit(id: string): void {
    this.closing.undo(id);
    const { focused } = this.layout;
    if (focused) this.layout.place(id, focused.pane, "right");
    else this.layout.open(id);
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
    return { ...writeTabs(this.layout.tabs), sidebar: { open: this.sidebarOpen, width: this.sidebarWidth } };
  }

  /** Takes up what was kept. It is foreign data, `null` where there is nothing. */
  takeUp(raw: unknown): void {
    this.layout.takeUp(readTabs(raw));
    const { open, width } = (raw as Partial<Kept> | null)?.sidebar ?? {};
    if (typeof open === "boolean") this.sidebarOpen = open;
    if (typeof width === "number" && Number.isFinite(width)) this.setSidebarWidth(width);
  }

  /** Selects the session that stands at `index` by attention, the first being 0. */
  selectAt(index: number): void {
    const id = this.byAttention[index];
    if (id) this.select(id);
  }

  /** Selects the next session in the sidebar, or the one before; from the end it goes on at the start. */
  step(by: 1 | -1): void {
    const { order } = this;
    if (order.length === 0) return;
    const at = this.selected === null ? -1 : order.indexOf(this.selected);
    const next = order[at < 0 ? 0 : (at + by + order.length) % order.length];
    if (next) this.select(next);
  }

  /** Selects the session that needs a person, after the selected one. */
  nextThatNeedsMe(): void {
    const ids = this.byAttention.filter((id) => this.sessions.entries.get(id)?.group === "needs");
    const next = ids[(ids.indexOf(this.selected ?? "") + 1) % Math.max(1, ids.length)];
    if (next) this.select(next);
  }

  /** What the list shows, in no order. */
  private listed(): Entry[] {
    const { filter, before } = this;
    const { entries, archived, places } = this.sessions;
    // Without a filter it does not matter what rows say, so that only their places are listened to.
    const all = () => [...entries.values(), ...archived.values()];
    const shown = filter === "" && places >= 0 ? untrack(all) : all();
    return shown
      .map((entry) => (before?.session.id === entry.session.id ? held(entry, before) : entry))
      .filter(({ session }) => !this.closing.hides(session.id) && matches(session, filter));
  }

  setSidebarWidth(width: number): void {
    this.sidebarWidth = Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
  }

  tell(message: string, fault = false): void {
    this.notice = { message, fault };
  }

  /** Does something that a person asked for; where that fails, they are told why. */
  async attempt(does: () => Promise<unknown>): Promise<void> {
    try {
      await does();
    } catch (thrown) {
      this.tell(inBrief(thrown), true);
    }
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
    const paint = () => (this.system = light.matches ? "light" : "dark");
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

function idsOf(sections: Section[]): string[] {
  return sections.flatMap(({ ids }) => ids);
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
