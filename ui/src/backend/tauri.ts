// The real backend: the app's commands over Tauri's IPC. The only file that imports Tauri.

import { Channel, invoke } from "@tauri-apps/api/core";

import type { Hit } from "../protocol/Hit";
import type { Search } from "../protocol/Search";
import type { SearchDone } from "../protocol/SearchDone";
import type { Size } from "../protocol/Size";
import type { Stopped } from "../protocol/Stopped";
import type { AppMessage, Attached, AttachOptions, Backend, Requests } from "./backend";
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

  watch(id: string | null): void {
    invoke("watch", { id }).catch(() => undefined);
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

  quit(): Promise<void> {
    return invoke("quit");
  }

  stopEverything(): Promise<Stopped | null> {
    return invoke("stop_everything");
  }
}
