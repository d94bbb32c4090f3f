// The agents that can be run here, as the daemon last found them. What it found before is shown until it has looked again.

import type { AgentRow } from "../protocol/AgentRow";
import type { KnownAgents } from "../protocol/KnownAgents";
import type { WireError } from "../protocol/WireError";
import { Asked } from "../state/asked.svelte";

const FOUND = "agents";

export class Agents {
  private readonly asked: Asked<KnownAgents>;
  private readonly before = remembered();
  /** Those that are installed first. `null` before they were ever looked for. */
  readonly rows = $derived.by(() => this.asked.value?.agents ?? this.before);
  /** What is wrong with files of the user's own. */
  readonly problems = $derived.by(() => this.asked.value?.problems ?? []);

  /** `ask`: has the daemon look, which takes some seconds. */
  constructor(ask: () => Promise<KnownAgents>) {
    this.asked = new Asked(ask);
  }

  /** Why nobody could look. */
  get error(): WireError | null {
    return this.asked.error;
  }

  get looking(): boolean {
    return this.asked.busy;
  }

  get installed(): AgentRow[] {
    return this.rows?.filter(({ path }) => path !== null) ?? [];
  }

  get missing(): AgentRow[] {
    return this.rows?.filter(({ path }) => path === null) ?? [];
  }

  get(id: string | null): AgentRow | undefined {
    return this.rows?.find((row) => row.id === id);
  }

  /** What people call an agent; its id while nobody has looked. */
  nameOf(id: string): string {
    return this.get(id)?.name ?? id;
  }

  /** Has the daemon look again; where it does so already, once more afterwards, for what was installed meanwhile. */
  async look(): Promise<void> {
    await this.asked.ask();
    const { value } = this.asked;
    if (value) localStorage.setItem(FOUND, JSON.stringify(value.agents));
  }
}

function remembered(): AgentRow[] | null {
  try {
    const rows: unknown = JSON.parse(localStorage.getItem(FOUND) ?? "null");
    return Array.isArray(rows) ? (rows as AgentRow[]) : null;
  } catch {
    return null;
  }
}
