// The agents that can be run here, as the daemon last found them. What it found before is shown until it has looked again.

import { asWireError } from "../backend/backend";
import type { AgentRow } from "../protocol/AgentRow";
import type { KnownAgents } from "../protocol/KnownAgents";
import type { WireError } from "../protocol/WireError";

const FOUND = "agents";

export class Agents {
  /** Those that are installed first. `null` before they were ever looked for. */
  rows = $state.raw<AgentRow[] | null>(null);
  /** What is wrong with files of the user's own. */
  problems = $state.raw<string[]>([]);
  /** Why nobody could look. */
  error = $state.raw<WireError | null>(null);
  looking = $state(false);
  /** Whether somebody asked since the last look began. */
  private wanted = false;

  /** `ask`: has the daemon look, which takes some seconds. */
  constructor(private readonly ask: () => Promise<KnownAgents>) {
    this.rows = remembered();
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
    this.wanted = true;
    if (this.looking) return;
    this.looking = true;
    while (this.wanted) {
      this.wanted = false;
      await this.lookOnce();
    }
    this.looking = false;
  }

  private async lookOnce(): Promise<void> {
    try {
      const { agents, problems } = await this.ask();
      this.rows = agents;
      this.problems = problems ?? [];
      this.error = null;
      localStorage.setItem(FOUND, JSON.stringify(agents));
    } catch (thrown) {
      this.error = asWireError(thrown);
    }
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
