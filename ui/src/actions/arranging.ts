// Actions on tabs and panes. None stops a session: what is closed here goes on elsewhere.

import type { Side } from "../layout/tree";
import type { Action, Workbench } from "./action";

const hasPane = ({ view }: Workbench) => view.layout.focused !== undefined;
const hasSeveral = ({ view }: Workbench) => view.layout.visible.length > 1;

/** Command with Option and an arrow; elsewhere desktops take Ctrl+Alt with arrows. */
const focus = (side: Side, key: string): Action => ({
  group: "view",
  chord: [`Cmd+Alt+${key}`, `Ctrl+Shift+${key}`],
  when: hasSeveral,
  run: ({ view }) => view.layout.towards(side),
});

const swap = (side: Side, key: string): Action => ({
  group: "view",
  chord: [`Cmd+Alt+Shift+${key}`, `Ctrl+Shift+Alt+${key}`],
  when: hasSeveral,
  run: ({ view }) => view.layout.swap(side),
});

export const arranging = {
  split_right: { group: "view", chord: "Cmd+D", when: hasPane, run: ({ view }) => view.layout.split("right") },
  split_down: { group: "view", chord: "Cmd+Shift+D", when: hasPane, run: ({ view }) => view.layout.split("down") },
  close: { group: "view", chord: "Cmd+W", when: hasPane, run: ({ view }) => view.layout.close() },
  reopen: { group: "view", chord: "Cmd+Shift+T", run: ({ view }) => view.layout.reopen() },
  zoom: { group: "view", chord: "Cmd+Shift+Enter", when: hasPane, run: ({ view }) => view.layout.zoom() },
  next_tab: { group: "view", chord: "Ctrl+Tab", run: ({ view }) => view.layout.step(1) },
  previous_tab: { group: "view", chord: "Ctrl+Shift+Tab", run: ({ view }) => view.layout.step(-1) },
  focus_left: focus("left", "Left"),
  focus_right: focus("right", "Right"),
  focus_up: focus("up", "Up"),
  focus_down: focus("down", "Down"),
  swap_left: swap("left", "Left"),
  swap_right: swap("right", "Right"),
  swap_up: swap("up", "Up"),
  swap_down: swap("down", "Down"),
} satisfies Record<string, Action>;
