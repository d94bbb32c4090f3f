// What a person chose for the last session that they started, so that the next one begins with it.

import type { AgentRow } from "../protocol/AgentRow";

const CHOICE = "new";

/** What to start, beside directory and name. */
export interface Choice {
  /** The agent's id. `null`: a command. */
  agent: string | null;
  /** By agent: what it was given last. Empty: its own. */
  model: Record<string, string>;
  permission: Record<string, string>;
}

/** The last choice, as far as it can be made again; without one the first agent that is installed. */
export function lastChoice(installed: readonly AgentRow[]): Choice {
  const last = read();
  const agent = last ? (installed.find(({ id }) => id === last.agent)?.id ?? null) : (installed[0]?.id ?? null);
  return { agent, model: last?.model ?? {}, permission: last?.permission ?? {} };
}

/** Remembers a choice. A mode that asks for nothing is chosen each time anew. */
export function keepChoice(choice: Choice, row: AgentRow | undefined): void {
  const permission = { ...choice.permission };
  const mode = row && modeOf(row, permission[row.id]);
  if (row && (!mode || mode.bypass)) delete permission[row.id];
  localStorage.setItem(CHOICE, JSON.stringify({ ...choice, permission }));
}

/** The agent's mode of this name. Absent: it has none of that name, or its own is meant. */
export function modeOf(row: AgentRow, id: string | undefined) {
  return row.permission_modes.find((mode) => mode.id === id);
}

function read(): Choice | null {
  try {
    const choice = JSON.parse(localStorage.getItem(CHOICE) ?? "null") as Partial<Choice> | null;
    if (!choice) return null;
    return { agent: choice.agent ?? null, model: choice.model ?? {}, permission: choice.permission ?? {} };
  } catch {
    return null;
  }
}
