// The tabs and panes of this window as they are now: every step that a person can take is a method here. What a step does is
// decided in `tabs` and `moves`. It stops no session: what is closed here goes on elsewhere.

import type { Edge } from "./geometry";
import * as moves from "./moves";
import * as tabs from "./tabs";
import { type Axis, panesOf, type Side } from "./tree";

/** What a pane on screen can be asked. */
export interface Controls {
  /** Its terminal. Absent: it shows none. */
  readonly terminal: { find(): void; copySelection(): void; focus(): void } | undefined;
  /** The line for prompts below it, where an agent runs. */
  readonly prompt: { focus(): void } | undefined;
}

export class Layout {
  /** Changed by steps only. */
  tabs = $state.raw<tabs.Tabs>(tabs.none);
  /** Raised by each step after which a person wants to type into the focused pane. */
  selections = $state(0);

  /** The tab that is shown. */
  readonly tab = $derived(tabs.activeTab(this.tabs));
  readonly focused = $derived(tabs.focusedPane(this.tabs));
  /** The session of the focused pane. */
  readonly session = $derived(this.focused?.session ?? null);
  /** The panes on screen. */
  readonly visible = $derived.by(() => {
    const { tab, focused } = this;
    if (tab?.zoomed && focused) return [focused];
    return tab ? panesOf(tab.tree) : [];
  });
  /** Whether a pane shows a session that is gone. */
  readonly isStale = $derived.by(() =>
    tabs.allPanes(this.tabs).some(({ session }) => session !== null && !this.isKnown(session)),
  );
  /** Where each of them is reached, while it is there. */
  private readonly shown = new Map<number, Controls>();

  /** `isKnown`: whether a session is there that could be shown. `chosen` is told what comes to have the focus. */
  constructor(
    private readonly isKnown: (session: string) => boolean,
    private readonly chosen: (session: string | null) => void,
  ) {}

  /** The focused pane's. */
  get controls(): Controls | undefined {
    return this.focused && this.shown.get(this.focused.pane);
  }

  /** Makes a pane reachable until the returned function is called. */
  show(pane: number, controls: Controls): () => void {
    this.shown.set(pane, controls);
    return () => void this.shown.delete(pane);
  }

  /** Shows a session as a glance: where it is already, else in the preview. */
  select(session: string): void {
    this.go(tabs.select(this.tabs, session));
  }

  /** Shows a session in a tab that stays. */
  open(session: string): void {
    this.go(tabs.open(this.tabs, session));
  }

  /** Makes a tab stay. */
  keep(tab: number): void {
    this.tabs = tabs.keep(this.tabs, tab);
  }

  /** A person is in this pane, wherever in it. The focus is theirs already. */
  enter(pane: number): void {
    if (this.focused?.pane !== pane) this.become(tabs.focus(this.tabs, pane));
  }

  /** Goes to this pane's terminal. */
  focus(pane: number): void {
    this.go(tabs.focus(this.tabs, pane));
  }

  /** Adds an empty pane beside the focused one. */
  split(axis: Axis): void {
    if (this.focused) this.go(tabs.split(this.tabs, this.focused.pane, axis));
  }

  close(pane = this.focused?.pane): void {
    if (pane !== undefined) this.go(tabs.close(this.tabs, pane));
  }

  closeTab(tab: number): void {
    this.go(tabs.closeTab(this.tabs, tab));
  }

  /** Takes a session off its pane, if it has one. Whether it had. */
  hide(session: string): boolean {
    const pane = tabs.paneOf(this.tabs, session);
    if (pane !== undefined) this.close(pane);
    return pane !== undefined;
  }

  /** The sessions of what was closed last. */
  get lastClosed(): string[] {
    const last = this.tabs.closed.at(-1);
    return last ? panesOf(last.tree).flatMap(({ session }) => session ?? []) : [];
  }

  /** Opens again what was closed last, or what was closed last of a session. */
  reopen(session?: string): void {
    this.go(tabs.reopen(this.tabs, this.isKnown, session));
  }

  zoom(pane = this.focused?.pane): void {
    if (pane === undefined) return;
    const there = tabs.focus(this.tabs, pane);
    this.go(tabs.zoom(there));
  }

  towards(side: Side): void {
    this.go(moves.towards(this.tabs, side));
  }

  swap(side: Side): void {
    this.go(moves.swap(this.tabs, side));
  }

  activate(tab: number): void {
    this.go(tabs.activate(this.tabs, tab));
  }

  /** Shows the next tab, or the one before. */
  step(by: 1 | -1): void {
    this.go(tabs.step(this.tabs, by));
  }

  /** A session was dropped on a pane. */
  place(session: string, at: number, side: Side | "middle"): void {
    this.go(moves.place(this.tabs, session, at, side));
  }

  /** A tab was dropped on a pane. */
  placeTab(tab: number, at: number, side: Side | "middle"): void {
    this.go(moves.placeTab(this.tabs, tab, at, side));
  }

  /** A tab was dropped in the bar, before the one at `index`. */
  moveTab(tab: number, index: number): void {
    this.go(moves.moveTab(this.tabs, tab, index));
  }

  /** A session was dropped in the bar. */
  placeInBar(session: string, index: number): void {
    this.go(moves.placeInBar(this.tabs, session, index));
  }

  resize({ path, index }: Edge, to: number): void {
    this.tabs = moves.resize(this.tabs, path, index, to);
  }

  even({ path }: Edge): void {
    this.tabs = moves.even(this.tabs, path);
  }

  /** Takes out the panes of sessions that are gone. */
  prune(): void {
    const rest = tabs.prune(this.tabs, this.isKnown);
    if (rest !== this.tabs) this.become(rest);
  }

  /** Takes up tabs from before. What was chosen meanwhile is still what one wants to see. */
  takeUp(before: tabs.Tabs): void {
    const { session } = this;
    this.go(session === null ? before : tabs.select(before, session));
  }

  private go(made: tabs.Tabs): void {
    this.become(made);
    this.selections += 1;
  }

  private become(made: tabs.Tabs): void {
    this.tabs = made;
    this.chosen(this.session);
  }
}
