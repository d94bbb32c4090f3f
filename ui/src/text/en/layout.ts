// The words about tabs and panes.

import { count } from "./count";

export const layout = {
  tabs: "Tabs",
  /** After a tab's name. `panes`: how many sessions share it. */
  tab: (status: string, panes: number, zoomed: boolean) => {
    const shared = panes === 1 ? "" : `${count(panes, "pane")}${zoomed ? ", one of them alone" : ""}`;
    return [status, shared].filter(Boolean).join(", ");
  },
  empty: "Empty pane",
  closeTab: "Close tab",
  closePane: "Close pane",
  zoom: "Show it alone",
  unzoom: "Show all panes",
  alone: (hidden: number) => `Alone; ${count(hidden, "pane is", "panes are")} hidden`,
  split: "Split",
  right: "Right",
  down: "Down",
  newWindow: "Move to a new window",
  reopen: "Reopen closed",
  edge: "Edge between panes",
  edgeHint: "Double-click evens it out",
  chooseTitle: "Which session?",
  choose: "Choose one here or in the sidebar, or drag one in.",
  shell: "Start a shell here",
  waiting: "Waiting for the list of sessions…",
} as const;
