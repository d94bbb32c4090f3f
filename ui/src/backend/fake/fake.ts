// A scripted double of the app: no processes, no files. For looking at the window and for its tests; never in a release.

import type { Archived } from "../../protocol/Archived";
import type { Change } from "../../protocol/Change";
import type { DaemonStatus } from "../../protocol/DaemonStatus";
import type { Event } from "../../protocol/Event";
import type { Hit } from "../../protocol/Hit";
import type { New } from "../../protocol/New";
import type { Notifications } from "../../protocol/Notifications";
import type { Restored } from "../../protocol/Restored";
import type { RestoredRow } from "../../protocol/RestoredRow";
import type { Search } from "../../protocol/Search";
import type { SearchDone } from "../../protocol/SearchDone";
import type { Session } from "../../protocol/Session";
import type { Size } from "../../protocol/Size";
import type { WireError } from "../../protocol/WireError";
import type { AppMessage, Attached, AttachOptions, Backend, Requests } from "../backend";
import type { Frame } from "../frames";
import { agents, environment } from "./agents";
import { fault } from "./fault";
import { conversations, notificationsOf, shownOf, survivalOf } from "./past";
import { Queues } from "./queues";
import { end, idOf, type Scene, scenes, session, status } from "./scenes";
import { builtLines, olderOf, redrawnOf, screenOf } from "./screens";
import { searchIn } from "./search";
import { FakeSystem } from "./system";
import { processesOf, usageOf } from "./usage";
import { changesOf, diffOf, filesLike } from "./workspace";

interface Open {
  id: string;
  listener: (frame: Frame, bytes: number) => void;
  /** Bytes of a flood that its terminal has not taken yet. */
  owed: number;
}

/** How many bytes of a flood may be on their way, and how many come together: as the app does it. */
const MOST_AHEAD = 1024 * 1024;
const BATCH = 16 * 1024;

export class FakeBackend extends FakeSystem implements Backend {
  private readonly scene: Scene;
  private readonly attachments = new Map<number, Open>();
  private readonly encoder = new TextEncoder();
  /** Sessions that have printed since the page was loaded. */
  private readonly printed = new Set<string>();
  private readonly queues = new Queues((id, queued, uncertain) => this.change(this.find(id), { queued, uncertain }));
  /** How the daemon answers from now on. Terminals do not notice: they are connected to their hosts. */
  answers: "at once" | "never" | "broken" = "at once";
  private listener: (message: AppMessage) => void = () => undefined;
  private next = 1;
  /** Who waits until a terminal has taken more. */
  private acknowledged: (() => void) | undefined;

  constructor(name: string) {
    super((message) => this.emit(message));
    this.scene = (scenes[name] ?? scenes.twenty)?.() ?? {
      daemon: { state: "failed" },
      sessions: [],
      plan: { reconciling: false, rows: [] },
    };
    for (const { id, queued } of this.scene.sessions) if (queued) this.queues.fill(id, queued);
    // Tests speak as the app through this.
    Object.assign(globalThis, { holdfastFake: this });
  }

  async events(listener: (message: AppMessage) => void): Promise<void> {
    this.listener = listener;
    const { daemon, sessions } = this.scene;
    this.tellSettings();
    this.emit({ kind: "daemon", ...daemon, ...(daemon.state === "connected" && { status: this.status() }) });
    if (daemon.state !== "connecting")
      this.emit({ kind: "sessions", sessions: sessions.filter(({ archive }) => archive !== "done") });
  }

  /** Says something as the app. */
  emit(message: AppMessage): void {
    this.listener(message);
  }

  /** Prints in every terminal that shows session `id`. */
  print(id: string, text: string): void {
    const bytes = this.encoder.encode(text);
    this.printed.add(id);
    for (const open of this.attachments.values())
      if (open.id === id) open.listener({ kind: "output", offset: 0, bytes }, bytes.length);
  }

  async request<N extends keyof Requests>(name: N, params: Requests[N][0]): Promise<Requests[N][1]> {
    if (this.answers === "never") return new Promise(() => undefined);
    if (this.answers === "broken") throw fault("daemon_unreachable", "the daemon hung up", "try again");
    if (this.scene.daemon.state !== "connected") throw fault("daemon_unreachable", "no daemon answers", "start it");
    return (await this.answer(name, params as never)) as Requests[N][1];
  }

