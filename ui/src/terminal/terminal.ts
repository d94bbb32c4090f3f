// One xterm.js in a plain class: shows bytes, gives back what a person types, and nothing else. It knows neither sessions
// nor the backend. Everything that changes what is shown goes through one queue, in the order of the calls.

import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";

import type { Size } from "../protocol/Size";
import { clipboardWrite } from "./clipboard";
import type { ViewEvents } from "./events";
import { Feed } from "./feed";
import { Finder } from "./finder";
import { images } from "./images";
import { type LinkEvents, markedLinks, writtenLinks } from "./link-provider";
import type { Look } from "./look";
import { mend, mendScrollbar } from "./mend";
import { asTyped, cleanPaste, lineCount } from "./paste";
import { find, type LineAt, type Place, placeOf } from "./place";
import { silence } from "./queries";
import { FONT, FONT_SIZE, type Scheme, themeOf } from "./theme";
import { hostWidths } from "./widths";

/** Rows kept above the screen: all that a host paints, and some for what comes after. Older ones stay with it. */
const SCROLLBACK = 60_000;

/** Between a paste and Enter, in milliseconds: programs take what arrives together for one paste. */
const BEFORE_ENTER = 100;

/** What is told of a link at the lower edge must not cover the lowest rows. */
const LOW_ROWS = 3;

/** Draws nothing of what follows, until it is let go or a second is over. */
const HOLD = "\u001b[?2026h";
const LET_GO = "\u001b[?2026l";

export class TerminalView {
  readonly terminal: Terminal;
  private readonly fit = new FitAddon();
  private readonly feed: Feed;
  readonly finder: Finder;
  /** What opens a link: a click with Ctrl or Command, or a mere click where no program wants the mouse. */
  linksOpenWith: "modifier" | "click" = "modifier";
  private scheme: Scheme;
  private readonly listening = new AbortController();
  private readonly encoder = new TextEncoder();
  private news = false;
  private lastSelected = "";
  /** Whether what is shown is output as it happens. A repainted screen must not touch the clipboard. */
  private live = false;
  /** Where a person was reading when the screen was painted anew. */
  private place: Place | null = null;

  constructor(
    scheme: Scheme,
    private readonly events: ViewEvents,
  ) {
    this.scheme = scheme;
    this.terminal = new Terminal({
      allowProposedApi: true, // the table of widths, and marks on what was found
      altClickMovesCursor: false,
      cursorInactiveStyle: "outline",
      customGlyphs: false,
      fontFamily: FONT,
      fontSize: FONT_SIZE,
      scrollback: SCROLLBACK,
      theme: themeOf(scheme),
    });
    this.feed = new Feed((data, done) => this.terminal.write(data, done));
    this.feed.hurried = true;
    this.terminal.unicode.register(hostWidths);
    this.terminal.unicode.activeVersion = hostWidths.version;
    mend(this.terminal);
    // Before queries are silenced: it would answer some.
    this.terminal.loadAddon(images());
    this.terminal.loadAddon(this.fit);
    this.finder = new Finder(this.terminal, () => this.scheme);
    this.terminal.options.linkHandler = markedLinks(this.terminal, this.links);
    this.terminal.registerLinkProvider(writtenLinks(this.terminal, this.links));
    this.listen();
  }

  /** How many rows are above the screen. */
  get above(): number {
    return this.terminal.buffer.active.baseY;
  }

  /** The size that is shown. */
  get size(): Size {
    return { cols: this.terminal.cols, rows: this.terminal.rows };
  }

  /** Shows itself in `element`, which must be in the document and have a size. `label`: what a screen reader says of it. */
  open(element: HTMLElement, label: string): void {
    this.terminal.open(element);
    this.terminal.textarea?.setAttribute("aria-label", label);
    const options = { capture: true, signal: this.listening.signal };
    for (const kind of ["keydown", "pointerdown", "wheel"] as const)
      document.addEventListener(kind, () => this.feed.personActed(), { ...options, passive: true });
    element.addEventListener("paste", (event) => this.onPaste(event), options);
    // Wherever the pointer is let go.
    document.addEventListener("mouseup", () => this.onMouseUp(), { signal: this.listening.signal });
  }

  /** The size that would fill the element, or `null` while nothing can be measured. */
  proposed(): Size | null {
    const dimensions = this.fit.proposeDimensions();
    if (!dimensions || !Number.isFinite(dimensions.cols) || !Number.isFinite(dimensions.rows)) return null;
    return { cols: Math.min(1000, dimensions.cols), rows: Math.min(1000, dimensions.rows) };
  }

  /** Forgets what was shown and takes a size. */
  begin(size: Size): void {
    this.inOrder(() => {
      this.live = false;
      if (this.away) this.place = placeOf(this.lineAt, this.terminal.buffer.active.viewportY, this.above);
      this.terminal.reset();
      this.terminal.resize(size.cols, size.rows);
    });
    // What is shown until then is better than half a screen.
    if (!this.feed.hurried) this.feed.add(HOLD);
  }

