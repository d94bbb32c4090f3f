// What the daemon says, kept for showing: sessions, its own state, the restore plan. The daemon is the only truth:
// nothing is changed here before it said so, and nothing is remembered.

import { SvelteMap } from "svelte/reactivity";

import { Agents } from "../agents/agents.svelte";
import { type AppMessage, asWireError, type Backend, type DaemonState, type Requests } from "../backend/backend";
import type { DaemonStatus } from "../protocol/DaemonStatus";
import type { Event } from "../protocol/Event";
import type { Killed } from "../protocol/Killed";
import type { New } from "../protocol/New";
import type { Plan } from "../protocol/Plan";
import type { Restored } from "../protocol/Restored";
import type { Session } from "../protocol/Session";
import { type Entry, entryOf } from "../session/groups";
import { isLive } from "../session/status";
import { Settings } from "../settings/settings.svelte";

/** How the app stands with the daemon, as last told. */
export interface Daemon {
  state: DaemonState;
  /** Why, for people. Empty where there is nothing to say. */
  message: string;
  /** The file to look into. Empty where there is nothing to see. */
  log: string;
  /** What it said of itself when it was last connected. */
  status: DaemonStatus | null;
}

/** What the app wants of the window, such as the tray's "New session", and what is done to it from outside. */
export type Wish = Exclude<AppMessage, { kind: "daemon" | "sessions" | "event" | "settings" }>;

export class Sessions {
  readonly entries = new SvelteMap<string, Entry>();
  daemon = $state<Daemon>({ state: "connecting", message: "", log: "", status: null });
  plan = $state.raw<Plan | null>(null);
  /** Whether the list was heard at least once: an empty one is only then really empty. */
  known = $state(false);
  /** Whether a daemon that is there told it: what is not in it is then really gone. */
  listed = $state(false);
  /** The agents that can be run. */
  readonly agents: Agents;
  /** What the user has set. */
  readonly settings: Settings;
  readonly live = $derived(this.count(isLive));
  readonly working = $derived(this.count((session) => session.status === "working"));
  /** Prompts that wait for agents, and that nobody gives them once the app has left. */
  readonly queued = $derived.by(() => {
    if (this.daemon.status?.owner === "headless") return 0;
    let queued = 0;
    for (const { session } of this.entries.values()) queued += session.queued ?? 0;
    return queued;
  });

  constructor(
    private readonly backend: Backend,
    private readonly onWish: (wish: Wish) => void,
    private readonly onNotice: (message: string) => void,
  ) {
    this.settings = new Settings(backend);
    this.agents = new Agents(() => this.ask("agents", { all: true }));
  }

  /** Begins to listen. Everything known comes first. */
  async connect(): Promise<void> {
    try {
      await this.backend.events((message) => this.take(message));
    } catch (error) {
      this.daemon = { ...this.daemon, state: "failed", message: asWireError(error).message };
    }
  }

  get(id: string | null): Session | undefined {
    return id === null ? undefined : this.entries.get(id)?.session;
  }

  /** Asks the daemon something of which nothing is kept here. Rejects with a [`WireError`]. */
  ask<N extends keyof Requests>(name: N, params: Requests[N][0]): Promise<Requests[N][1]> {
    return this.backend.request(name, params);
  }

  create(params: New): Promise<Session> {
    return this.updated(this.backend.request("new", params));
  }

  /** Starts the next run. `fresh`: with a new conversation. */
  resume(id: string, fresh = false): Promise<Session> {
    return this.updated(this.backend.request("resume", { id, environment: null, ...(fresh && { fresh }) }));
  }

  rename(id: string, name: string): Promise<Session> {
    return this.updated(this.backend.request("rename", { id, name }));
  }

  async kill(id: string, now: boolean): Promise<Killed | undefined> {
    return (await this.backend.request("kill", { ids: [id], now }))[0];
  }

  restore(ids: string[]): Promise<Restored> {
    return this.backend.request("restore", { ids });
  }

  async decline(ids: string[]): Promise<void> {
    await this.backend.request("decline", { ids });
    await this.refreshPlan();
  }

  /** Says that a person looks at a session. Nothing depends on the answer. */
  seen(id: string): void {
    this.backend.request("seen", { id }).catch(() => undefined);
  }

  /** Says which sessions a person has on screen. */
  watch(ids: string[]): void {
    this.backend.watch(ids);
  }

  startDaemon(): Promise<void> {
    return this.backend.startDaemon();
  }

  quit(): Promise<void> {
    return this.backend.quit();
  }

  /** The sessions that could not be stopped; none where all is stopped and the app leaves. */
  async stopEverything(): Promise<Killed[]> {
    const stopped = await this.backend.stopEverything();
    return stopped?.sessions.filter(({ result }) => result === "still_alive") ?? [];
  }

  /** Takes one message in. Public for tests. */
  take(message: AppMessage): void {
    switch (message.kind) {
      case "daemon":
        return this.onDaemon(message);
      case "sessions":
        return this.replace(message.sessions);
      case "event":
        return this.onEvent(message.event);
      case "settings":
        return void (this.settings.file = message.settings);
      default:
        return this.onWish(message);
    }
  }

  private onDaemon({ state, message, log, status }: Extract<AppMessage, { kind: "daemon" }>): void {
    // What an earlier daemon offered is not what this one offers.
    if (status && status.started_at !== this.daemon.status?.started_at) {
      this.plan = null;
      // Told before anybody listened.
      status.problems?.forEach((problem) => this.onNotice(problem));
    }
    this.daemon = { state, message: message ?? "", log: log ?? "", status: status ?? this.daemon.status };
    if (state === "connected") void this.refreshPlan();
  }

  private onEvent(event: Event): void {
    if (event.event === "session") this.put(event.session);
    else if (event.event === "removed") this.entries.delete(event.id);
    else if (event.event === "notice") this.onNotice(event.message);
    else if (event.event === "reconciled" || event.event === "plan_changed") void this.refreshPlan();
  }

  private replace(sessions: Session[]): void {
    const ids = new Set(sessions.map((session) => session.id));
    for (const id of this.entries.keys()) if (!ids.has(id)) this.entries.delete(id);
    for (const session of sessions) this.put(session, true);
    // Before the first connection the list is empty because nobody could be asked.
    this.known ||= sessions.length > 0 || this.daemon.state !== "connecting";
    this.listed ||= this.daemon.state === "connected";
  }

  private put(session: Session, whole = false): void {
    const old = this.entries.get(session.id);
    // An answer may come after an event that is newer than it. A whole list never does.
    if (!whole && old && old.session.as_of > session.as_of) return;
    if (session.archive === "done") this.entries.delete(session.id);
    else this.entries.set(session.id, entryOf(session, old, Date.now()));
  }

  private async updated(answer: Promise<Session>): Promise<Session> {
    const session = await answer;
    this.put(session);
    return session;
  }

  private async refreshPlan(): Promise<void> {
    try {
      this.plan = await this.backend.request("plan", {});
    } catch {
      // The daemon went away; what it offers is asked again when it is back.
      this.plan = null;
    }
  }

  private count(wanted: (session: Session) => boolean): number {
    let count = 0;
    for (const entry of this.entries.values()) if (wanted(entry.session)) count += 1;
    return count;
  }
}
