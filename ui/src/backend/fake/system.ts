// The scripted double of what the app does for the window besides sessions: settings, layout, clipboard, links. What a
// test wants to know of it stands in `did`.

import type { AppInfo, AppMessage } from "../backend";
import { fault } from "./fault";

/** What a test can find out about what was asked. */
interface Did {
  opened: string[];
  revealed: string[];
  windows: (string | null)[];
  zoom: number;
}

export class FakeSystem {
  readonly did: Did = { opened: [], revealed: [], windows: [], zoom: 1 };
  private values: Record<string, Record<string, unknown>> = {};
  private clipboard: string | null = null;
  private atLogin = false;

  constructor(private readonly say: (message: AppMessage) => void) {}

  async setSetting(key: string, value: unknown): Promise<void> {
    const [section = "", name = ""] = key.split(".");
    if (!name) throw fault("bad_request", `${key} is no setting`, "write section.name");
    const table = { ...this.values[section] };
    if (value === null) delete table[name];
    else table[name] = value;
    this.values = { ...this.values, [section]: table };
    this.tellSettings();
  }

  /** What the file holds, as the app would tell it. */
  tellSettings(problem?: string): void {
    const path = "/home/ada/.config/holdfast/settings.toml";
    this.say({ kind: "settings", settings: { values: this.values, path, ...(problem && { problem }) } });
  }

  async appInfo(): Promise<AppInfo> {
    const root = "/home/ada/.local/share/holdfast";
    return { version: "0.1.0", root, log: `${root}/log` };
  }

  async startsAtLogin(): Promise<boolean> {
    return this.atLogin;
  }

  async setStartAtLogin(on: boolean): Promise<void> {
    this.atLogin = on;
  }

  /** Kept over a reload, as the app keeps it over a crash. */
  async layout(): Promise<unknown> {
    const kept = sessionStorage.getItem("fake.layout");
    return kept === null ? null : (JSON.parse(kept) as unknown);
  }

  async saveLayout(layout: unknown): Promise<void> {
    sessionStorage.setItem("fake.layout", JSON.stringify(layout));
  }

  async newWindow(session: string | null): Promise<void> {
    this.did.windows.push(session);
  }

  async setZoom(factor: number): Promise<void> {
    this.did.zoom = factor;
  }

  async openLink(url: string): Promise<void> {
    if (!/^(?:https?|mailto):/iu.test(url)) throw fault("unsupported", `${url} is not opened`, "only web and mail are");
    this.did.opened.push(url);
  }

  async reveal(path: string): Promise<void> {
    this.did.revealed.push(path);
  }

  async writeClipboard(text: string): Promise<void> {
    this.clipboard = text;
  }

  async readClipboard(): Promise<string | null> {
    return this.clipboard;
  }

  async pickDirectory(): Promise<string | null> {
    return "/home/ada/src/chosen";
  }

  async keepImage(_bytes: Uint8Array, kind: string): Promise<string> {
    return `/home/ada/.local/share/holdfast/app/images/pasted.${kind}`;
  }
}