  async attach(options: AttachOptions, listener: (frame: Frame, bytes: number) => void): Promise<Attached> {
    const shown = this.find(options.id);
    if (shown.status === "unreachable") throw fault("unreachable", "its host does not answer");
    const attachment = this.next++;
    const live = shown.end === null;
    const size = live && shown.name !== "infra" ? options.size : { cols: 80, rows: 24 };
    this.attachments.set(attachment, { id: shown.id, listener, owed: 0 });
    const before = this.encoder.encode(olderOf(shown.generation));
    const screen = this.encoder.encode(screenOf(shown.name, size.cols));
    listener({ kind: "snapshot", start: { offset: 0, size, before: before.length, length: screen.length } }, 0);
    if (before.length > 0) listener({ kind: "snapshot_bytes", bytes: before }, before.length);
    listener({ kind: "snapshot_bytes", bytes: screen }, screen.length);
    return { attachment, session: shown.id, generation: shown.generation, size, live, end: shown.end };
  }

  input(attachment: number, bytes: Uint8Array): void {
    const open = this.attachments.get(attachment);
    if (open) this.print(open.id, new TextDecoder().decode(bytes).replaceAll("\r", "\r\n$ "));
  }

  /** Who has printed nothing else draws its screen anew, as wide as it is now. */
  async resize(attachment: number, size: Size): Promise<void> {
    const open = this.attachments.get(attachment);
    if (!open) return;
    open.listener({ kind: "event", event: { event: "resized", size } }, 0);
    const bytes = this.encoder.encode(redrawnOf(this.find(open.id).name, size.cols));
    if (bytes.length > 0 && !this.printed.has(open.id))
      open.listener({ kind: "output", offset: 0, bytes }, bytes.length);
  }

  /** The whole screen again, with numbered lines above it and nothing above those. */
  async history(attachment: number, number: number): Promise<void> {
    const open = this.attachments.get(attachment);
    if (!open) return;
    const numbered = Array.from({ length: number }, (_, at) => `older line ${at + 1}\r\n`).join("");
    const bytes = this.encoder.encode(`${numbered}${"\n".repeat(23)}\u001b[H${screenOf(this.find(open.id).name)}`);
    const start = { offset: 0, size: { cols: 80, rows: 24 }, before: 0, length: bytes.length };
    open.listener({ kind: "snapshot", start }, 0);
    open.listener({ kind: "snapshot_bytes", bytes }, bytes.length);
  }

  async detach(attachment: number): Promise<void> {
    this.attachments.delete(attachment);
  }

  watch(): void {
    // Nobody is ever notified here.
  }

  ack(attachment: number, bytes: number): void {
    const open = this.attachments.get(attachment);
    if (open) open.owed = Math.max(0, open.owed - bytes);
    this.acknowledged?.();
  }

  /** Prints so many bytes in a terminal that shows session `id`, as fast as it takes them, and tells when it has. */
  async flood(id: string, bytes: number): Promise<void> {
    const open = [...this.attachments.values()].find((each) => each.id === id);
    if (!open) return;
    const batch = this.encoder.encode(builtLines(BATCH));
    for (let sent = 0; sent < bytes; sent += batch.length) {
      if (open.owed >= MOST_AHEAD) await new Promise<void>((resolve) => (this.acknowledged = resolve));
      open.owed += batch.length;
      open.listener({ kind: "output", offset: 0, bytes: batch }, batch.length);
    }
    while (open.owed >= MOST_AHEAD / 4) await new Promise<void>((resolve) => (this.acknowledged = resolve));
    this.print(id, "the end");
  }

  async search(wish: Search, found: (hits: Hit[]) => void): Promise<SearchDone> {
    return searchIn(this.scene.sessions, wish, found);
  }

  async stopSearch(): Promise<void> {
    // It never takes any time here.
  }

  async startDaemon(): Promise<void> {
    this.scene.daemon = { state: "connected" };
    this.emit({ kind: "daemon", state: "connected", status: this.status() });
  }

  async quit(): Promise<void> {
    this.emit({ kind: "daemon", state: "stopped" });
  }

  async stopEverything(): Promise<null> {
    const over = end("stopped", 0, { actor: "user", intent: "full_stop" });
    for (const live of this.scene.sessions) if (!live.end) this.change(live, { status: "ended", end: over });
    this.scene.daemon = { state: "stopped" };
    this.emit({ kind: "daemon", state: "stopped" });
    return null;
  }

