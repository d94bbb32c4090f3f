// What an action is: something a person can have done from the palette, by a chord or from a menu. What it needs of the
// window is handed to it, so that the tables of actions know no component.

import type { Backend } from "../backend/backend";
import { inWords } from "../fault";
import type { Session } from "../protocol/Session";
import type { Sessions } from "../state/sessions.svelte";
import type { View } from "../state/view.svelte";

/** In the order in which palette, cheat sheet and settings show them. */
export const groups = ["sessions", "session", "go", "find", "panes", "view", "app"] as const;
export type Group = (typeof groups)[number];

export interface Action {
  group: Group;
  /** As on a Mac: elsewhere "Cmd" reads "Ctrl+Shift", and "Cmd+Shift" reads "Ctrl+Shift+Alt". A pair where the rule does
      not fit: on a Mac, elsewhere. Absent: no chord until the user gives it one. */
  chord?: string | readonly [mac: string, elsewhere: string];
  /** Whether it can be done now. Absent: always. */
  when?: (bench: Workbench) => boolean;
  /** What it rejects with is told to the person. */
  run: (bench: Workbench) => unknown;
  /** The web view does it by itself when the chord is pressed: it cannot be had by another one, nor from the palette. */
  byBrowser?: true;
}

/** What actions work on. */
export interface Workbench {
  readonly backend: Backend;
  readonly sessions: Sessions;
  readonly view: View;
  /** The session of the focused pane. */
  readonly session: Session | undefined;
  /** The focused pane's terminal, while it shows one. */
  readonly terminal: { find(): void; copySelection(): void; focus(): void } | undefined;
  /** The line for prompts below it, where an agent runs. */
  readonly prompt: { focus(): void } | undefined;
}

/** Whether an action can be done now. */
export function isPossible({ when }: Action, bench: Workbench): boolean {
  return when?.(bench) ?? true;
}

/** Does it, if it can be done, and says so where it failed. */
export async function perform(action: Action, bench: Workbench): Promise<void> {
  if (!isPossible(action, bench)) return;
  try {
    await action.run(bench);
  } catch (thrown) {
    bench.view.tell(inWords(thrown), true);
  }
}
