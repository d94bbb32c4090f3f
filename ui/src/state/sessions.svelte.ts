// What the daemon says, kept for showing: sessions, its own state, the restore plan. The daemon is the only truth:
// nothing is changed here before it said so, and nothing is remembered.

import { SvelteMap } from "svelte/reactivity";

import { Agents } from "../agents/agents.svelte";
import { type AppMessage, asWireError, type Backend, type DaemonState, type Requests } from "../backend/backend";
import type { Archived } from "../protocol/Archived";
import type { DaemonStatus } from "../protocol/DaemonStatus";
import type { Event } from "../protocol/Event";
import type { Killed } from "../protocol/Killed";
import type { New } from "../protocol/New";
import type { Notification } from "../protocol/Notification";
import type { Plan } from "../protocol/Plan";
import type { Restored } from "../protocol/Restored";
import type { Session } from "../protocol/Session";
import { type Entry, entryOf, isInPlace } from "../session/groups";
import { isLive } from "../session/status";
import { Settings } from "../settings/settings.svelte";
import { Frames } from "./frames";

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
  /** Those that are put away, while somebody wants to see them. */
  readonly archived = new SvelteMap<string, Entry>();
  /** Raised whenever a row came, went or may stand elsewhere; not when it only says something else. */
  places = $state(0);
  daemon = $state<Daemon>({ state: "connecting", message: "", log: "", status: null });
  plan = $state.raw<Plan | null>(null);
  /** Since when nobody tells what changes, in milliseconds since 1970. `null`: somebody does, or nothing was ever told. */
  asOf = $state<number | null>(null);
  /** Whether the daemon is connected and does not answer. What was told last stands as of then. */
  silent = $state(false);
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

  /** What happens to sessions, gathered so that a frame is drawn once for all of it. */
  private readonly frames = new Frames<AppMessage>((messages) => messages.forEach((message) => this.take(message)));
  private readonly notified = new Set<(notification: Notification) => void>();
  private archivedWanted = false;

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
      await this.backend.events((message) => this.hear(message));
    } catch (error) {
      this.daemon = { ...this.daemon, state: "failed", message: asWireError(error).message };
    }
  }

  get(id: string | null): Session | undefined {
    return id === null ? undefined : (this.entries.get(id) ?? this.archived.get(id))?.session;
  }

  /** Calls `listener` with each notification from now on, until the returned function is called. */
  onNotified(listener: (notification: Notification) => void): () => void {
    this.notified.add(listener);
    return () => void this.notified.delete(listener);
  }

  /** Keeps those that are put away as well, or no longer. Rejects with a [`WireError`]. */
  async wantArchived(wanted: boolean): Promise<void> {
    this.archivedWanted = wanted;
    if (!wanted) this.archived.clear();
    else for (const session of await this.backend.request("list", { all: true })) this.put(session);
    this.places += 1;
  }

  /** Puts a session away; a live one is stopped first. Rejects with a [`WireError`], also where only this one failed. */
  async archive(id: string): Promise<Archived | undefined> {
    const [done] = await this.backend.request("archive", { ids: [id] });
    if (done?.error) throw done.error;
    return done;
  }

  /** Takes a session back from there. Rejects as above. */
  async unarchive(id: string): Promise<void> {
    const [done] = await this.backend.request("unarchive", { ids: [id] });
    if (done?.error) throw done.error;
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

  /** Takes what happens to sessions in with the next frame, and everything else at once; never out of turn. */
  private hear(message: AppMessage): void {
    this.frames.add(message);
    if (message.kind !== "event") this.frames.flush();
  }

  /** The daemon has left a question of `since` (in milliseconds since 1970) unanswered, for longer than it may. */
  fallsSilent(since: number): void {
    if (this.daemon.state !== "connected") return;
    this.silent = true;
    this.asOf ??= since;
  }

  /** It tells or answers something: whatever it had told before has come by then. */
  speaks(): void {
    if (!this.silent) return;
    this.silent = false;
    this.asOf = null;
  }

  /** Takes one message in. Public for tests. */
  take(message: AppMessage): void {
    if (message.kind === "event" || message.kind === "sessions") this.speaks();
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
    if (state === "connected") this.asOf = null;
    // One that was silent before it went has told nothing since then.
    else if (this.daemon.state === "connected") this.asOf ??= Date.now();
    this.silent = false;
    this.daemon = { state, message: message ?? "", log: log ?? "", status: status ?? this.daemon.status };
    if (state === "connected") void this.refreshPlan();
  }

  private onEvent(event: Event): void {
    if (event.event === "session") this.put(event.session);
    else if (event.event === "removed") this.remove(event.id);
    else if (event.event === "notified") this.notified.forEach((listener) => listener(event.notification));
    else if (event.event === "notice") this.onNotice(event.message);
    else if (event.event === "reconciled" || event.event === "plan_changed") void this.refreshPlan();
  }

  private replace(sessions: Session[]): void {
    const ids = new Set(sessions.map((session) => session.id));
    for (const id of this.entries.keys()) if (!ids.has(id)) this.remove(id);
    for (const session of sessions) this.put(session, true);
    // Told by an app that has no daemon: it is what the last one said.
    if (this.daemon.state !== "connected") this.asOf ??= Math.max(0, ...sessions.map(({ as_of }) => as_of)) || null;
    // Before the first connection the list is empty because nobody could be asked.
    this.known ||= sessions.length > 0 || this.daemon.state !== "connecting";
    this.listed ||= this.daemon.state === "connected";
  }

  private put(session: Session, whole = false): void {
    const kept = session.archive === "done" ? this.archived : this.entries;
    const old = this.entries.get(session.id) ?? this.archived.get(session.id);
    // An answer may come after an event that is newer than it. A whole list never does.
    if (!whole && old && old.session.as_of > session.as_of) return;
    if (old && !kept.has(session.id)) this.remove(session.id);
    if (kept === this.archived && !this.archivedWanted) return;
    const entry = entryOf(session, old, Date.now());
    kept.set(session.id, entry);
    if (!isInPlace(entry, old)) this.places += 1;
  }

  private remove(id: string): void {
    const was = this.entries.delete(id) || this.archived.delete(id);
    if (was) this.places += 1;
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
