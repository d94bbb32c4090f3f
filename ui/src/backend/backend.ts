// What the window can ask of the app behind it. An interface: `tauri.ts` is the real one, `fake.ts` a scripted double.

import type { Archived } from "../protocol/Archived";
import type { ArchiveSessions } from "../protocol/ArchiveSessions";
import type { ChangeQueue } from "../protocol/ChangeQueue";
import type { Changes } from "../protocol/Changes";
import type { Colors } from "../protocol/Colors";
import type { Conversations } from "../protocol/Conversations";
import type { DaemonStatus } from "../protocol/DaemonStatus";
import type { Decline } from "../protocol/Decline";
import type { Diff } from "../protocol/Diff";
import type { Done } from "../protocol/Done";
import type { End } from "../protocol/End";
import type { Enqueue } from "../protocol/Enqueue";
import type { Environment } from "../protocol/Environment";
import type { EnvironmentDifference } from "../protocol/EnvironmentDifference";
import type { Event } from "../protocol/Event";
import type { FindFiles } from "../protocol/FindFiles";
import type { FoundFiles } from "../protocol/FoundFiles";
import type { GetAgents } from "../protocol/GetAgents";
import type { GetChanges } from "../protocol/GetChanges";
import type { GetConversations } from "../protocol/GetConversations";
import type { GetDiff } from "../protocol/GetDiff";
import type { GetNotifications } from "../protocol/GetNotifications";
import type { GetPlan } from "../protocol/GetPlan";
import type { GetProcesses } from "../protocol/GetProcesses";
import type { GetQueue } from "../protocol/GetQueue";
import type { GetStatus } from "../protocol/GetStatus";
import type { GetSurvival } from "../protocol/GetSurvival";
import type { GetUsage } from "../protocol/GetUsage";
import type { Hit } from "../protocol/Hit";
import type { Kill } from "../protocol/Kill";
import type { Killed } from "../protocol/Killed";
import type { KnownAgents } from "../protocol/KnownAgents";
import type { List } from "../protocol/List";
import type { Made } from "../protocol/Made";
import type { New } from "../protocol/New";
import type { Notifications } from "../protocol/Notifications";
import type { Plan } from "../protocol/Plan";
import type { Processes } from "../protocol/Processes";
import type { Prompt } from "../protocol/Prompt";
import type { Queue } from "../protocol/Queue";
import type { Rename } from "../protocol/Rename";
import type { Restart } from "../protocol/Restart";
import type { RestoredRow } from "../protocol/RestoredRow";
import type { Restore } from "../protocol/Restore";
import type { Restored } from "../protocol/Restored";
import type { Resume } from "../protocol/Resume";
import type { Search } from "../protocol/Search";
import type { SearchDone } from "../protocol/SearchDone";
import type { Seen } from "../protocol/Seen";
import type { Session } from "../protocol/Session";
import type { Show } from "../protocol/Show";
import type { Shown } from "../protocol/Shown";
import type { Size } from "../protocol/Size";
import type { Stopped } from "../protocol/Stopped";
import type { Survival } from "../protocol/Survival";
import type { Unarchive } from "../protocol/Unarchive";
import type { Unarchived } from "../protocol/Unarchived";
import type { Usage } from "../protocol/Usage";
import type { WireError } from "../protocol/WireError";
import type { SettingsFile } from "../settings/settings.svelte";
import type { Frame } from "./frames";

/** Requests by name, with what they take and what they answer: as `call!` says in the protocol. */
export interface Requests {
  agents: [GetAgents, KnownAgents];
  archive: [ArchiveSessions, Archived[]];
  change_queue: [ChangeQueue, Queue];
  changes: [GetChanges, Changes];
  conversations: [GetConversations, Conversations];
  decline: [Decline, Done];
  diff: [GetDiff, Diff];
  enqueue: [Enqueue, Prompt];
  environment: [Environment, EnvironmentDifference];
  files: [FindFiles, FoundFiles];
  kill: [Kill, Killed[]];
  list: [List, Session[]];
  new: [New, Made];
  notifications: [GetNotifications, Notifications];
  plan: [GetPlan, Plan];
  processes: [GetProcesses, Processes];
  queue: [GetQueue, Queue];
  rename: [Rename, Session];
  restart: [Restart, RestoredRow[]];
  restore: [Restore, Restored];
  resume: [Resume, Session];
  seen: [Seen, Done];
  show: [Show, Shown];
  status: [GetStatus, DaemonStatus];
  survival: [GetSurvival, Survival];
  unarchive: [Unarchive, Unarchived[]];
  usage: [GetUsage, Usage];
}

/** How the app stands with the daemon. */
export type DaemonState = "connecting" | "connected" | "stopped" | "failed";

