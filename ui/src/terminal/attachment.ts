// Keeps one view attached to one session's host: attaches, feeds frames into the view, attaches again when the
// connection is lost. It decides nothing about the session itself; what it shows is what the host sent.

import { asWireError, type Attached, type Backend } from "../backend/backend";
import type { Frame, HostEvent } from "../backend/frames";
import type { Colors } from "../protocol/Colors";
import type { End } from "../protocol/End";
import type { Size } from "../protocol/Size";
import type { WireError } from "../protocol/WireError";
import { text } from "../text";
import { Snapshot } from "./snapshot";
import type { TerminalView } from "./terminal";

/** How an attachment stands. */
export type Link =
  | { state: "connecting" }
  | { state: "live" }
  /** The program is gone; what is shown is the last screen. */
  | { state: "ended"; end: End | null }
  /** The connection was lost and is tried again. */
  | { state: "waiting" }
  /** It was tried often enough. */
  | { state: "lost"; error: WireError | null };

/** Waits between attempts, in milliseconds. After the last one only a change of the session tries again. */
const WAITS = [200, 400, 800, 1600, 3200];

/** Keystrokes kept while it is being attached. */
const MOST_AHEAD = 1000;

/** What is on the screen is acknowledged in portions of so many bytes; well below what may be on its way at once. */
const PORTION = 64 * 1024;

/** How many lines above the screen are asked for, one step after another. */
const DEPTHS = [5000, 20_000, 50_000];

export interface AttachmentEvents {
  changed(link: Link): void;
  /** A snapshot is on the screen, whole. */
  painted(): void;
  /** Older lines are on their way, or have come. */
  loading(yes: boolean): void;
  /** The host has something to say to people. */
  notice(message: string): void;
}

