// The real backend: the app's commands over Tauri's IPC. The only file that imports Tauri.

import { Channel, invoke } from "@tauri-apps/api/core";

import type { Hit } from "../protocol/Hit";
import type { Search } from "../protocol/Search";
import type { SearchDone } from "../protocol/SearchDone";
import type { Size } from "../protocol/Size";
import type { Stopped } from "../protocol/Stopped";
import type { AppInfo, AppMessage, Attached, AttachOptions, Backend, Requests } from "./backend";
import { asBytes, decodeFrame, type Frame, type RawMessage } from "./frames";
import { Outbox } from "./outbox";

export class TauriBackend implements Backend {
  /** What is typed into each open attachment. */
  private readonly outboxes = new Map<number, Outbox>();

  request<N extends keyof Requests>(name: N, params: Requests[N][0]): Promise<Requests[N][1]> {
    return invoke("request", { name, params });
  }

  events(listener: (message: AppMessage) => void): Promise<void> {
    return invoke("events", { channel: new Channel<AppMessage>(listener) });
  }

  watch(ids: string[]): void {
    invoke("watch", { ids }).catch(() => undefined);
  }

  async attach(options: AttachOptions, listener: (frame: Frame, bytes: number) => void): Promise<Attached> {
    const channel = new Channel<RawMessage>((message) => {
      const bytes = asBytes(message);
      listener(decodeFrame(bytes), bytes.byteLength);
    });
    const attached = await invoke<Attached>("attach", { ...options, since: null, channel });
    const headers = { attachment: String(attached.attachment) };
    this.outboxes.set(attached.attachment, new Outbox((bytes) => invoke("input", bytes, { headers })));
    return attached;
  }

  input(attachment: number, bytes: Uint8Array): void {
    this.outboxes.get(attachment)?.push(bytes);
  }

  resize(attachment: number, size: Size): Promise<void> {
    return invoke("resize", { attachment, size });
  }

  history(attachment: number, lines: number): Promise<void> {
    return invoke("history", { attachment, lines });
  }

  ack(attachment: number, bytes: number): void {
    invoke("ack", { attachment, bytes }).catch(() => undefined);
  }

  detach(attachment: number): Promise<void> {
    this.outboxes.delete(attachment);
    return invoke("detach", { attachment });
  }

  search(wish: Search, found: (hits: Hit[]) => void): Promise<SearchDone> {
    return invoke("search", { wish, channel: new Channel<Hit[]>(found) });
  }

  stopSearch(): Promise<void> {
    return invoke("stop_search");
  }

  startDaemon(): Promise<void> {
    return invoke("start_daemon");
  }

  appInfo(): Promise<AppInfo> {
    return invoke("app_info");
  }

  setSetting(key: string, value: unknown): Promise<void> {
    return invoke("set_setting", { key, value });
  }

  startsAtLogin(): Promise<boolean> {
    return invoke("start_at_login");
  }

  setStartAtLogin(on: boolean): Promise<void> {
    return invoke("set_start_at_login", { on });
  }

  layout(): Promise<unknown> {
    return invoke("layout");
  }

  saveLayout(layout: unknown): Promise<void> {
    return invoke("save_layout", { layout });
  }

  newWindow(session: string | null): Promise<void> {
    return invoke("new_window", { session });
  }

  setZoom(factor: number): Promise<void> {
    return invoke("set_zoom", { factor });
  }

  openLink(url: string): Promise<void> {
    return invoke("open_link", { url });
  }

  reveal(path: string): Promise<void> {
    return invoke("reveal", { path });
  }

  writeClipboard(text: string): Promise<void> {
    return invoke("write_clipboard", { text });
  }

  readClipboard(): Promise<string | null> {
    return invoke("read_clipboard");
  }

  pickDirectory(from: string | null): Promise<string | null> {
    return invoke("pick_directory", { from });
  }

  keepImage(bytes: Uint8Array, kind: "png" | "jpeg" | "gif" | "webp"): Promise<string> {
    return invoke("keep_image", bytes, { headers: { kind } });
  }

  quit(): Promise<void> {
    return invoke("quit");
  }

  stopEverything(): Promise<Stopped | null> {
    return invoke("stop_everything");
  }
}
