// Actions on the tabs and panes of the window. None changes a session: what is closed here goes on elsewhere.

import { isSplit, type Side } from "../layout/tree";
import type { Action, Workbench } from "./action";

const hasPane = ({ view }: Workbench) => view.layout.focused !== undefined;
const isBeside = ({ view }: Workbench) => view.layout.tab !== undefined && isSplit(view.layout.tab.tree);
const hasTabs = ({ view }: Workbench) => view.layout.tabs.tabs.length > 1;

/** Desktops take Ctrl+Alt with arrows, so that elsewhere Option is left out. */
const goTo = (side: Side, key: string): Action => ({
  group: "panes",
  chord: [`Alt+Cmd+${key}`, `Ctrl+Shift+${key}`],
  when: isBeside,
  run: ({ view }) => view.layout.towards(side),
});
const swapWith = (side: Side, key: string): Action => ({
  group: "panes",
  chord: [`Shift+Alt+Cmd+${key}`, `Ctrl+Shift+Alt+${key}`],
  when: isBeside,
  run: ({ view }) => view.layout.swap(side),
});

export const arranging = {
  split_right: { group: "panes", chord: "Cmd+D", when: hasPane, run: ({ view }) => view.layout.split("right") },
  split_down: { group: "panes", chord: "Cmd+Shift+D", when: hasPane, run: ({ view }) => view.layout.split("down") },
  zoom_pane: { group: "panes", chord: "Cmd+Shift+Enter", when: isBeside, run: ({ view }) => view.layout.zoom() },
  close_pane: { group: "panes", chord: "Cmd+W", when: hasPane, run: ({ view }) => view.layout.close() },
  reopen: {
    group: "panes",
    chord: "Cmd+Shift+T",
    when: ({ view }) => view.layout.tabs.closed.length > 0,
    run: ({ view }) => view.reopen(),
  },
  keep_tab: {
    group: "panes",
    when: ({ view }) => view.layout.tab?.preview ?? false,
    run: ({ view: { layout } }) => layout.tab && layout.keep(layout.tab.tab),
  },
  next_tab: { group: "panes", chord: "Ctrl+Tab", when: hasTabs, run: ({ view }) => view.layout.step(1) },
  previous_tab: { group: "panes", chord: "Ctrl+Shift+Tab", when: hasTabs, run: ({ view }) => view.layout.step(-1) },
  focus_left: goTo("left", "Left"),
  focus_right: goTo("right", "Right"),
  focus_up: goTo("up", "Up"),
  focus_down: goTo("down", "Down"),
  swap_left: swapWith("left", "Left"),
  swap_right: swapWith("right", "Right"),
  swap_up: swapWith("up", "Up"),
  swap_down: swapWith("down", "Down"),
  move_to_window: {
    group: "panes",
    when: ({ session }) => session !== undefined,
    run: async ({ session, view, backend }) => {
      if (!session) return;
      await backend.newWindow(session.id);
      view.layout.hide(session.id);
    },
  },
} satisfies Record<string, Action>;
