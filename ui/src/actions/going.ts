// Actions that go somewhere: to a session, a list to choose from, a part of the window. None changes a session.

import { tick } from "svelte";

import type { Action } from "./action";
import { goAround } from "./regions";

/** Goes to the session that stands at a place in the sidebar, the first being 1. */
const to = (place: number): Action => ({
  group: "go",
  chord: `Cmd+${place}`,
  when: ({ view }) => view.byAttention.length >= place,
  run: ({ view }) => view.selectAt(place - 1),
});

export const going = {
  palette: { group: "go", chord: "Cmd+K", run: ({ view }) => (view.dialog = { kind: "palette" }) },
  quick: {
    group: "go",
    chord: "Cmd+P",
    when: ({ sessions }) => sessions.entries.size > 0,
    run: ({ view }) => (view.dialog = { kind: "quick" }),
  },
  needs: { group: "go", chord: "Cmd+Shift+U", run: ({ view }) => view.nextThatNeedsMe() },
  next: { group: "go", chord: "Cmd+PageDown", run: ({ view }) => view.step(1) },
  previous: { group: "go", chord: "Cmd+PageUp", run: ({ view }) => view.step(-1) },
  filter: {
    group: "go",
    chord: "Cmd+O",
    run: ({ view }) => {
      view.sidebarOpen = true;
      // Before the next key: what is typed must not go to the terminal.
      void tick().then(() => document.getElementById("filter")?.focus());
    },
  },
  session1: to(1),
  session2: to(2),
  session3: to(3),
  session4: to(4),
  session5: to(5),
  session6: to(6),
  session7: to(7),
  session8: to(8),
  session9: to(9),
  next_region: { group: "go", chord: "F6", run: () => goAround(1) },
  previous_region: { group: "go", chord: "Shift+F6", run: () => goAround(-1) },
} satisfies Record<string, Action>;
