// What stands where on the settings page, and what a search finds. Pure.

import { type ActionId, actions, ids, titleOf } from "../actions/registry";
import { text } from "../text";
import { type Key, schema } from "./schema";

export const sections = ["appearance", "terminal", "keys", "notifications", "app", "sessions"] as const;
export type Section = (typeof sections)[number];

/** Whether the app starts at login is no setting in the file: the system keeps it. */
export type Row = Key | "login";

/** What a section shows: rows, or keys of actions. */
export interface Shown {
  section: Section;
  rows: Row[];
  keys: ActionId[];
}

/** The section that a key of the file belongs to, by its table. */
const SECTIONS: Record<string, Section> = {
  appearance: "appearance",
  terminal: "terminal",
  notifications: "notifications",
  app: "app",
  power: "app",
  restore: "sessions",
  agents: "sessions",
  log: "sessions",
  daemon: "sessions",
};

const rows: readonly Row[] = Object.keys(schema).flatMap((key): Row[] =>
  // It stands with what happens when the app is opened and closed.
  key === "app.closing" ? ["login", key] : [key as Key],
);

function sectionOf(row: Row): Section {
  return row === "login" ? "app" : (SECTIONS[row.split(".")[0] ?? ""] ?? "app");
}

/** All of one section. */
export function all(section: Section): Shown {
  return { section, rows: rows.filter((row) => sectionOf(row) === section), keys: section === "keys" ? [...ids] : [] };
}

/** What a search finds, in all sections: every word of it occurs in what a row says, or in its key in the file.
    `chordOf`: an action's chord as people read it. */
export function found(search: string, chordOf: (id: ActionId) => string): Shown[] {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
  const has = (said: string) => words.every((word) => said.toLowerCase().includes(word));
  return sections.map(all).flatMap(({ section, rows: own, keys }) => {
    const shown = {
      section,
      rows: own.filter((row) => has(saidBy(row))),
      keys: keys.filter((id) => has(`${titleOf(id)}\n${chordOf(id)}\n${text.actions.groups[actions[id].group]}`)),
    };
    return shown.rows.length + shown.keys.length > 0 ? [shown] : [];
  });
}

function saidBy(row: Row): string {
  const { title, body, choices = {} } = wordsOf(row);
  return [title, body, ...Object.values(choices), row, text.settings.sections[sectionOf(row)]].join("\n");
}

/** What a row says of itself. */
export function wordsOf(row: Row): { title: string; body: string; unit?: string; choices?: Record<string, string> } {
  return row === "login" ? text.settings.login : text.settings.rows[row];
}