export class Attachment {
  private link: Link = { state: "connecting" };
  private attached: Attached | null = null;
  private snapshot: Snapshot | null = null;
  /** Bytes that are on the screen and not acknowledged yet. */
  private shown = 0;
  /** What was typed while it was being attached, to go first. Nobody waits for a terminal before they type. */
  private ahead: Uint8Array[] = [];
  /** Counts attempts to attach, so that what belongs to an older one is ignored. */
  private epoch = 0;
  private failures = 0;
  /** Whether older lines were asked for and have not come yet. */
  private asking = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly backend: Backend,
    private readonly id: string,
    private readonly view: TerminalView,
    private wanted: Size,
    private readonly colors: () => Colors,
    private readonly events: AttachmentEvents,
  ) {}

  /** Attaches now. Whatever was attached before is let go. */
  attach(): void {
    const epoch = this.letGo();
    if (this.closed) return;
    this.become({ state: "connecting" });
    const early: Frame[] = [];
    const { wanted } = this;
    const listener = (frame: Frame, bytes: number) => {
      if (epoch !== this.epoch) return;
      if (!this.attached) return void early.push(frame);
      this.take(frame);
      this.view.inOrder(() => epoch === this.epoch && this.acknowledge(bytes));
    };
    this.backend.attach({ id: this.id, size: wanted, colors: this.colors() }, listener).then(
      (attached) => {
        if (epoch !== this.epoch) return void this.backend.detach(attached.attachment).catch(() => undefined);
        this.opened(attached);
        for (const frame of early) this.take(frame);
        // The pane may have changed meanwhile.
        if (this.wanted !== wanted) this.sendSize();
      },
      (error: unknown) => epoch === this.epoch && this.failed(asWireError(error)),
    );
  }

  /** The daemon said something new about the session: its status, or that `generation` is its run. */
  sessionChanged(generation: number): void {
    const { state } = this.link;
    const isNewRun = state === "ended" && generation > (this.attached?.generation ?? 0);
    if (state === "lost") this.failures = 0;
    if (isNewRun || state === "lost" || state === "waiting") this.attach();
  }

  input(bytes: Uint8Array): void {
    if (this.attached && this.link.state === "live") this.backend.input(this.attached.attachment, bytes);
    else if (this.link.state === "connecting" && this.ahead.length < MOST_AHEAD) this.ahead.push(bytes);
  }

  /** A person is at the first line that is there: the host may have older ones. */
  wantOlder(): void {
    const lines = DEPTHS.find((depth) => depth > this.view.above);
    if (!this.attached || this.asking || !this.snapshot?.complete || !this.snapshot.more || !lines) return;
    this.ask(true);
    const { epoch } = this;
    this.backend.history(this.attached.attachment, lines).catch(() => epoch === this.epoch && this.ask(false));
  }

  /** The pane has another size. The host decides whether the terminal takes it, and says so in its stream. */
  resize(size: Size): void {
    if (size.cols === this.wanted.cols && size.rows === this.wanted.rows) return;
    this.wanted = size;
    this.sendSize();
  }

  close(): void {
    this.closed = true;
    this.letGo();
  }

  private sendSize(): void {
    if (!this.attached || this.link.state !== "live") return;
    this.backend.resize(this.attached.attachment, this.wanted).catch(() => undefined);
  }

  private opened(attached: Attached): void {
    this.attached = attached;
    this.shown = 0;
    this.backend.ack(attached.attachment, 0);
    this.view.setInteractive(attached.live);
    if (!attached.live) return this.become({ state: "ended", end: attached.end ?? null });
    this.become({ state: "live" });
    for (const bytes of this.ahead.splice(0)) this.input(bytes);
  }

  private take(frame: Frame): void {
    switch (frame.kind) {
      case "snapshot":
        this.snapshot = new Snapshot(frame.start, text.terminal.separator(this.attached?.generation ?? 1));
        this.view.begin(frame.start.size);
        return this.painted();
      case "snapshot_bytes":
        for (const piece of this.snapshot?.take(frame.bytes) ?? []) this.view.write(piece);
        return this.painted();
      case "output":
        return this.view.write(frame.bytes);
      case "event":
        return this.onEvent(frame.event);
      case "closed":
        return this.onClosed();
      case "unknown":
        return;
    }
  }

  private painted(): void {
    if (!this.snapshot?.complete) return;
    this.failures = 0;
    this.ask(false);
    this.view.goLive();
    // An ended run's last screen has no cursor to type at.
    if (this.link.state === "ended") this.view.setInteractive(false);
    this.view.inOrder(() => this.events.painted());
  }

  private onEvent(event: HostEvent): void {
    if (event.event === "resized") this.view.resize(event.size);
    else if (event.event === "notice") this.events.notice(event.message);
    else if (event.event === "ended") {
      this.view.setInteractive(false);
      this.become({ state: "ended", end: event.end });
    }
  }

  private onClosed(): void {
    if (this.link.state !== "ended") this.failed(null);
  }

  private failed(error: WireError | null): void {
    this.letGo();
    const wait = WAITS[this.failures];
    this.failures += 1;
    if (wait === undefined) return this.become({ state: "lost", error });
    // Typed at a terminal that was lost: nobody can tell what it would do now.
    this.ahead = [];
    this.become({ state: "waiting" });
    this.timer = setTimeout(() => this.attach(), wait);
  }

  private ask(asking: boolean): void {
    if (asking === this.asking) return;
    this.asking = asking;
    if (!this.closed) this.events.loading(asking);
  }

  private acknowledge(bytes: number): void {
    this.shown += bytes;
    if (!this.attached || this.shown < PORTION) return;
    this.backend.ack(this.attached.attachment, this.shown);
    this.shown = 0;
  }

  private letGo(): number {
    clearTimeout(this.timer);
    if (this.attached) this.backend.detach(this.attached.attachment).catch(() => undefined);
    this.attached = null;
    this.snapshot = null;
    this.ask(false);
    this.epoch += 1;
    return this.epoch;
  }

  private become(link: Link): void {
    this.link = link;
    if (!this.closed) this.events.changed(link);
  }
}
