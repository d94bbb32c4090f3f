// The agents of the scripted double. Data only.

import type { AgentRow } from "../../protocol/AgentRow";
import type { EnvironmentDifference } from "../../protocol/EnvironmentDifference";
import type { KnownAgents } from "../../protocol/KnownAgents";

function row(id: string, name: string, change: Partial<AgentRow> = {}): AgentRow {
  return {
    id,
    name,
    path: `/usr/local/bin/${id}`,
    version: null,
    signed_in: "unknown",
    signed_in_why: "it does not tell",
    resumable: true,
    hooked: true,
    takes_model: true,
    permission_modes: [],
    ...change,
  };
}

const missing = (id: string, name: string, install: string) => row(id, name, { path: null, install });

export const agents: KnownAgents = {
  agents: [
    row("claude-code", "Claude Code", {
      version: "2.1.4",
      signed_in: "yes",
      permission_modes: [
        { id: "plan", says: "reads and plans, changes nothing", bypass: false },
        { id: "acceptEdits", says: "edits files without asking", bypass: false },
        { id: "bypassPermissions", says: "does everything without asking", bypass: true },
      ],
      writes: [".claude/settings.local.json"],
      trust:
        "Claude Code asks once for each directory whether it is trusted, and runs no hook before: start `claude` there once and answer",
    }),
    row("codex", "Codex", {
      version: "0.130.0",
      signed_in: "no",
      signed_in_why: "`codex login status` says that nobody is logged in",
      permission_modes: [{ id: "read-only", says: "reads, and asks before it changes anything", bypass: false }],
    }),
    missing("aider", "Aider", "pipx install aider-chat"),
    missing("gemini", "Gemini CLI", "npm install -g @google/gemini-cli"),
    missing(
      "goose",
      "Goose",
      "curl -fsSL https://github.com/block/goose/releases/download/stable/download_cli.sh | bash",
    ),
    missing("opencode", "OpenCode", "npm install -g opencode-ai"),
  ],
};

export const environment: EnvironmentDifference = {
  added: ["DATABASE_URL"],
  missing: ["NVM_BIN", "NVM_DIR"],
  changed: ["EDITOR"],
  path_added: [],
  path_missing: ["/home/ada/.nvm/versions/node/v24.9.0/bin"],
};
