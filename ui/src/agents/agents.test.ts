// @vitest-environment jsdom

import { beforeEach, expect, it, vi } from "vitest";

import type { AgentRow } from "../protocol/AgentRow";
import { Agents } from "./agents.svelte";
import { keepChoice, lastChoice } from "./choice";

const row = (id: string, change: Partial<AgentRow> = {}): AgentRow => ({
  id,
  name: id.toUpperCase(),
  path: `/bin/${id}`,
  version: "1",
  signed_in: "yes",
  signed_in_why: "",
  resumable: true,
  hooked: true,
  takes_model: true,
  permission_modes: [
    { id: "plan", says: "changes nothing", bypass: false },
    { id: "yolo", says: "asks for nothing", bypass: true },
  ],
  ...change,
});
const installed = [row("aa"), row("bb")];

beforeEach(() => localStorage.clear());

it("shows what was found before until the daemon has looked again", async () => {
  const first = new Agents(async () => ({ agents: [row("aa"), row("zz", { path: null })] }));
  expect(first.rows).toBeNull();
  await first.look();
  expect(first.installed.map(({ id }) => id)).toEqual(["aa"]);
  expect(first.missing.map(({ id }) => id)).toEqual(["zz"]);
  const second = new Agents(async () => ({ agents: [], problems: ["x.toml: line 2"] }));
  expect(second.nameOf("aa")).toBe("AA");
  expect(second.nameOf("other")).toBe("other");
  await second.look();
  expect(second.rows).toEqual([]);
  expect(second.problems).toEqual(["x.toml: line 2"]);
});

it("looks once more where it was asked while it looked, and never twice at a time", async () => {
  const answers: ((agents: AgentRow[]) => void)[] = [];
  const agents = new Agents(() => new Promise((answer) => answers.push((found) => answer({ agents: found }))));
  const first = agents.look();
  void agents.look();
  void agents.look();
  expect(answers).toHaveLength(1);
  answers[0]?.([]);
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(installed);
  await first;
  expect(agents.installed).toHaveLength(2);
  expect(answers).toHaveLength(2);
});

it("keeps what it knows where nobody could look", async () => {
  const ask = vi.fn(async () => ({ agents: installed }));
  const agents = new Agents(ask);
  await agents.look();
  ask.mockRejectedValue({ code: "daemon_unreachable", message: "no daemon answers" });
  await agents.look();
  expect(agents.error?.code).toBe("daemon_unreachable");
  expect(agents.installed).toHaveLength(2);
});

it("begins with the first agent, then with the last choice, as far as it is still there", () => {
  expect(lastChoice([]).agent).toBeNull();
  expect(lastChoice(installed).agent).toBe("aa");
  keepChoice({ agent: "bb", model: { bb: "small" }, permission: { bb: "plan" } }, installed[1]);
  expect(lastChoice(installed)).toEqual({ agent: "bb", model: { bb: "small" }, permission: { bb: "plan" } });
  expect(lastChoice([row("aa")]).agent).toBeNull();
  keepChoice({ agent: null, model: {}, permission: {} }, undefined);
  expect(lastChoice(installed).agent).toBeNull();
});

it("never begins with a mode that asks for nothing, nor with one that is gone", () => {
  for (const mode of ["yolo", "gone"]) {
    keepChoice({ agent: "aa", model: {}, permission: { aa: mode, bb: "plan" } }, installed[0]);
    expect(lastChoice(installed).permission).toEqual({ bb: "plan" });
  }
});

it("is not hindered by what cannot be read", () => {
  localStorage.setItem("new", "{");
  localStorage.setItem("agents", "{");
  expect(lastChoice(installed).agent).toBe("aa");
  expect(new Agents(async () => ({ agents: [] })).rows).toBeNull();
});