/** What the app tells without being asked. */
export type AppMessage =
  | { kind: "daemon"; state: DaemonState; message?: string; log?: string; status?: DaemonStatus }
  | { kind: "sessions"; sessions: Session[] }
  | { kind: "event"; event: Event }
  | { kind: "select"; id: string }
  | { kind: "new" }
  | { kind: "ask_restore" }
  | { kind: "ask_stop" }
  | { kind: "settings"; settings: SettingsFile }
  /** Files are dragged over the window, or no longer; in pixels of the page. */
  | { kind: "drag"; over: boolean; x: number; y: number }
  /** Files were dropped on the window. */
  | { kind: "dropped"; paths: string[]; x: number; y: number };

/** Which terminal to attach to, and as whom. */
export interface AttachOptions {
  id: string;
  size: Size;
  colors: Colors;
}

/** An open attachment. */
export interface Attached {
  /** Its number in all further calls. */
  attachment: number;
  session: string;
  generation: number;
  size: Size;
  /** Whether the program lives; `false` where an ended run is replayed. */
  live: boolean;
  end?: End | null;
}

/** About the app behind the window. */
export interface AppInfo {
  version: string;
  /** The directory that it and its daemon keep everything in. */
  root: string;
  /** The directory of logs. */
  log: string;
}

export interface Backend {
  /** Asks the daemon. Rejects with a [`WireError`]. */
  request<N extends keyof Requests>(name: N, params: Requests[N][0]): Promise<Requests[N][1]>;
  /** Begins to tell what changes: the daemon's state and all sessions first. */
  events(listener: (message: AppMessage) => void): Promise<void>;
  /** Says which sessions a person has on screen in this window. Nobody is notified of what is on screen. */
  watch(ids: string[]): void;
  /** Opens a terminal. Frames, each with the size of its message in bytes, may come before the promise is kept. */
  attach(options: AttachOptions, listener: (frame: Frame, bytes: number) => void): Promise<Attached>;
  /** Types. Bytes arrive in the order of the calls. */
  input(attachment: number, bytes: Uint8Array): void;
  resize(attachment: number, size: Size): Promise<void>;
  /** Asks for at least so many lines above the screen. A snapshot with them follows. */
  history(attachment: number, lines: number): Promise<void>;
  /** So many bytes of messages are on the screen. Whoever acknowledges, with 0 at first, is never sent far ahead. */
  ack(attachment: number, bytes: number): void;
  detach(attachment: number): Promise<void>;
  /** Looks for lines in what sessions have printed, and tells them as they are found. It ends the search before. */
  search(wish: Search, found: (hits: Hit[]) => void): Promise<SearchDone>;
  /** Ends the search under way, whose promise is then broken. */
  stopSearch(): Promise<void>;
  startDaemon(): Promise<void>;
  appInfo(): Promise<AppInfo>;

  /** Writes a single key of the settings file; `null` takes it out. What then holds is told as a message. */
  setSetting(key: string, value: unknown): Promise<void>;
  /** Whether the app starts when the user logs in. */
  startsAtLogin(): Promise<boolean>;
  setStartAtLogin(on: boolean): Promise<void>;

  /** This window's layout as it was kept last, also before a crash; `null`: none was. Whoever reads it checks it. */
  layout(): Promise<unknown>;
  /** Keeps this window's layout. */
  saveLayout(layout: unknown): Promise<void>;
  /** Opens one more window, at a session or as it comes. */
  newWindow(session: string | null): Promise<void>;
  /** How large all of the window is drawn, 1 being usual. */
  setZoom(factor: number): Promise<void>;

  /** Opens a web page or a mail in the user's own programs. Refuses all but http, https and mailto. */
  openLink(url: string): Promise<void>;
  /** Shows a file in the file manager. Nothing is ever run. */
  reveal(path: string): Promise<void>;
  writeClipboard(text: string): Promise<void>;
  /** The clipboard's text; `null`: it holds none. */
  readClipboard(): Promise<string | null>;
  /** Has the user choose a directory; `null`: none was chosen. */
  pickDirectory(from: string | null): Promise<string | null>;
  /** Keeps a pasted image in a file for an agent to read, and answers its path. */
  keepImage(bytes: Uint8Array, kind: "png" | "jpeg" | "gif" | "webp"): Promise<string>;
  /** Leaves; sessions keep running. */
  quit(): Promise<void>;
  /** Ends every session, then the daemon, then the app. Answers where some still live, and stays. */
  stopEverything(): Promise<Stopped | null>;
}

/** Whatever was thrown, as an error that can be shown. */
export function asWireError(thrown: unknown): WireError {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
    const { code, message, hint } = thrown as Partial<WireError>;
    const error: WireError = { code: code ?? "unknown", message: String(message) };
    return hint ? { ...error, hint } : error;
  }
  return { code: "unknown", message: String(thrown) };
}