  private async answer(name: keyof Requests, params: Record<string, unknown>): Promise<unknown> {
    const id = String(params.id);
    switch (name) {
      case "list":
        return params.all ? this.scene.sessions : this.scene.sessions.filter(({ archive }) => archive !== "done");
      case "plan":
        return this.scene.plan;
      case "status":
        return this.status();
      case "new":
        return this.create(params as New);
      case "rename":
        return this.change(this.find(id), { name: String(params.name) });
      case "seen":
        return void this.change(this.find(id), { seen: true });
      case "agents":
        return agents;
      case "queue":
        return this.queues.of(id);
      case "enqueue":
        return this.queues.add(this.find(id), String(params.text));
      case "change_queue":
        return this.queues.change(id, Number(params.number), params.change as Change);
      case "resume":
        return this.run(this.find(id));
      case "restart":
        return (params.ids as string[]).map((each) => this.restart(this.find(each), params.now === true));
      case "archive":
        return (params.ids as string[]).map((each) => this.archive(this.find(each)));
      case "unarchive":
        return (params.ids as string[]).map((each) => {
          this.change(this.find(each), { archive: "no" });
          return { id: each, result: "unarchived" };
        });
      case "usage":
        return usageOf(this.scene.sessions);
      case "processes":
        return processesOf(this.find(id));
      case "files":
        return filesLike(String(params.text), Number(params.limit ?? 50));
      case "changes":
        return changesOf(this.find(id));
      case "diff":
        return diffOf(String(params.path));
      case "show":
        return shownOf(this.find(id));
      case "survival":
        return survivalOf(this.find(id));
      case "conversations":
        return conversations();
      case "notifications":
        return this.told(Number(params.after));
      case "environment":
        return environment;
      case "kill":
        return (params.ids as string[]).map((each) => this.kill(this.find(each)));
      case "decline":
        return this.settle(params.ids as string[]);
      case "restore":
        return this.restore(params.ids as string[]);
      default:
        throw fault("unknown_request", `the double does not know ${name}`);
    }
  }

  private create({ name, cwd, command, agent }: New): Session {
    if (cwd && !cwd.startsWith("/"))
      throw fault("directory_missing", `${cwd} is not an absolute directory`, "give it from / on");
    const called = name ?? agent ?? (command?.join(" ") || "shell");
    if (this.scene.sessions.some((other) => other.name === called))
      throw fault("bad_name", `another session is called ${called}`, "choose another name");
    const made = session(called, null, 0, {
      id: idOf(called + Date.now()),
      as_of: Date.now(),
      ...(cwd && { cwd }),
      ...(agent && { agent, kind: "worker", status: "idle" }),
    });
    this.scene.sessions.push(made);
    this.tell({ event: "session", session: made });
    return made;
  }

  private archive(kept: Session): Archived {
    if (!kept.end) this.kill(kept);
    this.change(this.find(kept.id), { archive: "done" });
    return { id: kept.id, result: "archived" };
  }

  private told(after: number): Notifications {
    const all = notificationsOf(this.scene.sessions);
    return { notifications: all.filter(({ change }) => change > after), last: all.length };
  }

  private run(ended: Session): Session {
    return this.change(ended, {
      status: "running",
      end: null,
      generation: ended.generation + 1,
      output_at: Date.now(),
    });
  }

  private restart(live: Session, now: boolean): RestoredRow {
    const { id } = live;
    const busy: WireError = { code: "busy", message: `${live.name} is not idle` };
    if (!now && live.status !== "idle") return { id, generation: null, error: busy };
    return { id, generation: this.change(this.run(live), { status: live.status }).generation, error: null };
  }

  private kill(live: Session) {
    const over = end("stopped", 0, { actor: "user", intent: "kill", at: Date.now() });
    this.change(live, { status: "ended", end: over });
    for (const [attachment, open] of this.attachments) {
      if (open.id !== live.id) continue;
      this.attachments.delete(attachment);
      open.listener({ kind: "event", event: { event: "ended", end: over } }, 0);
      open.listener({ kind: "closed", clean: true }, 0);
    }
    return { id: live.id, result: "stopped" };
  }

  private restore(ids: string[]): Restored {
    const rows = ids.map((id) => ({ id, generation: this.run(this.find(id)).generation, error: null }));
    this.settle(ids);
    return { rows };
  }

  private settle(ids: string[]): void {
    const rows = this.scene.plan.rows.filter((row) => !ids.includes(row.id));
    this.scene.plan = { reconciling: false, rows };
    this.tell({ event: "plan_changed" });
  }

  private change(old: Session, change: Partial<Session>): Session {
    const changed = { ...old, ...change, as_of: Date.now() };
    this.scene.sessions = this.scene.sessions.map((each) => (each.id === old.id ? changed : each));
    this.tell({ event: "session", session: changed });
    return changed;
  }

  private find(id: string): Session {
    const found = this.scene.sessions.find((each) => each.id === id);
    if (!found) throw fault("not_found", `there is no session ${id}`);
    return found;
  }

  private tell(event: Event): void {
    this.emit({ kind: "event", event });
  }

  private status(): DaemonStatus {
    return { ...status, sessions: this.scene.sessions.length };
  }
}