  /** From here on, what is written is output as it happens. Whoever was reading further up goes on there. */
  goLive(): void {
    this.feed.add(LET_GO);
    this.inOrder(() => {
      this.feed.hurried = false;
      const { place } = this;
      this.place = null;
      if (place) this.terminal.scrollToLine(find(place, this.lineAt, this.above));
      this.live = true;
    });
  }

  resize(size: Size): void {
    this.inOrder(() => this.keepingPlace(() => this.terminal.resize(size.cols, size.rows)));
  }

  /** Shows more or fewer rows of a screen that nobody draws on any more; lines are not broken anew. */
  setRows(rows: number): void {
    this.terminal.resize(this.terminal.cols, rows);
  }

  write(data: Uint8Array | string): void {
    this.feed.add(data);
    this.inOrder(() => {
      if (this.live && this.away) this.tell(true);
    });
  }

  /** Runs `action` once all that was written before it is on the screen; not where it was disposed of meanwhile. */
  inOrder(action: () => void): void {
    this.feed.after(() => {
      if (!this.listening.signal.aborted) action();
    });
  }

  /** Whether typing does anything. */
  setInteractive(interactive: boolean): void {
    this.terminal.options.disableStdin = !interactive;
    if (!interactive) this.write("\u001b[?25l");
  }

  setScheme(scheme: Scheme): void {
    this.scheme = scheme;
    this.terminal.options.theme = themeOf(scheme);
  }

  setLook(look: Look): void {
    Object.assign(this.terminal.options, look);
    mendScrollbar(this.terminal);
  }

  focus(): void {
    this.terminal.focus();
  }

  toEnd(): void {
    this.terminal.scrollToBottom();
  }

  /** What is selected, or the empty string. */
  selection(): string {
    return this.terminal.getSelection();
  }

  /** Pastes text as a person's, asking first where each line would run. Whether it was pasted. */
  async paste(text: string): Promise<boolean> {
    const fit = cleanPaste(text);
    if (fit === "" || this.terminal.options.disableStdin) return false;
    const lines = lineCount(fit);
    const runs = lines > 1 && !this.terminal.modes.bracketedPasteMode;
    if (runs && !(await this.events.mayPaste(lines))) return false;
    this.terminal.input(asTyped(fit, this.terminal.modes.bracketedPasteMode));
    return true;
  }

  /** Pastes text and presses Enter. Whether it was pasted. */
  async enter(text: string): Promise<boolean> {
    if (!(await this.paste(text))) return false;
    await new Promise((resolve) => setTimeout(resolve, BEFORE_ENTER));
    this.terminal.input("\r");
    return true;
  }

  dispose(): void {
    this.listening.abort();
    this.terminal.dispose();
  }

  private readonly lineAt: LineAt = (at) => this.terminal.buffer.active.getLine(at)?.translateToString(true);

  private get away(): boolean {
    const { viewportY, baseY } = this.terminal.buffer.active;
    return viewportY < baseY;
  }

  /** Does what breaks lines anew; whoever reads further up goes on at the same line. */
  private keepingPlace(action: () => void): void {
    const { viewportY, baseY, cursorY } = this.terminal.buffer.active;
    const top = this.away ? this.terminal.registerMarker(viewportY - baseY - cursorY) : undefined;
    action();
    mendScrollbar(this.terminal);
    if (top && !top.isDisposed) this.terminal.scrollToLine(top.line);
    top?.dispose();
  }

  private tell(news: boolean): void {
    this.news = news && this.away;
    this.events.scrolled(this.away, this.news);
  }

  private listen(): void {
    const isEcho = silence(this.terminal);
    this.terminal.onData((data) => isEcho() || this.events.input(this.encoder.encode(data)));
    this.terminal.onBinary((data) => this.events.input(Uint8Array.from(data, (c) => c.charCodeAt(0))));
    this.terminal.onScroll(() => {
      this.tell(this.news);
      if (this.live && this.away && this.terminal.buffer.active.viewportY === 0) this.events.reachedTop();
    });
    this.terminal.parser.registerOscHandler(52, (data) => this.onClipboard(data));
  }

  private onClipboard(data: string): boolean {
    const text = clipboardWrite(data);
    const focused = this.terminal.textarea !== undefined && document.activeElement === this.terminal.textarea;
    if (text !== null && this.live && focused) this.events.clipboard(text);
    return true;
  }

  private readonly links: LinkEvents = {
    clicked: (event, target, shown) => {
      const isMeant = event.ctrlKey || event.metaKey;
      const isFree = this.terminal.modes.mouseTrackingMode === "none" && !this.terminal.hasSelection();
      if (isMeant || (this.linksOpenWith === "click" && isFree)) this.events.follow(target, shown);
    },
    over: (target, shown, row) => {
      const isLow = row > this.terminal.buffer.active.viewportY + this.terminal.rows - LOW_ROWS;
      this.events.over({ target, shown, isLow });
    },
    left: () => this.events.over(null),
  };

  private onMouseUp(): void {
    const selected = this.selection();
    if (selected !== "" && selected !== this.lastSelected) this.events.selected(selected);
    this.lastSelected = selected;
  }

  private onPaste(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    const image = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (pasted === "" && image) this.events.image(image);
    else void this.paste(pasted);
  }
}
