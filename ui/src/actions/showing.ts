// Actions on how the window looks, and on the app as a whole.

import type { Value } from "../settings/schema";
import type { Action, Workbench } from "./action";

/** Draws the window larger or smaller; 0: as usual. */
const zoom =
  (by: 1 | 0 | -1) =>
  ({ view, backend }: Workbench) => {
    view.zoom.step(by);
    return backend.setZoom(view.zoom.factor);
  };

const theme = (name: Value<"appearance.theme">): Action => ({
  group: "view",
  when: ({ sessions }) => sessions.settings.get("appearance.theme") !== name,
  run: ({ sessions }) => sessions.settings.set("appearance.theme", name),
});

const isStopped = ({ sessions: { daemon } }: Workbench) => daemon.state === "stopped" || daemon.state === "failed";

export const showing = {
  sidebar: { group: "view", chord: "Cmd+B", run: ({ view }) => (view.sidebarOpen = !view.sidebarOpen) },
  inspector: {
    group: "view",
    chord: "Cmd+L",
    run: ({ view }) => (view.inspecting.open = !view.inspecting.open),
  },
  zoom_in: { group: "view", chord: "Cmd+=", run: zoom(1) },
  zoom_out: { group: "view", chord: "Cmd+-", run: zoom(-1) },
  zoom_usual: { group: "view", chord: "Cmd+0", run: zoom(0) },
  theme_system: theme("system"),
  theme_light: theme("light"),
  theme_dark: theme("dark"),

  settings: { group: "app", chord: "Cmd+,", run: ({ view }) => (view.dialog = { kind: "settings" }) },
  keys: { group: "app", chord: "Cmd+/", run: ({ view }) => (view.dialog = { kind: "keys" }) },
  new_window: { group: "app", run: ({ backend }) => backend.newWindow(null) },
  start_daemon: { group: "app", when: isStopped, run: ({ sessions }) => sessions.startDaemon() },
  quit: { group: "app", run: ({ view }) => (view.dialog = { kind: "quit" }) },
  stop: { group: "app", run: ({ view }) => (view.dialog = { kind: "stop" }) },
} satisfies Record<string, Action>;
